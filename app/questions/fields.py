"""Fields: a list of questions, and everything that follows from it.

A subclass declares its questions and nothing else. From them come the validation (`clean`), the columns of a table
(`columns`, `store`, `load`), what differs between two versions (`differences`) and the JSON Schema; the workbook's
columns and codebook are each question's `headers`; the HTML form comes from `app.questions.html_form`.

"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, Self

from sqlalchemy import Column
from werkzeug.datastructures import MultiDict

from ..base import cpr, messages
from ..base.text import printable, tidy
from .question import Question
from .single import Text

# Answers that are ids of something else.
LOOKED_UP = frozenset({"reference", "open_point"})
# What is shown of an answer that no question can read.
MOST_RAW = 300
# Of more answers that belong to no question it is not said which they are.
MOST_UNKNOWN = 20


class Cleaned(NamedTuple):
    """What `clean` makes of answers: values by question, messages by question, CPR numbers masked."""

    values: dict[str, Any]
    errors: dict[str, str]
    masked: int


class Labelled(Protocol):
    """What an id in an answer stands for."""

    @property
    def label(self) -> str:
        """As a person calls it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One question in two versions, in words; empty where it was not answered."""

    field: str
    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the versions say different things."""
        return self.before != self.after


class Fields:
    """The base of all declarations; `questions` are its own by their names."""

    questions: ClassVar[Mapping[str, Question]]
    _empty: ClassVar[dict[str, Any]]

    def __init_subclass__(cls) -> None:
        own = {name: item for name, item in vars(cls).items() if isinstance(item, Question)}
        for name, question in own.items():
            question.name = name
        cls.questions = own
        cls._empty = {name: content for question in own.values() for name, content in question.store(None).items()}

    @classmethod
    def columns(cls) -> list[Column[Any]]:
        """The columns of a table of these; what must be answered, or is stored as something anyway, is never empty."""
        found = []
        for question in cls.questions.values():
            columns = question.columns()
            if question.required or question.default not in (None, ()):
                for column in columns:
                    column.nullable = False
            found += columns
        return found

    @classmethod
    def free_texts(cls) -> list[str]:
        """The questions whose answers are what somebody said in their own words."""
        return [name for name, item in cls.questions.items() if isinstance(item, Text) and not item.lasting]

    @classmethod
    def free_places(cls) -> list[str]:
        """The questions whose answers say in somebody's own words where something is."""
        return [name for name, item in cls.questions.items() if isinstance(item, Text) and item.lasting]

    @classmethod
    def clean(cls, answers: Mapping[str, Any]) -> Cleaned:
        """Values and errors of `answers` (JSON). Values hold what was answered validly; never raises for bad input."""
        cleaned = clean_each(cls.questions, answers)
        check_together(cls.questions, cleaned)
        return cleaned

    @classmethod
    def settled(cls) -> dict[str, Any]:
        """The values of what nobody is asked."""
        return {name: item.settled for name, item in cls.questions.items() if item.settled is not None}

    @classmethod
    def store(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """The columns' content for cleaned values; every question's columns, empty where not answered."""
        row: dict[str, Any] = cls._empty.copy()
        for name, value in values.items():
            row |= cls.questions[name].store(value)
        return row

    @classmethod
    def load(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a row, only of what was answered."""
        loaded = {name: question.load(row) for name, question in cls.questions.items()}
        return {name: value for name, value in loaded.items() if value is not None}

    @classmethod
    def values(cls, thing: Any) -> dict[str, Any]:
        """The values that an object of the declared table holds, by question."""
        return {name: getattr(thing, name) for name in cls.questions}

    @classmethod
    def answers(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON answers of values: what a phone would have sent."""
        return {name: cls.questions[name].answer(value) for name, value in values.items()}

    @classmethod
    def differences(
        cls, before: Any, after: Any, found: Mapping[str, Labelled] | None = None, *, all_questions: bool = False
    ) -> list[Difference]:
        """What two sets of answers (JSON as sent) say differently; with `all_questions`, what they agree on too.

        found: what ids in the answers stand for.
        """
        before, after = (answers if isinstance(answers, dict) else {} for answers in (before, after))
        rows = [
            Difference(
                name,
                str(question.label),
                shown_raw(question, before.get(name), found or {}),
                shown_raw(question, after.get(name), found or {}),
            )
            for name, question in cls.questions.items()
        ]
        return [row for row in rows if row.differs or (all_questions and (row.before or row.after))]

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """The JSON Schema of the answers, as the API description states it."""
        return {
            "type": "object",
            "properties": {name: question.describe() for name, question in cls.questions.items()},
            "required": [n for n, question in cls.questions.items() if question.is_due and not question.only_if],
            "additionalProperties": False,
        }


def clean_each(questions: Mapping[str, Question], answers: Mapping[str, Any]) -> Cleaned:
    """Every answer by itself."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    masked = unknown = 0
    for name, raw in answers.items():
        question = questions.get(name)
        if question is None:
            unknown += 1
            if unknown <= MOST_UNKNOWN:
                errors[cpr.short(name, 80)] = str(messages.UNKNOWN_ANSWER)
            continue
        try:
            value = question.clean(raw)
        except ValueError as error:
            errors[name] = str(error.args[0])
            continue
        if value is not None:
            values[name] = value
            if isinstance(question, Text) and cpr.MASK in value:
                masked += max(0, value.count(cpr.MASK) - raw.count(cpr.MASK))
    return Cleaned(values, errors, masked)


def check_together(questions: Mapping[str, Question], cleaned: Cleaned) -> None:
    """Add the errors of what one question asks of another: conditions, and answers that must be there; and the values of
    what nobody is asked.
    """
    values, errors = cleaned.values, cleaned.errors
    for name, question in questions.items():
        if name in errors:
            continue
        if name not in values and question.settled is not None:
            values[name] = question.settled
        answered = name in values
        if question.only_if and values.get(question.only_if[0]) != question.only_if[1]:
            if answered:
                other, answer = questions[question.only_if[0]], question.only_if[1]
                errors[name] = str(messages.NOT_ASKED % {"answer": other.shown(answer), "label": other.label})
        elif not answered and (
            question.is_due or (question.required_without and values.keys().isdisjoint(question.required_without))
        ):
            errors[name] = str(question.missing)


def shown(question: Question, value: Any, found: Mapping[str, Labelled]) -> str:
    """A value as a person reads it; a walk, an event or a point by its title, where it is among those `found`."""
    if question.kind in LOOKED_UP and value in found:
        return found[value].label
    return question.shown(value)


def shown_raw(question: Question, raw: Any, found: Mapping[str, Labelled]) -> str:
    """An answer in words as it was sent, which may be anything."""
    try:
        return shown(question, question.clean(raw), found)
    except ValueError:
        return plain(raw)


def plain(raw: Any) -> str:
    """Any JSON as short, harmless text."""
    text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
    text = printable(text)
    return text if len(text) <= MOST_RAW else f"{text[:MOST_RAW]} …"


class SearchWords(Text):
    """Words to look for; what is longer than `most` is cut."""

    kind = "search"

    def clean(self, raw: Any) -> str | None:
        return tidy(raw, is_line=True)[: self.most] or None if isinstance(raw, str) else None


class Filters(Fields):
    """The base of all filters; nothing chosen means not limited, as an empty text.

    `filters["state"]` (in a template `filters.state`) is what was chosen.
    """

    def __init__(self, **chosen: Any) -> None:
        """chosen: values by question. What is no question may be chosen by the program alone, and is in no address."""
        self.__dict__ |= dict.fromkeys(self.questions, "") | chosen

    @classmethod
    def read(cls, arguments: MultiDict[str, str], **fixed: Any) -> Self:
        """The filters in an address; what is unknown is left out. `fixed` ones are not for the visitor to choose."""
        found: dict[str, Any] = {}
        for name, question in cls.questions.items():
            try:
                value = question.clean(question.read(arguments, name))
            except ValueError:
                continue
            if value is not None:
                found[name] = value
        return cls(**found | fixed)

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]

    def address(self, **changes: Any) -> dict[str, Any]:
        """The arguments of an address that shows a list with these filters, some of them changed."""
        said = {name: self[name] for name in self.questions} | changes
        return {name: value for name, value in said.items() if value not in ("", None)}
