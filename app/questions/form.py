"""A form: what a phone captures. To what follows from its questions come its table, its HTML and what it goes with."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, SmallInteger, String, Table
from werkzeug.datastructures import MultiDict

from ..base.db import Base, UtcDateTime
from .fields import Fields
from .html_form import AnswersForm, QuestionField
from .question import Question, Words


class Form(Fields):
    """The base of all forms. The class name in lower case is the form's name, its table's and its URL's.

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
    fields: ClassVar[type[AnswersForm]]
    _photo_question: ClassVar[Question | None]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.name = cls.__name__.lower()
        cls._photo_question = next((item for item in cls.questions.values() if item.kind == "photos"), None)
        cls.table = Table(cls.name, Base.metadata, *_record_columns(cls.name), *cls.columns())
        fields = {name: QuestionField(question) for name, question in cls.questions.items()}
        cls.fields = type(f"{cls.__name__}Fields", (AnswersForm,), {"form": cls, **fields})

    @classmethod
    def columns(cls) -> list[Column[Any]]:
        """The questions' columns; each may be empty, since what was said can be erased while the record stays."""
        return [column for question in cls.questions.values() for column in question.columns()]

    @classmethod
    def reference(cls) -> Question | None:
        """The question for the walk or event that a record belongs to, if the form has one."""
        return next((question for question in cls.questions.values() if question.kind == "reference"), None)

    @classmethod
    def own_day(cls, values: Mapping[str, Any]) -> dt.date | None:
        """The date that the answers themselves say, where the form asks for one."""
        dated = (values.get(name) for name, question in cls.questions.items() if question.kind == "date")
        return next(dated, None)

    @classmethod
    def not_of(cls, day: dt.date, values: Mapping[str, Any]) -> dict[str, str]:
        """The errors of answers that are not to be had for a record of that day: choices that were not offered."""
        found = {name: cls.questions[name].not_offered(value, day) for name, value in values.items()}
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
        return cls.fields(formdata=formdata, data=dict(data or {}))


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
