"""What keeps a draft from being adopted, where in the office's forms each of it stands, and how it is said there."""

import re
from typing import Final, NamedTuple

from ..agreement.kept import Draft
from ..agreement.shape import Fault
from . import editing
from .differences import called
from .member_words import MEMBERS, SHEETS
from .parts import Document

UNFINISHED: Final = "er ikke gjort færdig: %s"
# The facts of the version itself, which are asked when it is adopted.
VERSION: Final = "version"
# The parts whose rows faults name by their codes.
_NAMED: Final = ("areas", "parties", "activities", "figures", "milestones", "lists")


class FaultPlace(NamedTuple):
    """Where a fault is put right: the part, what its row is known by, and the member; each empty where it is about all of them.

    Of a new row that is not finished the member is the id of whoever began it.
    """

    part: str
    key: str
    member: str


def unfinished(draft: Draft) -> list[Fault]:
    """What was typed into the draft's forms and cannot be read yet, as faults."""
    return [
        Fault(address.replace("/", "."), UNFINISHED % " ".join(each.says)) for address, each in draft.unfinished.items()
    ]


def place_of_fault(document: Document, path: str) -> FaultPlace:
    """Where the fault with that path stands."""
    part, _dot, rest = path.partition(".")
    if part not in editing.PARTS:
        return FaultPlace(VERSION, "", rest) if part == VERSION else FaultPlace(editing.ABOUT, editing.ABOUT, path)
    for one in (part, "groups") if part == "choices" else (part,):
        for key in sorted(editing.rows(document, one), key=len, reverse=True):
            if rest == key or rest.startswith(f"{key}."):
                return FaultPlace(one, key, rest[len(key) + 1 :])
    key, _dot, whose = rest.partition(".")
    return FaultPlace(part, key, whose) if key in {editing.NEW, editing.ABOUT} else FaultPlace(part, "", "")


def with_names(document: Document, says: str) -> str:
    """What a fault says, with the names of the rows whose codes it quotes or lists at its end."""
    names = {row["code"]: str(row["name"]) for part in _NAMED for row in document.get(part, ())}
    said = re.sub("»([A-Za-z][A-Za-z0-9_]*)«", lambda found: f"»{names.get(found[1], found[1])}«", says)
    head, colon, listed = said.rpartition(": ")
    known = [names.get(each, each) for each in listed.split(", ")]
    return f"{head}{colon}{', '.join(known)}" if colon else said


def told_fault(document: Document, fault: Fault) -> str:
    """The fault with the names of what it is about, for a reader who sees no codes."""
    part, key, member = place_of_fault(document, fault.path)
    says = with_names(document, fault.says)
    words = MEMBERS.get(f"version.{member}" if part == VERSION else member, "")
    if part in {VERSION, editing.ABOUT}:
        return f"{words.capitalize() or 'Aftalen'}: {says}" if fault.path else says
    title, one = SHEETS[part]
    row = editing.rows(document, part).get(key)
    if row is None:
        return f"{one.capitalize() if key else title}: {says}"
    name = row["code"] if part == "criteria" else called(document, part, row)
    return f"{one.capitalize()} {name}{f', {words}' if words else ''}: {says}"
