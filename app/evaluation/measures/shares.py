"""Measures that are a share of the year's contacts."""

from dataclasses import replace
from fractions import Fraction

from flask_babel import gettext as _

from ...agreement import Criterion
from ...base.numbers import shown
from .. import wording
from ..facts import Facts
from ..finding import Finding, Part, State


def asked(criterion: Criterion, facts: Facts) -> Finding:
    """Asked about digital help, and helped, referred or without need of it: not still `open`.

    In a running year somebody who was not asked settles it until that is corrected; an `open` one does not.
    """
    found = facts.contacts
    not_asked = found.total - found.asked
    made = _share(criterion, facts, found.settled)
    if made.state == State.MISSING:
        return made
    if facts.period.running:
        target = Fraction(criterion.target or 0)
        short = State.NOT_MET if target == 100 else State.BEHIND  # all is the one target that no later contact mends
        made = replace(made, state=State.ON_TRACK if found.asked * 100 >= target * found.total else short)
    said = [
        _("%(count)s er ikke spurgt.", count=shown(not_asked)) if not_asked else "",
        _("%(count)s har brug for hjælp og er ikke hjulpet endnu.", count=shown(found.open)) if found.open else "",
    ]
    parts = (
        Part(_("Ikke spurgt"), not_asked, "not_asked"),
        Part(_("Ikke hjulpet endnu"), found.open, "open"),
    )
    return replace(made, remarks=tuple(filter(None, said)), parts=parts)


def referred(criterion: Criterion, facts: Facts) -> Finding:
    """Referred to an offer of the programme or the municipality; the broad reading stands beside. Final only after
    the year.
    """
    found = facts.contacts
    made = _share(criterion, facts, found.narrow)
    if made.state == State.MISSING:
        return made
    target = Fraction(criterion.target or 0)
    needed = -(-target * found.total // 100)
    if facts.period.running:
        made = replace(made, state=State.ON_TRACK if found.narrow * 100 >= target * found.total else State.BEHIND)
    missing = int(needed) - found.narrow
    how = _("%(count)s af %(total)s, %(needed)s skal der til", count=shown(found.narrow), total=shown(found.total), needed=shown(needed))  # fmt: skip
    if missing > 0 and facts.period.running:
        how += _(": %(count)s mere", count=shown(missing))
    elif missing > 0:
        how += _(": %(count)s for få", count=shown(missing))
    broad = _(
        "Bred læsning, ethvert tilbud: %(count)s af %(total)s, %(share)s.",
        count=shown(found.broad), total=shown(found.total),
        share=wording.percent(Fraction(found.broad * 100, found.total), target),
    )  # fmt: skip
    narrow = _("Snæver læsning tæller: tilbud i helhedsplanen eller kommunen.")
    parts = (Part(_("Snæver"), found.narrow, "narrow"), Part(_("Bred"), found.broad, "broad"))
    return replace(made, how=f"{how}.", remarks=(broad, narrow), parts=parts)


def _share(criterion: Criterion, facts: Facts, count: int) -> Finding:
    """So many of all contacts against a target in %; a share of none is missing."""
    total, target = facts.contacts.total, Fraction(criterion.target or 0)
    aim = f"{shown(target)} %" if target == 100 else _("mindst %(target)s %%", target=shown(target))
    if not total:
        return Finding(
            criterion, State.MISSING, aim, _("Ingen henvendelser."), target=target, numerator=0, denominator=0
        )
    figure = Fraction(count * 100, total)
    return Finding(
        criterion,
        State.MET if figure >= target else State.NOT_MET,
        aim,
        _("%(count)s af %(total)s henvendelser.", count=shown(count), total=shown(total)),
        shown=wording.percent(figure, target),
        provisional=facts.period.running,
        figure=figure,
        numerator=count,
        denominator=total,
        target=target,
    )
