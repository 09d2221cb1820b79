"""The states of a follow-up and which may come after which; priorities and outcomes of a re-check.

*Udført* is what the party says, *Kontrolleret på stedet* what somebody saw: the two are never the same state, and a
party can never set the second.
"""

from collections.abc import Sequence

from ..definitions import Recheck
from ..definitions.follow_up_fields import PRIORITIES as PRIORITY_OPTIONS
from ..definitions.follow_up_fields import STATES as STATE_OPTIONS
from ..questions import Option

STATES: dict[str, Option] = {option.code: option for option in STATE_OPTIONS}
PRIORITIES: dict[str, Option] = {option.code: option for option in PRIORITY_OPTIONS}

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

OUTCOMES: dict[str, Option] = {option.code: option for option in Recheck.questions["outcome"].options}

_FROM_OPEN = tuple(code for code in STATES if code not in ("new", "reopened"))
_FROM_DONE = ("partly_done", "checked", "passed_on", "not_possible", "duplicate", "reopened")


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
