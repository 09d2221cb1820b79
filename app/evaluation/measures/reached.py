"""The measure of something that is reached on a date and documented by a note."""

from dataclasses import replace
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from ...agreement import Criterion, Milestone
from .. import wording
from ..facts import Facts
from ..finding import Finding, State
from ..reported import Reached


def milestone(criterion: Criterion, facts: Facts) -> Finding:
    """Met by a date that is not after the deadline and a note that is not blank.

    Without a date, or with one after the report's day, it is missing; late is not met, whatever the note says.
    """
    asked = facts.plan.milestones[criterion.settings["milestone"]]
    year = asked.deadline.year if asked.deadline else facts.period.year
    found = facts.milestones.get((asked.id, year))
    made = Finding(criterion, State.MISSING, _("ja, i %(year)s", year=year), target=_ONE)
    if found is None or found.date is None or found.date > facts.period.as_of:
        return replace(made, how=_not_yet(asked, found, facts), lacking=(asked.id,))
    said = [wording.short_day(found.date), found.decision, found.note]
    how = ". ".join(filter(None, (each.strip().rstrip(".") for each in said))) + "."
    made = replace(made, how=how, figure=_ONE, shown=_("Ja"))
    if asked.deadline and found.date > asked.deadline:
        return replace(made, state=State.NOT_MET, remarks=(_late(asked),))
    if not _is_documented(asked, found):
        return replace(made, state=State.UNDOCUMENTED, remarks=(_undocumented(asked),))
    return replace(made, state=State.MET)


_ONE = Fraction(1)


def _is_documented(asked: Milestone, found: Reached) -> bool:
    return bool(found.note.strip() or (asked.decisions and found.decision))


def _not_yet(asked: Milestone, found: Reached | None, facts: Facts) -> str:
    if found is not None and found.date is not None:
        return _(
            "Dateret %(date)s, efter %(as_of)s.",
            date=wording.short_day(found.date), as_of=wording.short_day(facts.period.as_of),
        )  # fmt: skip
    if asked.deadline is None:
        return _("Ikke registreret.")
    left = (asked.deadline - facts.period.as_of).days
    deadline = _("Ikke registreret. Frist %(date)s", date=wording.short_day(asked.deadline))
    if left < 0:
        return f"{deadline}."
    return deadline + ", " + ngettext("om %(num)s dag.", "om %(num)s dage.", left)


def _late(asked: Milestone) -> str:
    return _("Det var efter fristen, %(date)s.", date=wording.short_day(asked.deadline)) if asked.deadline else ""


def _undocumented(asked: Milestone) -> str:
    if asked.documentation:
        return _("Noten mangler; den skal sige, %(what)s.", what=asked.documentation)
    return _("Noten mangler; den skal sige, hvad der blev besluttet.")
