"""A measure of milestones as people read it: when each was reached, what documents it, or how long there is left."""

import datetime as dt

from flask_babel import gettext as _
from flask_babel import ngettext

from ..criteria.parts import Part
from ..store import MilestoneEntry
from . import wording
from .counting import CriterionYear, MeasureFacts


def how_reached(asked: CriterionYear, facts: MeasureFacts, measure: Part) -> str:
    """Every milestone of the measure; with its name where it is one of several."""
    codes = measure["of"][0]["milestones"]
    said = []
    for code in codes:
        spec = asked.named("milestones", code)
        words = _one(asked, spec, _entry(asked, facts, spec))
        said.append(words if len(codes) == 1 else f"{spec['name']}: {words}")
    return " ".join(said)


def _entry(asked: CriterionYear, facts: MeasureFacts, spec: Part) -> MilestoneEntry | None:
    return facts.milestones.get((spec["code"], int(spec["deadline"][:4]) if "deadline" in spec else asked.year))


def _one(asked: CriterionYear, spec: Part, found: MilestoneEntry | None) -> str:
    deadline = dt.date.fromisoformat(spec["deadline"]) if "deadline" in spec else None
    if found is None or found.date is None:
        return _not_reached(deadline, asked.as_of)
    if found.date > asked.as_of:
        return _(
            "Dateret %(date)s, efter %(as_of)s.",
            date=wording.short_day(found.date), as_of=wording.short_day(asked.as_of),
        )  # fmt: skip
    said = [wording.short_day(found.date), found.decision, found.note]
    words = ". ".join(filter(None, (each.strip().rstrip(".") for each in said))) + "."
    if deadline and found.date > deadline:
        return f"{words} {_('Det var efter fristen, %(date)s.', date=wording.short_day(deadline))}"
    if found.note.strip() or (spec.get("decisions") and found.decision):
        return words
    demands = " og ".join(spec.get("demands", ())) or _("hvad der blev besluttet")
    return f"{words} {_('Noten mangler; den skal sige, %(what)s.', what=demands)}"


def _not_reached(deadline: dt.date | None, as_of: dt.date) -> str:
    if deadline is None:
        return _("Ikke registreret.")
    left = (deadline - as_of).days
    said = _("Ikke registreret. Frist %(date)s", date=wording.short_day(deadline))
    return f"{said}." if left < 0 else f"{said}, " + ngettext("om %(num)s dag.", "om %(num)s dage.", left)
