"""What all kinds of question share."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as declared
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlalchemy import Column
from werkzeug.datastructures import MultiDict

from ..base import messages

Words = Any  # str or a lazy translation, which behaves as one
# The days of records for which something is asked or offered: stretches, each with its first day and the day after its last.
Days = tuple[tuple[dt.date, dt.date], ...]
ALWAYS: Days = ((dt.date.min, dt.date.max),)


def covers(days: Days, day: dt.date) -> bool:
    """Whether a day is among them."""
    return any(first <= day < until for first, until in days)


def spelled(days: Days) -> str:
    """As a page carries them, for the phone to look at: `2017-01-01/2019-03-01 …`; empty where it is always."""
    return "" if days == ALWAYS else " ".join(f"{first}/{until}" for first, until in days) or "never"


def ended_on(days: Days, today: dt.date) -> dt.date | None:
    """Since when it is past, where it is not any more and will not be again."""
    last = max((until for _first, until in days), default=dt.date.max)
    return last if last <= today else None


@dataclass(frozen=True)
class Option:
    """One choice: its stable code and the words for it.

    `label` stands in office and workbook, `tile` (short) on the phone, `easy` in *let dansk*; `help` explains.
    `group`: what a list puts it under. `days`: the records for which it is offered, by their dates.
    """

    code: str
    label: Words
    tile: Words = None
    easy: Words = None
    help: Words = None
    icon: str | None = None
    group: Words = None
    days: Days = ALWAYS

    @property
    def spelled_days(self) -> str:
        """When it is offered, as a page carries it."""
        return spelled(self.days)

    def named(self, today: dt.date) -> str:
        """The words in the office, which say so where it is offered no more."""
        return str(_("%(label)s (udgået)", label=self.label) if ended_on(self.days, today) else self.label)

    def explained(self, today: dt.date) -> str:
        """The words in the codebook, which say since when."""
        since = ended_on(self.days, today)
        return str(_("%(label)s (udgået %(day)s)", label=self.label, day=f"{since:%d.%m.%Y}") if since else self.label)

    @property
    def short(self) -> Words:
        """The words on a tile or a chip."""
        return self.tile or self.label


@dataclass(frozen=True)
class Header:
    """One column of the workbook: its title, what its cells hold (text, int, number, date, yesno, or link: a text
    that leads to the record), the column of the table that they are read from, and what the codebook says of it:
    a `meaning`, or `codes`, each with its own.

    `cell`: makes the cell of what stands in the table; without it the cell is just that, and a code its meaning.
    `notes`: by code what the codebook says in the place of its meaning.
    """

    title: str
    kind: str
    field: str
    meaning: str = ""
    codes: Sequence[tuple[str, str]] = ()
    cell: Callable[[Any], Any] | None = None
    notes: Mapping[str, str] = declared(default_factory=dict)


class Question:
    """What all kinds share. A subclass says what an answer must be."""

    kind: ClassVar[str]
    cell: ClassVar[str] = "text"
    most: int | None = None
    least: int | None = None

    def __init__(
        self,
        label: Words,
        *,
        easy: Words = None,
        help: Words = None,
        easy_help: Words = None,
        missing: Words = None,
        required: bool = False,
        required_without: Sequence[str] = (),
        only_if: tuple[str, Any] | None = None,
        look: str | None = None,
        icon: str | None = None,
        fold: str | None = None,
        remembered: bool = False,
        attributes: Mapping[str, str] | None = None,
        column: Any = None,
        index: bool = False,
        default: Any = None,
        led: bool = False,
    ) -> None:
        """
        label, easy: the question, and in *let dansk*. help, easy_help: the line below it.
        missing: the error when it must be answered and is not.
        required: must be answered (where `only_if` holds). required_without: must be when none of
        those other questions is.
        only_if: (question, value): may be answered only when that other question has that value.
        look: the template under `templates/questions/`; `where` draws those of `required_without` inside. fold: the fold row of the phone's form that it lives in.
        remembered: the phone offers the last answer again within the same walk or event.
        attributes: what the control says besides, for example how a browser fills it in.
        column: the type of the column, where it is not the kind's own; index: whether it is looked up by.
        default: what is stored where nobody answered. led: whoever leads a walk answers it on the phone too.
        """
        self.name = ""
        self.label, self.easy, self.help, self.easy_help = label, easy, help, easy_help
        self._missing = missing
        self.required, self.required_without, self.only_if = required, tuple(required_without), only_if
        self.look = look or self.kind
        self.icon, self.fold, self.remembered = icon, fold, remembered
        self.attributes = attributes or {}
        self.column, self.index, self.default, self.led = column, index, default, led
        # What an agreement has added to a form, and the records that it is asked of, by their dates.
        self.is_extra, self.days = False, ALWAYS

    @property
    def spelled_days(self) -> str:
        """The records that it is asked of, as a page carries them."""
        return spelled(self.days)

    @property
    def is_due(self) -> bool:
        """Whether what lacks an answer to it is no record: what an agreement has added binds people, never intake."""
        return self.required and not self.is_extra

    @property
    def options(self) -> Sequence[Option]:
        """What can be chosen, where there is something to choose from."""
        return ()

    def offered(self, day: dt.date, chosen: Any = ()) -> Sequence[Option]:
        """What can be chosen for a record of that day, and what is chosen already."""
        kept = chosen if isinstance(chosen, list | tuple) else (chosen,)
        return [option for option in self.options if covers(option.days, day) or option.code in kept]

    def not_offered(self, value: Any, day: dt.date) -> str | None:
        """The error where something was chosen that is not offered for a record of that day."""
        return None

    @property
    def is_asked(self) -> bool:
        """Whether somebody is asked; else whatever there is to say is said by itself (`settled`)."""
        return True

    @property
    def settled(self) -> Any:
        """The value where nobody answers; None where there is none."""
        return None

    @property
    def missing(self) -> Words:
        """The error when the question must be answered and is not."""
        return self._missing or messages.MISSING % {"label": self.label}

    def clean(self, raw: Any) -> Any:
        """The value of the answer `raw`, None where there is none; raises ValueError with the Danish message."""
        raise NotImplementedError

    def read(self, form: MultiDict[str, str], name: str) -> Any:
        """The answer that a posted HTML form holds under that name, before cleaning."""
        return form.get(name)

    def typed(self, text: str) -> Any:
        """The answer that somebody typed at a desk, as Danes write it; raises ValueError with the Danish message."""
        return text

    def answer(self, value: Any) -> Any:
        """The JSON answer of a value: what `clean` would take."""
        return value

    def column_type(self) -> Any:
        """The type of the column of a kind that has one."""
        raise NotImplementedError

    def columns(self) -> list[Column[Any]]:
        """The columns that hold the value; every one may be empty."""
        return [Column(self.name, self.column or self.column_type(), index=self.index, default=self.default)]

    def store(self, value: Any) -> dict[str, Any]:
        """The columns' content for a value (None: all empty)."""
        return {self.name: self.default if value is None else value}

    def load(self, row: Any) -> Any:
        """The value in a row (a mapping of column names), None where it is empty."""
        return row[self.name]

    def packed(self, value: Any) -> Any:
        """A value among others in one column of JSON."""
        return self.answer(value)

    def unpacked(self, kept: Any) -> Any:
        """The value of what was kept so."""
        return kept

    def headers(self) -> list[Header]:
        """The columns in the workbook."""
        return [Header(str(self.label), self.cell, self.name, self.meaning())]

    def meaning(self) -> str:
        """What the column holds, in words."""
        return str(self.help or self.label)

    def schema(self) -> dict[str, Any]:
        """The answer's JSON Schema."""
        raise NotImplementedError

    def describe(self) -> dict[str, Any]:
        """The whole schema: with the label, and null where not answering is allowed."""
        schema = self.schema()
        if not self.is_due or self.only_if:
            schema = {"anyOf": [schema, {"type": "null"}]}
        return {"description": str(self.label), **schema}

    def shown(self, value: Any) -> str:
        """The value as a person reads it in the office; empty where there is none."""
        return "" if value is None else str(value)

    def written(self, answer: Any) -> str:
        """The answer as it stands in a control; `typed` reads it again."""
        return "" if answer is None else str(answer)
