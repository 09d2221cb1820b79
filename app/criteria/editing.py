"""Changing an agreement's document row by row. Each function gives a new document; the one it was given stays as it is.

A part is a list of the document, or `ABOUT`: what the agreement says of itself, which is one row. A row is known by its
code, below its list or form where it has one; rows without a code by their number from 1.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ..agreement import kept, shipped_lists
from ..agreement.format import DOCUMENT
from ..agreement.shape import CODE, Content, Many, Members
from . import added_questions, parts, succession
from .faults import OWN_WORDS, SOURCES
from .parts import Document, Part

ABOUT: Final = "about"
# In the place of a row's key: one that is not there yet.
NEW: Final = "new"
# What is never changed by hand: what the document is, and what adoption asks.
_FIXED: Final = frozenset({"format", "code", "version"})
# Rows of the same of these stand together, and are moved among each other.
GROUPED: Final = {"criteria": "activity", "choices": "list", "groups": "list", "questions": "form"}
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "u", "é": "e"})
MOST_CODE = 40


def is_part(content: Content) -> bool:
    """Whether a member of the document is a list of rows."""
    return isinstance(content, Many) and isinstance(content.of, Members)


PARTS: Final = (ABOUT, *(name for name, content in DOCUMENT.members.items() if is_part(content)))


def members(part: str) -> Members:
    """What a row of a part consists of."""
    if part == ABOUT:
        own = {name: each for name, each in DOCUMENT.members.items() if not is_part(each) and name not in _FIXED}
        needed = {name: own.pop(name) for name in DOCUMENT.needed if name in own}
        return Members(needed, own)
    found: Any = DOCUMENT.members[part]
    row: Members = found.of
    return row


def rows(document: Document, part: str) -> dict[str, Part]:
    """The rows of a part by what they are known by."""
    if part == ABOUT:
        return {ABOUT: {name: document[name] for name in members(ABOUT).members if name in document}}
    if part in succession.CODED:
        return succession.rows(document, part)
    return {str(number): row for number, row in enumerate(document.get(part, ()), 1)}


def known_by(document: Document, part: str, row: Part, there: str = "") -> str:
    """What a row is known by, which stands in the place `there` or is the last of its part."""
    if part == ABOUT:
        return ABOUT
    return succession.key(part, row) if part in succession.CODED else there or str(len(document.get(part, ())))


def mark(row: Part | None) -> str:
    """What tells whether a row is the one that somebody saw; empty for a new one."""
    return "" if row is None else kept.digest(repr(_ordered(row)))[:16]


def put(document: Document, part: str, row: Part, key: str = "") -> dict[str, Any]:
    """With the row in the place of the one known by `key`, or as the last of its part. Raises LookupError."""
    if part == ABOUT:
        others = {name: value for name, value in document.items() if name not in members(ABOUT).members}
        return {**others, **row}
    if not key:
        return {**document, part: [*document.get(part, ()), row]}
    at = _place(document, part, key)
    return _with(document, part, lambda found: [*found[:at], row, *found[at + 1 :]])


def remove(document: Document, part: str, key: str) -> dict[str, Any]:
    """Without a row, and without the choices of a question. Raises LookupError."""
    at = _place(document, part, key)
    left = _with(document, part, lambda found: found[:at] + found[at + 1 :])
    return _without_lists(left, key) if part == "questions" else left


def retire(document: Document, part: str, key: str, day: str) -> dict[str, Any]:
    """With a row that is no longer in use from a day on; without a day it is in use again. Raises LookupError."""
    row = {name: value for name, value in rows(document, part)[key].items() if name != "retired_on"}
    return put(document, part, {**row, "retired_on": day} if day else row, key)


def move(document: Document, part: str, key: str, *, up: bool) -> dict[str, Any]:
    """With a row one place further up or down among those it stands together with. Raises LookupError."""
    at = _place(document, part, key)
    found, by = list(document[part]), GROUPED.get(part)
    others = range(at - 1, -1, -1) if up else range(at + 1, len(found))
    to = next((each for each in others if by is None or found[each][by] == found[at][by]), at)
    found[at], found[to] = found[to], found[at]
    return {**document, part: found}


def can_retire(part: str) -> bool:
    """Whether rows of a part can go out of use and stay."""
    return part != ABOUT and "retired_on" in members(part).members


def can_remove(documents: Iterable[Document], part: str, key: str) -> bool:
    """Whether a row can go: none of these documents, which were adopted, has it; nobody refers to what has no code."""
    return part != ABOUT and (part not in succession.CODED or all(key not in rows(each, part) for each in documents))


def code_for(document: Document, part: str, row: Part, others: Sequence[Document] = ()) -> str:
    """A code for a new row, from its name. What another agreement, or every one, calls the same is the same thing."""
    name = str(row.get("label") or row.get("name") or row.get("text") or part)
    elsewhere: dict[str, str] = {}
    for other in others:
        elsewhere |= _named(other, part, row)
    if part == "parties":
        elsewhere = {**shipped_lists.PARTIES, **elsewhere}
    if part == "choices":
        elsewhere = {**parts.choices({}, row["list"]), **elsewhere}
    own = _named(document, part, row)
    same = (code for code, called in elsewhere.items() if called.casefold() == name.casefold())
    for code in same:
        if code not in own and all(_is_alike(other, part, row, code) for other in others):
            return code
    return proposed(name, {*own, *elsewhere, *OWN_WORDS, *SOURCES, *_taken(part, row), NEW})


def proposed(name: str, taken: Iterable[str]) -> str:
    """A code made of a name, which is none of those that are taken."""
    plain = re.sub("[^a-z0-9]+", "_", name.casefold().translate(_LETTERS)).strip("_")
    first = (plain if CODE.fullmatch(plain[:1]) else f"nr_{plain}")[:MOST_CODE].rstrip("_")
    there = {each.casefold() for each in taken}
    number, found = 1, first
    while found in there:
        number += 1
        found = f"{first[: MOST_CODE - 1 - len(str(number))]}_{number}"
    return found


def _named(document: Document, part: str, row: Part) -> dict[str, str]:
    """The codes of a part with their names; those that stand below the same list or form as the row."""
    below = succession.CODED.get(part, "")
    both = ("choices", "groups") if part in {"choices", "groups"} else (part,)
    return {
        each["code"]: str(each.get("label") or each.get("name") or "")
        for one in both
        for each in document.get(one, ())
        if not below or each[below] == row.get(below)
    }


def _is_alike(other: Document, part: str, row: Part, code: str) -> bool:
    """Whether what another agreement has under that code can be the same: questions of two kinds never are."""
    there = rows(other, part).get(succession.key(part, {**row, "code": code}), {})
    return part != "questions" or there.get("kind", row["kind"]) == row["kind"]


def _taken(part: str, row: Part) -> Iterable[str]:
    """What a new row of the part cannot be called, because that is something already."""
    if part == "questions" and "form" in row:
        return added_questions.own_names(row["form"])
    return parts.choices({}, row["list"]) if part in {"choices", "groups"} and "list" in row else ()


def _without_lists(document: Document, listed: str) -> dict[str, Any]:
    found = dict(document)
    for part in ("choices", "groups"):
        if part in found:
            found = _with(found, part, lambda rows: [row for row in rows if row["list"] != listed])
    return found


def _place(document: Document, part: str, key: str) -> int:
    keys = list(rows(document, part))
    if key not in keys:
        raise LookupError(f"{part}.{key}")
    return keys.index(key)


def _with(document: Document, part: str, change: Any) -> dict[str, Any]:
    """A part that may be missing is so where nothing is left of it."""
    left = change(list(document[part]))
    if left or part in DOCUMENT.needed:
        return {**document, part: left}
    return {name: value for name, value in document.items() if name != part}


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted((name, _ordered(each)) for name, each in value.items())
    return [_ordered(each) for each in value] if isinstance(value, list | tuple) else value
