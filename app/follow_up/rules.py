"""The states of a follow-up, which may come after which, and what must hold when one changes.

*Udført* is what the party says, *Kontrolleret på stedet* what somebody saw: the two are never the same state, and a
party can never set the second.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from ..access import PARTY, Person
from ..base import clock
from ..base.text import alike
from ..definitions import FollowUpFields, Recheck
from ..questions import Option
from ..store import FollowUp

STATES: dict[str, Option] = FollowUpFields.state.by_code
PRIORITIES: dict[str, Option] = FollowUpFields.priority.by_code
OUTCOMES: dict[str, Option] = Recheck.outcome.by_code

# Somebody still has to do something; a deadline runs.
OPEN = frozenset({"new", "clarifying", "planned", "in_progress", "partly_done", "passed_on", "reopened"})
# Worth asking about on the next walk: done is only what the party says.
TO_RECHECK = OPEN | {"done"}
# What the party itself can say.
PARTY_STATES = ("clarifying", "planned", "in_progress", "partly_done", "done", "not_possible")

# What must be said with a state; it belongs to that state alone.
NEEDS = {
    "passed_on": ("passed_to",),
    "not_possible": ("reason",),
    "duplicate": ("duplicate_of",),
    "checked": ("checked_by", "checked_on"),
}

_FROM_OPEN = tuple(code for code in STATES if code not in ("new", "reopened"))
_FROM_DONE = ("partly_done", "checked", "passed_on", "not_possible", "duplicate", "reopened")

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


def following(state: str, *, by_party: bool = False) -> Sequence[str]:
    """The states that may come after `state`, itself left out.

    What is closed (checked, not possible, a duplicate) goes on only by being reopened, so that it shows. A party may
    take back its own word (done, not possible), but changes nothing about what somebody else has decided.
    """
    if by_party:
        mine = state in OPEN or state in ("done", "not_possible")
        return [code for code in PARTY_STATES if mine and code != state]
    if state in OPEN:
        return [code for code in _FROM_OPEN if code != state]
    return _FROM_DONE if state == "done" else ("reopened",)


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
    if after["deadline"] and after["deadline"] != before["deadline"] and after["deadline"] < clock.today():
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


def is_with(party: str | None, party_other: str | None, person: Person) -> bool:
    """Whether that is the party that the person signs in for.

    Those with another party (`other`) have a name: it must be the account's, or *Kvarterets Cafe* would read what was
    given to *Kirkecentret*.
    """
    if person.role != PARTY or not person.party or party != person.party:
        return False
    return person.party != "other" or alike(party_other) == alike(person.name)


def _impossible(before: str, after: str) -> str:
    if after == "reopened":
        return _("Punktet er ikke afsluttet og kan derfor ikke genåbnes.")
    if following(before) == ("reopened",):
        return _("Punktet er afsluttet (%(state)s). Genåbn det først.", state=STATES[before].label)
    return _(
        "Et punkt, der er %(before)s, kan ikke blive %(after)s.", before=STATES[before].label, after=STATES[after].label
    )


def _duplicate_faults(session: Session, number: int, of: int) -> dict[str, Any]:
    if of == number:
        return {"duplicate_of": OWN_NUMBER}
    state = session.scalar(select(FollowUp.state).where(FollowUp.number == of))
    if state is None:
        return {"duplicate_of": NO_SUCH_POINT}
    return {"duplicate_of": DUPLICATE_OF_DUPLICATE} if state == "duplicate" else {}
