"""A form: what a phone captures. To what follows from its questions come its table, its HTML and what it goes with."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final

from sqlalchemy import Boolean, Column, ColumnElement, ForeignKey, Index, Integer, SmallInteger, String, Table
from werkzeug.datastructures import MultiDict

from ..base import messages
from ..base.db import Base, JsonText, UtcDateTime
from ..base.dialects import json_member
from .fields import Fields
from .html_form import AnswersForm, QuestionField
from .question import Question, Words, covers

# The column that holds the answers to what agreements have added to a form, by their codes.
EXTRA: Final = "extra"


class Asked(Mapping[str, Question]):
    """A form's questions by name: its own, then those that agreements have added.

    Where both have a name, the added question keeps it. `more`: what has been added as of now.
    """

    def __init__(self, own: Mapping[str, Question]) -> None:
        self.own = own
        nothing: Mapping[str, Question] = {}
        self.more: Callable[[], Mapping[str, Question]] = lambda: nothing
        self._made: tuple[Mapping[str, Question], dict[str, Question]] = (nothing, dict(own))

    def all(self) -> dict[str, Question]:
        """All of them: the same mapping for as long as nothing is added."""
        more, made = self.more(), self._made
        if made[0] is not more:
            own = {name: item for name, item in self.own.items() if name not in more}
            made = self._made = more, own | dict(more)
        return made[1]

    def __getitem__(self, name: str) -> Question:
        return self.all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())


class Form(Fields):
    """The base of all forms. The class name in lower case is the form's name, its table's and its URL's.

    Besides its own questions (the class's members) `questions` has those that agreements add; everything that reads records
    asks that, or what is made of it here.

    `goes_with`: a form that is a part of another one. Whoever may send that one for a walk may send this one too; it
    has no list, sheet or page for paper of its own. `neuter`: the noun is one, so that a new one is *Nyt*.
    """

    title: ClassVar[Words]
    version: ClassVar[int]
    name: ClassVar[str]
    sheet: ClassVar[Words]
    noun: ClassVar[Words]
    neuter: ClassVar[bool] = False
    icon: ClassVar[str]
    goes_with: ClassVar[str | None] = None
    table: ClassVar[Table]
    questions: ClassVar[Asked]
    _drawn: ClassVar[tuple[Mapping[str, Question], type[AnswersForm]] | None] = None
    _photo_question: ClassVar[Question | None]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.name = cls.__name__.lower()
        cls._photo_question = next((item for item in cls.questions.values() if item.kind == "photos"), None)
        cls.questions = Asked(cls.questions)
        cls.table = Table(cls.name, Base.metadata, *_record_columns(cls.name), *cls.columns())

    @classmethod
    def takes_more(cls) -> bool:
        """Whether agreements can add questions."""
        return cls.goes_with is None

    @classmethod
    def columns(cls) -> list[Column[Any]]:
        """The columns of its own questions, and the one for all others; each may be empty, since what was said can be erased
        while the record stays.
        """
        own = [column for question in cls.questions.own.values() for column in question.columns()]
        return [*own, Column(EXTRA, JsonText())] if cls.takes_more() else own

    @classmethod
    def stored(cls, name: str) -> ColumnElement[Any]:
        """Where a question's answers stand in the table, for queries: a column, or what is like one."""
        question = cls.questions[name]
        if not question.is_extra:
            return cls.table.c[name]
        return json_member(cls.table.c[EXTRA], name, question.column_type())

    @classmethod
    def extras(cls) -> dict[str, Question]:
        """The questions that agreements have added."""
        return {name: question for name, question in cls.questions.items() if question.is_extra}

    @classmethod
    def store(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        questions = cls.questions.all()
        row: dict[str, Any] = cls._empty.copy()
        extra = {}
        for name, value in values.items():
            if questions[name].is_extra:
                extra[name] = questions[name].packed(value)
            else:
                row |= questions[name].store(value)
        return row | {EXTRA: extra or None} if cls.takes_more() else row

    @classmethod
    def load(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        extra, loaded = row.get(EXTRA) or {}, {}
        for name, question in cls.questions.items():
            if not question.is_extra:
                value = question.load(row)
            else:
                value = question.unpacked(extra[name]) if name in extra else None
            if value is not None:
                loaded[name] = value
        return loaded

    @classmethod
    def reference(cls) -> Question | None:
        """The question for the walk or event that a record belongs to, if the form has one."""
        return next((question for question in cls.questions.values() if question.kind == "reference"), None)

    @classmethod
    def own_day(cls, values: Mapping[str, Any]) -> dt.date | None:
        """The date that the answers themselves say, where the form asks for one."""
        return values.get(cls.dated_by() or "")

    @classmethod
    def dated_by(cls) -> str | None:
        """The question for the record's date, if the form has one."""
        return next((name for name, question in cls.questions.own.items() if question.kind == "date"), None)

    @classmethod
    def not_of(cls, day: dt.date, values: Mapping[str, Any], *, demanding: bool = False) -> dict[str, str]:
        """The errors of answers for a record of that day: what was not asked or offered then; `demanding`: and what an
        agreement demands.
        """
        found: dict[str, str | None] = {}
        for name, question in cls.questions.items():
            if name in values:
                is_asked = covers(question.days, day)
                found[name] = question.not_offered(values[name], day) if is_asked else str(messages.UNKNOWN_ANSWER)
            elif demanding and question.is_extra and question.required and covers(question.days, day):
                found[name] = str(question.missing)
        return {name: error for name, error in found.items() if error}

    @classmethod
    def photo_question(cls) -> Question | None:
        """The question for photos, if the form has one; asked of every submission."""
        return cls._photo_question

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """The JSON Schema of the answers, as the API description states it."""
        return {"title": str(cls.title), **super().schema()}

    @classmethod
    def wtform(cls, formdata: MultiDict[str, str] | None = None, data: Mapping[str, Any] | None = None) -> AnswersForm:
        """The HTML form: from a posted form, or showing JSON answers (`data`), or empty."""
        asked, drawn = cls.questions.all(), cls._drawn
        if drawn is None or drawn[0] is not asked:
            fields = {name: QuestionField(question) for name, question in asked.items()}
            drawn = cls._drawn = asked, type(f"{cls.__name__}Fields", (AnswersForm,), {"form": cls, **fields})
        return drawn[1](formdata=formdata, data=dict(data or {}))


def _record_columns(name: str) -> list[Any]:
    """What every record has beside its answers.

    `digest` tells a repeat from another version of the same revision; `amended` is set by a correction in the
    office; `withdrawn_at` takes a record out of every count while it stays in the history.
    """
    return [
        Column("id", String(36), primary_key=True),
        Column("revision", Integer, nullable=False),
        Column("version", SmallInteger, nullable=False),
        Column("captured_at", UtcDateTime, nullable=False),
        Column("received_at", UtcDateTime, nullable=False),
        Column("user_id", String(36), nullable=False),
        Column("device_id", String(36), ForeignKey("device.id")),
        Column("digest", String(32), nullable=False),
        Column("masked", SmallInteger, nullable=False, default=0),
        Column("amended", Boolean(create_constraint=False), nullable=False, default=False),
        Column("withdrawn_at", UtcDateTime),
        Index(f"ix_{name}_received_at", "received_at"),
        Index(f"ix_{name}_captured_at", "captured_at"),
    ]
