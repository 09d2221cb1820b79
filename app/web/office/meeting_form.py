"""What is agreed on one matter at the closing meeting, as the page's form has it."""

from itertools import chain, repeat
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from ... import agreement, follow_up
from ...activities import Matter
from ...store import Walk

# What the meeting may hear of a matter, and the key for it; anything else stays as it is.
ANSWERS = {"planned": ("J", _("Ja, det bliver gjort")), "clarifying": ("A", None), "not_possible": ("I", None)}
PRIORITY_KEYS = {"urgent": "H", "soon": "S", "later": "K"}
# In the list of parties: more than nine need letters.
PARTY_KEYS = "123456789abcdefghijklmnoqrstuvwxyz"


class MeetingForm:
    """The answers, first those that are known; `seen` is the version of the follow-up that whoever posted them saw."""

    def __init__(self, matter: Matter, walk: Walk, posted: MultiDict[str, str] | None = None) -> None:
        point = matter.point
        self.matter, self.walk = matter, walk
        self.known: dict[str, str] = {
            "party": point.party or "",
            "party_other": point.party_other,
            "priority": point.priority or "",
            "deadline": point.deadline.isoformat() if point.deadline else "",
            "state": point.state,
            "reason": point.reason,
        }
        self.data = (
            self.known
            if posted is None
            else {name: posted.get(name, known).strip() for name, known in self.known.items()}
        )
        seen = posted.get("seen", "") if posted else ""
        self.seen = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else point.version

    def changes(self) -> dict[str, Any]:
        """What differs from what is known, as `follow_up.change` takes it; what belongs to another answer is left out."""
        said = dict(self.data)
        if said["party"] != "other":
            said["party_other"] = ""
        if said["state"] != "not_possible":
            said["reason"] = ""
        return {name: value for name, value in said.items() if value != self.known[name]}

    @property
    def parties(self) -> list[tuple[str, str, str, bool]]:
        """(key, code, name, whether it took part), those that took part first."""
        names, here = dict(agreement.current().parties), set(self.walk.parties)
        if (given := self.known["party"]) and given not in names:
            names[given] = given
        ordered = sorted(names, key=lambda code: code not in here)
        keys = chain(PARTY_KEYS, repeat(""))
        return [(key, code, names[code], code in here) for key, code in zip(keys, ordered, strict=False)]

    @property
    def priorities(self) -> list[tuple[str, str, Any]]:
        """(key, code, words)."""
        return [(PRIORITY_KEYS[code], code, option.label) for code, option in follow_up.PRIORITIES.items()]

    @property
    def answers(self) -> list[tuple[str, str, Any]]:
        """(key, code, words): the state as it is, and those that may come next; a key only for the latter."""
        now = self.known["state"]
        found: list[tuple[str, str, Any]] = []
        if now not in ANSWERS:
            words = _("Intet svar endnu") if now == "new" else follow_up.STATES[now].label
            found.append(("", now, words))
        allowed = {now, *follow_up.following(now)}
        found += [
            (key, code, words or follow_up.STATES[code].label)
            for code, (key, words) in ANSWERS.items()
            if code in allowed
        ]
        return found
