"""What is changed from one version of an agreement to the next, a Danish sentence each: *C2: mindst 100 → mindst 90 henvendelser*."""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final

from ..agreement.format import DOCUMENT
from ..agreement.shape import Many, Members
from . import member_values, parts, succession
from .member_words import MEMBERS, SHEETS
from .parts import Document, Part
from .sentences import sentence

# Rows without a code, and what tells one from another.
UNCODED: Final = {
    "hours": ("activity", "role", "task"), "money": ("source", "activity"), "translations": ("list", "code", "language"),
}  # fmt: skip
# Of two sentences that have less in common, both stand whole.
MOST_WORDS = 12
AFTER = 3


def changes(old: Document, new: Document) -> list[str]:
    """Every difference, in the order of the document, criteria last; empty where they are the same."""
    return list(_all(old, new))


def _all(old: Document, new: Document) -> Iterator[str]:
    top = {name: each for name, each in DOCUMENT.members.items() if not _is_list_of_rows(each)}
    yield from _members("Aftalen", (old, _flat(old, top)), (new, _flat(new, top)), "")
    for part in SHEETS:
        if part and "/" not in part and part != "criteria":
            yield from _rows(old, new, part)
    yield from _criteria(old, new)


def _is_list_of_rows(content: Any) -> bool:
    return isinstance(content, Many) and isinstance(content.of, Members)


def _flat(row: Part, members: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Every member of a row by its path in it."""
    found: dict[str, Any] = {}
    for name, content in members.items():
        if name in row and isinstance(content, Members):
            found |= _flat(row[name], content.members, f"{prefix}{name}.")
        elif name in row:
            found[prefix + name] = row[name]
    return found


def _members(
    what: str,
    before: tuple[Document, Part],
    after: tuple[Document, Part],
    part: str,
    without: frozenset[str] = frozenset(),
) -> Iterator[str]:
    """The members that differ; each of the two is a document and a row of it."""
    (old, old_row), (new, new_row) = before, after
    for name in dict.fromkeys((*new_row, *old_row)):
        was, becomes = old_row.get(name), new_row.get(name)
        if was == becomes or name in without:
            continue
        if name == "retired_on" and becomes:
            yield f"{what} udgår {_day(becomes)}"
        else:
            words = MEMBERS[name]
            yield f"{what}, {words}: {_value(old, part, name, was, old_row)} → {_value(new, part, name, becomes, new_row)}"


def _rows(old: Document, new: Document, part: str) -> Iterator[str]:
    before, after = _known(old, part), _known(new, part)
    one = SHEETS[part][1]
    for key, row in after.items():
        if key in before:
            yield from _members(f"{one.capitalize()} {called(new, part, row)}", (old, before[key]), (new, row), part)
        else:
            yield f"Nyt: {one} {called(new, part, row)}{_beside(new, part, row)}"
    for key, row in before.items():
        if key not in after:
            yield f"Væk: {one} {called(old, part, row)}{_beside(old, part, row)}"


def _known(document: Document, part: str) -> dict[Any, Part]:
    """The rows by what they are known by; of several that are alike each by how many there were before."""
    if part in succession.CODED:
        return dict(succession.rows(document, part))
    found: dict[Any, Part] = {}
    for row in document.get(part, ()):
        key = tuple(row.get(name) for name in UNCODED[part])
        found[key, sum(each == key for each, _number in found)] = row
    return found


def called(document: Document, part: str, row: Part) -> str:
    """What a row is called: its name, or what tells it from the others."""
    if part == "hours":
        role, task = (parts.choices(document, f"hours.{name}").get(row[name], row[name]) for name in ("role", "task"))
        return f"{row['activity']}, {role}, {task}"
    if part == "translations":
        return f"{row['code']} ({row['language']})"
    return f"»{row.get('name') or row.get('label') or row['source']}«"


def _beside(document: Document, part: str, row: Part) -> str:
    """The number that a row without a name is about."""
    name = {"hours": "hours", "money": "amount"}.get(part)
    return f": {_value(document, part, name, row[name], row)}" if name else ""


def _criteria(old: Document, new: Document) -> Iterator[str]:
    before, after = (succession.rows(document, "criteria") for document in (old, new))
    for code, row in after.items():
        if code not in before:
            yield f"Nyt: {code}: {sentence(new, row)}"
            continue
        was, becomes = sentence(old, before[code]), sentence(new, row)
        if was != becomes:
            yield f"{code}: {difference(was, becomes)}"
        elif before[code]["measures"] != row["measures"]:
            yield f"{code}: målingernes navne eller udgangspunkter er ændret"
        without = frozenset({"measures", "years", "period", "starts", "until", "each_area"})
        yield from _members(code, (old, before[code]), (new, row), "criteria", without)
    yield from (f"Væk: {code}: {sentence(old, before[code])}" for code in before if code not in after)


def difference(old: str, new: str) -> str:
    """What differs in two sentences, with the word before and a few after: *mindst 100 → mindst 90 henvendelser*."""
    was, becomes = old.rstrip(".").split(), new.rstrip(".").split()
    steps = [step for step in SequenceMatcher(None, was, becomes, autojunk=False).get_opcodes() if step[0] != "equal"]
    first, last = steps[0], steps[-1]
    begins, ends, other = first[1], last[2], last[4]
    if max(ends - begins, other - first[3]) > MOST_WORDS:
        return f"»{old}« → »{new}«"
    before = was[begins - 1 : begins] if begins and not was[begins - 1].endswith((":", ";")) else []
    after = _clause(was[ends : ends + AFTER])
    shorter = " ".join(before + was[begins:ends])
    return f"{shorter or '(intet)'} → {' '.join([*before, *becomes[first[3] : other], *after])}"


def _clause(words: list[str]) -> list[str]:
    """The words up to where the clause ends."""
    last = next((place for place, word in enumerate(words, 1) if word.endswith((".", ",", ";", ":"))), len(words))
    return [word.rstrip(".,;:") for word in words[:last]]


def _value(document: Document, part: str, name: str, value: Any, row: Part) -> str:
    """A member's value inside a sentence."""
    if isinstance(value, list) and name != "years":
        return ", ".join(_value(document, part, name, each, row) for each in value) or "intet"
    words = member_values.said(document, part, name, value, row)
    return f"»{words}«" if member_values.is_words(part, name, value) else words or "intet"


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d-%m-%Y}"
