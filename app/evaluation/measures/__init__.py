"""The vocabulary of measures at work: each a short function from what was recorded to a finding.

The names are those of `app.agreement.document`, which says what each must be told.
"""

from collections.abc import Callable
from dataclasses import replace

from flask_babel import gettext as _

from ...agreement import Criterion
from ..facts import Facts
from ..finding import NOTHING, Finding, State
from . import counted, entered
from .counted import contacts_behind, gatherings_behind

Measure = Callable[[Criterion, Facts], Finding]

MEASURES: dict[str, Measure] = {
    "contacts": counted.contacts,
    "share_asked": counted.asked,
    "share_referred": counted.referred,
    "initiatives": counted.initiatives,
    "qualifying_events": counted.qualifying_events,
    "indicator_gap": entered.indicator_gap,
    "indicator_rate": entered.indicator_rate,
    "reduction": entered.reduction,
    "milestone": entered.milestone,
    "meetings": counted.meetings,
    "figure": entered.figure,
    "hours": counted.hours,
}


def find(criterion: Criterion, facts: Facts) -> Finding:
    """What there is to say of a criterion in the year; outside its years it does not apply."""
    if facts.period.year in criterion.years:
        return MEASURES[criterion.measure](criterion, facts)
    outside = facts.plan.outside(facts.period.year)
    only = _("Gælder kun %(years)s.", years=", ".join(map(str, criterion.years)))
    made = Finding(criterion, State.NOT_APPLICABLE, NOTHING, outside or only)
    return replace(made, target=criterion.target)
