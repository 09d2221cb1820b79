"""The yearly evaluation as an act: about one year, mostly held early in the next, when the figures have come."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _

from ... import agreement
from ...access import Person
from ...agreement import Agreement, Milestone
from ...base.messages import RefusedError
from ...definitions import HeldFields, MilestoneFields
from ...store import EvaluationHeld
from ...store.reported_tables import Ledger
from .ledgers import WRONG_DECISION, milestones

# What is evaluated, besides the activities by their codes.
WHOLE: Final = "agreement"
# What can be decided where the agreement does not say.
DECISIONS: Final = ("fortsætter", "ændres", "stopper")
UNKNOWN_SUBJECT = _("Vælg hele aftalen eller en af dens aktiviteter: %(known)s.")
NO_YEAR = _("Aftalen har intet %(year)d. Vælg et af dens år, %(span)s.")
TOO_EARLY = _("Evalueringen af %(year)d kan tidligst holdes i %(year)d.")


class Evaluations(Ledger[EvaluationHeld]):
    """Every evaluation that was held; writing one of the same again corrects it."""

    def hold(self, year: int, about: str, said: Mapping[str, Any], *, person: Person, code: str = "") -> EvaluationHeld:
        """Write down that a year was evaluated, `said` as HeldFields ask; it reaches the milestone that asks for it.

        about: WHOLE or an activity. code: the agreement's, where several cover the year. Raises RefusedError.
        """
        agreed = agreement.of_year(year, code=code)
        values, errors, _masked = HeldFields.clean({name: value for name, value in said.items() if value != ""})
        errors |= self._errors(agreed, year, about, values)
        if errors:
            raise RefusedError(errors)
        held = self.new(person, agreement=agreed.code, about=about, year=year, **HeldFields.store(values))
        reached = milestone_of(agreed, about)
        if reached is None:
            self.add(held)
            return held
        fields = MilestoneFields.store({"date": held.date, "note": held.judgement, "decision": held.decision})
        entry: Any = milestones.new(person, agreement=agreed.code, milestone=reached.id, year=year, **fields)
        self.add(held, entry)
        return held

    def of_year(self, agreed: Agreement, year: int) -> list[EvaluationHeld]:
        """What counts of a year, the whole agreement first, then in the order of its activities."""
        within = EvaluationHeld.agreement == agreed.code, EvaluationHeld.year == year
        place = {code: number for number, code in enumerate(subjects(agreed))}
        return sorted(self.newest(within=within), key=lambda each: place.get(each.about, len(place)))

    def _errors(self, agreed: Agreement, year: int, about: str, values: Mapping[str, Any]) -> dict[str, str]:
        errors: dict[str, str] = {}
        if about not in subjects(agreed):
            errors["about"] = str(UNKNOWN_SUBJECT % {"known": ", ".join(subjects(agreed))})
        if year not in agreed.years:
            errors["year"] = str(NO_YEAR % {"year": year, "span": agreed.span})
        held, decision, known = values.get("date"), values.get("decision"), decisions(agreed, about)
        if held and held.year < year:
            errors["date"] = str(TOO_EARLY % {"year": year})
        if decision and decision not in known:
            errors["decision"] = str(WRONG_DECISION % {"known": ", ".join(known)})
        return errors


def subjects(agreed: Agreement) -> dict[str, str]:
    """What can be evaluated, by code: the whole agreement and each of its activities."""
    named = {code: f"{code} {each.name}" for code, each in agreed.activities.items()}
    return {WHOLE: str(_("Hele aftalen")), **named}


def purposes(agreed: Agreement, about: str) -> tuple[str, ...]:
    """What it is for, each to be judged: whether the work still serves it."""
    rows = agreed.document.get("activities", ())
    part = agreed.document if about == WHOLE else next((each for each in rows if each["code"] == about), {})
    return tuple(part.get("purpose", ()))


def milestone_of(agreed: Agreement, about: str) -> Milestone | None:
    """The yearly milestone that asks for it."""
    return next((each for each in agreed.milestones.values() if each.evaluates == about and not each.deadline), None)


def decisions(agreed: Agreement, about: str) -> tuple[str, ...]:
    """What can be decided of it."""
    found = milestone_of(agreed, about)
    return found.decisions if found and found.decisions else DECISIONS


evaluations = Evaluations(EvaluationHeld, "agreement", "about", "year")
