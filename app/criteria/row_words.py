"""A row of an agreement in words: as a line of its part's table, of the few members that tell it from the others, and whole."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..agreement.shape import Content, Members
from . import editing, member_values
from .differences import called
from .draft_faults import place_of_fault
from .faults import check
from .member_words import ASKED, MEMBERS
from .parts import Document, Part
from .sentences import sentence

# What stands in a part's table; the first names the row.
TELLING: Final[Mapping[str, tuple[str, ...]]] = {
    "areas": ("name", "places"), "parties": ("name",), "activities": ("name", "text"),
    "figures": ("name", "kind", "party", "baselines"), "milestones": ("name", "deadline", "demands"),
    "lists": ("name", "party", "months"), "hours": ("activity", "role", "task", "hours", "years"),
    "money": ("source", "activity", "amount", "years"), "questions": ("label", "kind"),
    "choices": ("label", "groups"), "groups": ("name",),
}  # fmt: skip
# What it means that a member says nothing.
UNSAID: Final = {
    "hours.years": "alle",
    "money.years": "alle",
    "money.activity": "hele aftalen",
    "milestones.deadline": "hvert år",
}


def heads(part: str) -> list[str]:
    """What the columns of its table are called."""
    return [MEMBERS[name][:1].upper() + MEMBERS[name][1:] for name in TELLING[part]]


def cells(document: Document, part: str, row: Part) -> list[str]:
    """What stands in them; empty where the row says nothing."""
    return [
        member_values.said(document, part, name, row.get(name), row) or UNSAID.get(f"{part}.{name}", "")
        for name in TELLING[part]
    ]


def name(document: Document, part: str, row: Part) -> str:
    """What a row is called where it stands alone."""
    return called(document, part, row).strip("»«")


def told(document: Document, part: str, row: Part) -> list[tuple[str, str]]:
    """All that a row says: each member that it has with its words; of a criterion its sentence, where nothing is wrong with it."""
    found = []
    for name, _content in flat(editing.members(part).members):
        value = at(row, name)
        if name == "code" and part not in {"criteria", "activities"}:
            continue
        words = _measured(document, row) if name == "measures" else member_values.said(document, part, name, value, row)
        if words:
            found.append((label(part, name), words))
    return found


def label(part: str, name: str) -> str:
    """What a member is asked as."""
    words = ASKED.get(f"{part}.{name}") or ASKED.get(name) or MEMBERS.get(name) or MEMBERS[name.rpartition(".")[2]]
    return words[:1].upper() + words[1:]


def at(row: Part, name: str) -> Any:
    """What a row has as the member `privacy.contact`; None where it has none."""
    for step in name.split("."):
        row = row.get(step, {}) if isinstance(row, Mapping) else {}
    return None if row == {} else row


def flat(members: Mapping[str, Content], prefix: str = "") -> Iterator[tuple[str, Content]]:
    """The members with those of tables within as `privacy.contact`."""
    for name, content in members.items():
        if isinstance(content, Members):
            yield from flat(content.members, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", content


def _measured(document: Document, row: Part) -> str:
    """The sentence of a criterion; empty where something is wrong with it."""
    if "measures" not in row:
        return ""
    known = row["code"] in editing.rows(document, "criteria")
    whole = editing.put(document, "criteria", row, row["code"] if known else "")
    wrong = any(place_of_fault(whole, each.path)[:2] == ("criteria", row["code"]) for each in check(whole))
    return "" if wrong else sentence(whole, row)
