"""What is changed from one version of an agreement to the next, each with what it was and what it becomes, and as a Danish
sentence: *C2: mindst 100 → mindst 90 henvendelser*.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final

from ..agreement.format import DOCUMENT
from ..agreement.shape import Many, Members
from . import member_values, parts, succession
from .meaning import ALL_WORDS, WORDS
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


@dataclass(frozen=True)
class Alteration:
    """One difference, its words as people read them. `what` it is about; `before`, `after`: empty where there is nothing.

    part, key, member: where it is in the document; `says`: it as a sentence.
    """

    what: str
    before: str
    after: str
    says: str
    part: str = ""
    key: Any = ""
    member: str = ""

    def __str__(self) -> str:
        return self.says

    @property
    def is_words(self) -> bool:
        """Whether it is of words alone, so that nothing is judged otherwise."""
        of_all = self.part or self.member.partition(".")[0]
        return of_all in ALL_WORDS or self.member.rpartition(".")[2] in WORDS


def changes(old: Document, new: Document) -> list[str]:
    """Every difference as a sentence, in the order of the document, criteria last; empty where they are the same."""
    return list(map(str, alterations(old, new)))


def alterations(old: Document, new: Document) -> list[Alteration]:
    """The same, each with what it was and what it becomes."""
    return list(_all(old, new))


def unchanged(old: Document, new: Document) -> dict[str, int]:
    """How many rows of each part are as they were, by the part's name; only of parts that have any."""
    found = {}
    for part, (title, _one) in SHEETS.items():
        if part and "/" not in part:
            before, after = _known(old, part), _known(new, part)
            found[title] = sum(before.get(key) == row for key, row in after.items())
    return {title: number for title, number in found.items() if number}


def _all(old: Document, new: Document) -> Iterator[Alteration]:
    top = {name: each for name, each in DOCUMENT.members.items() if not _is_list_of_rows(each)}
    yield from _members(_Row("Aftalen", ""), (old, _flat(old, top)), (new, _flat(new, top)))
    for part in SHEETS:
        if part and "/" not in part and part != "criteria":
            yield from _rows(old, new, part)
    yield from _criteria(old, new)


@dataclass(frozen=True)
class _Row:
    """What a change is about: how it is called, and where it is."""

    what: str
    part: str
    key: Any = ""

    def is_new(self, words: str, says: str) -> Alteration:
        return Alteration(self.what, "", words, f"Nyt: {says}", self.part, self.key)

    def is_gone(self, words: str, says: str) -> Alteration:
        return Alteration(self.what, words, "", f"Væk: {says}", self.part, self.key)


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
    row: _Row, before: tuple[Document, Part], after: tuple[Document, Part], without: frozenset[str] = frozenset()
) -> Iterator[Alteration]:
    """The members that differ; each of the two is a document and a row of it."""
    (old, old_row), (new, new_row) = before, after
    for name in dict.fromkeys((*new_row, *old_row)):
        was, becomes = old_row.get(name), new_row.get(name)
        if was == becomes or name in without:
            continue
        if name == "retired_on" and becomes:
            words = f"udgår {_day(becomes)}"
            yield Alteration(row.what, "", words, f"{row.what} {words}", row.part, row.key, name)
        else:
            what = f"{row.what}, {MEMBERS[name]}"
            said = _value(old, row.part, name, was, old_row), _value(new, row.part, name, becomes, new_row)
            yield Alteration(what, *said, f"{what}: {said[0]} → {said[1]}", row.part, row.key, name)


def _rows(old: Document, new: Document, part: str) -> Iterator[Alteration]:
    before, after = _known(old, part), _known(new, part)
    for key, row in after.items():
        about = _Row(_named(new, part, row), part, key)
        if key in before:
            yield from _members(about, (old, before[key]), (new, row))
        else:
            yield about.is_new(_beside(new, part, row) or "er med", _told(new, part, row))
    for key, row in before.items():
        if key not in after:
            about = _Row(_named(old, part, row), part, key)
            yield about.is_gone(_beside(old, part, row) or "er med", _told(old, part, row))


def _named(document: Document, part: str, row: Part) -> str:
    return f"{SHEETS[part][1].capitalize()} {called(document, part, row)}"


def _told(document: Document, part: str, row: Part) -> str:
    """A row as one that is new or gone is told: `timerne A2, Politiet, Møder: 20`."""
    beside = _beside(document, part, row)
    return f"{SHEETS[part][1]} {called(document, part, row)}{': ' if beside else ''}{beside}"


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
    return _value(document, part, name, row[name], row) if name else ""


def _criteria(old: Document, new: Document) -> Iterator[Alteration]:
    before, after = (succession.rows(document, "criteria") for document in (old, new))
    for code, row in after.items():
        name = parts.called(row)
        about = _Row(name, "criteria", code)
        if code not in before:
            yield about.is_new(sentence(new, row), f"{name}: {sentence(new, row)}")
            continue
        yield from _measured(about, sentence(old, before[code]), sentence(new, row), before[code], row)
        without = frozenset({"measures", "years", "period", "starts", "until", "each_area"})
        yield from _members(about, (old, before[code]), (new, row), without)
    for code, row in before.items():
        if code not in after:
            name = parts.called(row)
            yield _Row(name, "criteria", code).is_gone(sentence(old, row), f"{name}: {sentence(old, row)}")


def _measured(about: _Row, was: str, becomes: str, old: Part, new: Part) -> Iterator[Alteration]:
    """What differs in what a criterion counts and demands."""
    if was != becomes:
        before, after = difference(was, becomes)
        says = f"{about.what}: {before} → {after}"
        yield Alteration(about.what, before, after, says, about.part, about.key, "measures")
    elif old["measures"] != new["measures"]:
        words = "målingernes navne eller udgangspunkter er ændret"
        yield Alteration(about.what, "", words, f"{about.what}: {words}", about.part, about.key, "measures")


def difference(old: str, new: str) -> tuple[str, str]:
    """What differs in two sentences, with the word before and a few after: *mindst 100*, *mindst 90 henvendelser*."""
    was, becomes = old.rstrip(".").split(), new.rstrip(".").split()
    steps = [step for step in SequenceMatcher(None, was, becomes, autojunk=False).get_opcodes() if step[0] != "equal"]
    first, last = steps[0], steps[-1]
    begins, ends, other = first[1], last[2], last[4]
    if max(ends - begins, other - first[3]) > MOST_WORDS:
        return f"»{old}«", f"»{new}«"
    before = was[begins - 1 : begins] if begins and not was[begins - 1].endswith((":", ";")) else []
    after = _clause(was[ends : ends + AFTER])
    shorter = " ".join(before + was[begins:ends])
    return shorter or "(intet)", " ".join([*before, *becomes[first[3] : other], *after])


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
