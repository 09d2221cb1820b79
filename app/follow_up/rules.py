"""What must hold when a follow-up changes: which state may come next, what must be said with it, by whom."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..access import PARTY, Person
from ..base import clock
from ..store import FollowUp
from .states import NEEDS, PARTY_STATES, STATES, following

NEEDED = {
    "passed_to": _l("Skriv, hvem det er sendt videre til."),
    "reason": _l("Skriv, hvorfor det ikke kan gennemføres. Det bliver offentliggjort."),
    "duplicate_of": _l("Skriv nummeret på det punkt, som dette er en dublet af."),
    "checked_by": _l("Skriv, hvem der har set, at det er gjort."),
    "checked_on": _l("Skriv, hvornår nogen så det."),
}
PAST_DEADLINE = _l("Fristen er overskredet, allerede før den er sat. Vælg i dag eller en senere dag.")
MISSING_STATE = _l("Vælg en tilstand.")
MISSING_PARTY_OTHER = _l("Skriv, hvilken part det er.")
NO_SUCH_POINT = _l("Der er intet punkt med det nummer.")
OWN_NUMBER = _l("Et punkt kan ikke være en dublet af sig selv.")
DUPLICATE_OF_DUPLICATE = _l("Det punkt er selv en dublet. Skriv nummeret på det, som det er en dublet af.")
ONLY_LEADER = _l("Det kan kun projektlederen ændre.")
NOT_FOR_PARTIES = _l("Kun den, der har set det på stedet, kan sige, at det er kontrolleret. Vælg »Udført«.")


class FollowUpError(ValueError):
    """What cannot be done, and why: `errors` has the Danish message by field."""

    def __init__(self, errors: dict[str, Any]) -> None:
        self.errors = {name: str(message) for name, message in errors.items()}
        super().__init__(" ".join(self.errors.values()))


def complete(before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """All values after the changes: what belongs to a state or a party that is left goes with it."""
    after = before | changes
    for state, names in NEEDS.items():
        if after["state"] != state:
            after |= dict.fromkeys(names)
    if after["party"] != "other":
        after["party_other"] = None
    return after


def faults(session: Session, number: int, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What the leader's change breaks, by field."""
    found: dict[str, Any] = {name: NEEDED[name] for name in NEEDS.get(after["state"], ()) if not after[name]}
    if after["state"] is None:
        found["state"] = MISSING_STATE
    elif after["state"] != before["state"] and after["state"] not in following(before["state"]):
        found["state"] = _impossible(before["state"], after["state"])
    if after["party"] == "other" and not after["party_other"]:
        found["party_other"] = MISSING_PARTY_OTHER
    if after["deadline"] and after["deadline"] != before["deadline"] and _is_past(after["deadline"]):
        found["deadline"] = PAST_DEADLINE
    if after["duplicate_of"] and after["duplicate_of"] != before["duplicate_of"]:
        found |= _duplicate_faults(session, number, after["duplicate_of"])
    return found


def party_faults(before: dict[str, Any], after: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """What a party's change breaks, by field: its own states, with a reason, and nothing else."""
    found: dict[str, Any] = dict.fromkeys(wanted.keys() - {"state", "reason"}, ONLY_LEADER)
    if after["state"] != before["state"]:
        if after["state"] not in PARTY_STATES:
            found["state"] = NOT_FOR_PARTIES if after["state"] == "checked" else ONLY_LEADER
        elif after["state"] not in following(before["state"], by_party=True):
            found["state"] = ONLY_LEADER
    if after["state"] == "not_possible" and not after["reason"]:
        found["reason"] = NEEDED["reason"]
    return found


def is_theirs(row: FollowUp, person: Person) -> bool:
    """Whether the follow-up is with the party that the person signs in for.

    Those with another party (`other`) have a name: it must be the account's, or *Kvarterets Cafe* would read what was
    given to *Kirkecentret*.
    """
    if person.role != PARTY or not person.party or row.party != person.party:
        return False
    return person.party != "other" or plain(row.party_other) == plain(person.name)


def plain(name: str | None) -> str:
    """A party's name without what people do not see as a difference."""
    return " ".join((name or "").casefold().split())


def _impossible(before: str, after: str) -> str:
    if after == "reopened":
        return _("Punktet er ikke afsluttet og kan derfor ikke genåbnes.")
    if following(before) == ("reopened",):
        return _("Punktet er afsluttet (%(state)s). Genåbn det først.", state=STATES[before].label)
    return _(
        "Et punkt, der er %(before)s, kan ikke blive %(after)s.", before=STATES[before].label, after=STATES[after].label
    )


def _is_past(day: dt.date) -> bool:
    return day < clock.today()


def _duplicate_faults(session: Session, number: int, of: int) -> dict[str, Any]:
    if of == number:
        return {"duplicate_of": OWN_NUMBER}
    state = session.scalar(select(FollowUp.state).where(FollowUp.number == of))
    if state is None:
        return {"duplicate_of": NO_SUCH_POINT}
    return {"duplicate_of": DUPLICATE_OF_DUPLICATE} if state == "duplicate" else {}
