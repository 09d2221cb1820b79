"""A row of an agreement as questions, made from the format: what each member is asked as, its answer as the document has it, and back."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from ..agreement.shape import Content, Date, ExactText, Flag, Many, Members, OneOf, Pattern, Whole, Words
from ..questions import CertainNumber, Choice, Choices, Count, Day, Lines, Option, Question, Text, Tick
from . import added_questions, editing, member_values, parts, row_words, succession
from .member_words import ASKED, HELP, LONG, REFERENCES
from .parts import Document, Part

# What has a way of its own into a row: a date under *Udgår*, and the page of a criterion.
APART: Final = frozenset({"retired_on", "measures"})
NOTHING: Final = "Vælg"
NONE: Final = "Ingen"


# Lists that grow by themselves: a role or a task that nobody had before becomes a choice.
GROWING: Final = frozenset({"hours.role", "hours.task"})


class RowQuestions:
    """What is asked of one row. `row`: as it is; empty for a new one. `fixed`: members that were in a version and stay.

    `added`: the choices that the last `said` needs and the document has not.
    """

    def __init__(self, document: Document, part: str, row: Part, *, is_new: bool, fixed: Iterable[str] = ()) -> None:
        self.document, self.part, self.row = document, part, row
        self.fixed = tuple(fixed)
        self._needed, self.added = editing.members(part).needed, list[Part]()
        self.members = {
            name: content
            for name, content in row_words.flat(editing.members(part).members)
            if name not in APART and name not in fixed and self._is_asked(name, content, is_new=is_new)
        }

    def questions(self) -> dict[str, Question]:
        """By the members' names; lists of rows within the row are asked by `within`."""
        return {
            name: self._question(name, content, required=name in self._needed)
            for name, content in self.members.items()
            if not isinstance(content, Many) or not isinstance(content.of, Members)
        }

    def within(self) -> dict[str, dict[str, Question]]:
        """The lists of rows within the row, by their names: what is asked of one row of each."""
        return {
            name: {
                each: self._question(f"{name}.{each}", of, required=False)
                for each, of in content.of.members.items()
                if each != "area" or len(self.document["areas"]) > 1
            }
            for name, content in self.members.items()
            if isinstance(content, Many) and isinstance(content.of, Members)
        }

    def values(self) -> dict[str, Any]:
        """What the row says now, as the questions' values."""
        found = {name: _value(content, row_words.at(self.row, name)) for name, content in self.members.items()}
        found |= {name: known.get(found[name], found[name]) for name, known in self.growing().items()}
        return {
            name: str(value) if isinstance(value, int) and self._options(name) else value
            for name, value in found.items()
        }

    def said(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The row with these values; what is not asked stays as it is."""
        found = {name: each for name, each in self.row.items() if name.partition(".")[0] not in self._asked_tops()}
        self.added = []
        chosen = {name: self._grown(name, known, values.get(name)) for name, known in self.growing().items()}
        for name, value in {**values, **chosen}.items():
            if value not in (None, "", (), [], {}):
                _put(found, name, _member(self.members[name], value))
        order = editing.members(self.part).members
        return {name: found[name] for name in order if name in found}

    def kept(self) -> list[tuple[str, str]]:
        """What is not asked because it stays as it is in a version: the member and its words."""
        return [
            (self.label(name), member_values.said(self.document, self.part, name, self.row[name], self.row))
            for name in self.fixed
            if name in self.row
        ]

    def growing(self) -> dict[str, dict[str, str]]:
        """The members that are written and become a choice of a list, by name with the choices that there are."""
        lists = {name: f"{self.part}.{name}" for name in self.members}
        return {name: parts.choices(self.document, listed) for name, listed in lists.items() if listed in GROWING}

    def _grown(self, name: str, known: Mapping[str, str], words: Any) -> str:
        """The code of the choice with those words, which is added where there is none."""
        if not words:
            return ""
        listed = f"{self.part}.{name}"
        code = next((code for code, label in known.items() if words.casefold() in {label.casefold(), code}), "")
        if not code:
            row = {"list": listed, "label": words}
            code = editing.code_for(self.document, "choices", row)
            self.added.append({"code": code, **row})
        return code

    def label(self, name: str) -> str:
        """What a member is asked as."""
        return row_words.label(self.part, name)

    def _asked_tops(self) -> set[str]:
        return {name.partition(".")[0] for name in self.members}

    def _is_asked(self, name: str, content: Content, *, is_new: bool) -> bool:
        if self.part == "questions" and not added_questions.can_say(self.row, name):
            return False
        if name == succession.CODED.get(self.part):
            return is_new and name not in self.row
        if isinstance(content, Pattern | Many) and name in {*REFERENCES, "groups"} and not self._options(name):
            return name in self._needed
        return name != "code" or (is_new and f"{self.part}.code" in ASKED)

    def _question(self, name: str, content: Content, *, required: bool) -> Question:
        words: dict[str, Any] = {
            "help": HELP.get(f"{self.part}.{name}") or HELP.get(name), "required": required,
            "missing": f"Udfyld »{self.label(name)}«.",
        }  # fmt: skip
        label = self.label(name)
        if f"{self.part}.{name}" in GROWING:
            return Text(label, most=200, look="text", attributes={"list": f"{name}-known"}, **words)
        if options := self._options(name):
            several = isinstance(content, Many)
            if several:
                return Choices(label, options, look="list", **words)
            return Choice(label, options, look="select", nothing=NOTHING if required else NONE, **words)
        return _plain(label, name, content, words)

    def _options(self, name: str) -> list[Option]:
        """What can be chosen, without what is no longer in use and is not chosen; empty where it is written."""
        last = name.rpartition(".")[2]
        known = member_values.choices_of(self.document, self.part, name, self.row)
        gone = self._gone(REFERENCES.get(last, "activities" if last == "evaluates" else ""))
        own = self.row.get("code") if last == "part_of" else None
        left = (code for code in known if code != own and (code not in gone or code == self.row.get(last)))
        return [Option(code, known[code]) for code in left]

    def _gone(self, part: str) -> set[Any]:
        return {row["code"] for row in self.document.get(part, ()) if "retired_on" in row}


def _plain(label: str, name: str, content: Content, words: dict[str, Any]) -> Question:
    """The question of a member that is written."""
    if isinstance(content, Many):
        return Lines(label, most=500, **words)
    if isinstance(content, Flag | OneOf):
        return Tick(label, **words)
    if isinstance(content, Date):
        return Day(label, ahead=None, **words)
    if isinstance(content, ExactText):
        return CertainNumber(label, **words)
    if isinstance(content, Whole):
        return Count(label, least=content.least, most=content.most, **words)
    most = content.most if isinstance(content, Words) else editing.MOST_CODE
    return Text(label, most=most, look="textarea" if name in LONG else "text", **words)


def _put(row: dict[str, Any], name: str, value: Any) -> None:
    *above, last = name.split(".")
    for step in above:
        row = row.setdefault(step, {})
    row[last] = value


def _value(content: Content, value: Any) -> Any:
    """A member's content as the question's value."""
    if value is None:
        return None
    if isinstance(content, Many):
        if isinstance(content.of, Members):
            return [{name: _value(content.of.members[name], each) for name, each in row.items()} for row in value]
        return tuple(map(str, value))
    if isinstance(content, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(content, ExactText) else value


def _member(content: Content, value: Any) -> Any:
    """A question's value as the document has it."""
    if isinstance(content, Many):
        if isinstance(content.of, Members):
            return [{name: _member(content.of.members[name], each) for name, each in row.items()} for row in value]
        return [int(each) if isinstance(content.of, Whole) else each for each in value]
    if isinstance(content, Date):
        return value.isoformat()
    if isinstance(content, ExactText):
        return f"{value:f}"
    return int(value) if isinstance(content, Whole) else value
