"""A form: a list of questions, and everything that follows from it.

A subclass declares its questions and nothing else. From them come the HTML (`wtform`), the validation (`clean`),
the table (`table`), the workbook's columns and its codebook (each question's `headers`) and the JSON Schema.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from flask_babel import ngettext
from flask_wtf import FlaskForm
from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, SmallInteger, String, Table
from werkzeug.datastructures import MultiDict

from ..base import cpr, messages
from ..base.db import Base, UtcDateTime
from .fields import QuestionField
from .question import Question, Words, printable
from .single import Text


class Cleaned(NamedTuple):
    """What `Form.clean` makes of answers: values by question, messages by question, CPR numbers masked."""

    values: dict[str, Any]
    errors: dict[str, str]
    masked: int


class AnswersForm(FlaskForm):
    """The HTML form of a form; `validate` asks `Form.clean` and hands its messages to the fields."""

    class Meta:
        """No token: phones keep the page, which is the same for everybody, and send theirs by header."""

        csrf = False

    form: ClassVar[type["Form"]]
    cleaned: Cleaned | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the answers are valid; afterwards `cleaned` holds the values, the fields their errors."""
        self.cleaned = self.form.clean(self.answers())
        self.show(self.cleaned.errors)
        return not self.cleaned.errors

    def show(self, errors: Mapping[str, str]) -> None:
        """Hand messages by question to the fields."""
        for name, message in errors.items():
            if name in self:
                self[name].errors = [message]

    def answers(self) -> dict[str, Any]:
        """The JSON answers in the form."""
        return {name: field.data for name, field in self._fields.items() if field.data not in (None, "", [])}

    def problems(self) -> list[tuple[str, str]]:
        """(anchor, message) of every error, for the summary above the form."""
        return [(f"q-{field.name}", message) for field in self for message in field.errors]

    def summary(self) -> str:
        """The heading of the error summary."""
        count = len(self.problems())
        return ngettext("%(num)d svar skal rettes", "%(num)d svar skal rettes", count)


class Form:
    """The base of all forms. The class name in lower case is the form's name, its table's and its URL's.

    `goes_with`: a form that is a part of another one. Whoever may send that one for a walk may send this one too; it
    has no list, sheet or page for paper of its own.
    """

    title: ClassVar[Words]
    version: ClassVar[int]
    name: ClassVar[str]
    sheet: ClassVar[Words]
    noun: ClassVar[Words]
    icon: ClassVar[str]
    goes_with: ClassVar[str | None] = None
    questions: ClassVar[dict[str, Question]]
    table: ClassVar[Table]
    fields: ClassVar[type[AnswersForm]]
    _empty: ClassVar[dict[str, Any]]
    _photo_question: ClassVar[Question | None]

    def __init_subclass__(cls) -> None:
        cls.name = cls.__name__.lower()
        cls.questions = {name: item for name, item in vars(cls).items() if isinstance(item, Question)}
        for name, question in cls.questions.items():
            question.name = name
        cls._photo_question = next((item for item in cls.questions.values() if item.kind == "photos"), None)
        cls._empty = {column.name: None for column in cls._question_columns()}
        cls.table = Table(cls.name, Base.metadata, *_record_columns(cls.name), *cls._question_columns())
        fields = {name: QuestionField(question) for name, question in cls.questions.items()}
        cls.fields = type(f"{cls.__name__}Fields", (AnswersForm,), {"form": cls, **fields})

    @classmethod
    def _question_columns(cls) -> list[Column[Any]]:
        return [column for question in cls.questions.values() for column in question.columns()]

    @classmethod
    def reference(cls) -> Question | None:
        """The question for the walk or event that a record belongs to, if the form has one."""
        return next((question for question in cls.questions.values() if question.kind == "reference"), None)

    @classmethod
    def photo_question(cls) -> Question | None:
        """The question for photos, if the form has one; asked of every submission."""
        return cls._photo_question

    @classmethod
    def free_texts(cls) -> list[str]:
        """The questions whose answers are what somebody said in their own words."""
        return [name for name, item in cls.questions.items() if isinstance(item, Text) and not item.lasting]

    @classmethod
    def clean(cls, answers: Mapping[str, Any]) -> Cleaned:
        """Values and errors of `answers` (JSON). Values hold what was answered validly; never raises for bad input."""
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        masked = 0
        for name, raw in answers.items():
            question = cls.questions.get(name)
            if question is None:
                errors[cpr.mask(printable(name))[:80]] = str(messages.UNKNOWN_ANSWER)
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
        cls._check_together(values, errors)
        return Cleaned(values, errors, masked)

    @classmethod
    def _check_together(cls, values: dict[str, Any], errors: dict[str, str]) -> None:
        """What one question asks of another: conditions, and answers that must be there."""
        for name, question in cls.questions.items():
            if name in errors:
                continue
            answered = name in values
            if question.only_if and values.get(question.only_if[0]) != question.only_if[1]:
                if answered:
                    errors[name] = str(cls._not_asked(*question.only_if))
            elif not answered and (
                question.required or (question.required_without and values.keys().isdisjoint(question.required_without))
            ):
                errors[name] = str(question.missing)

    @classmethod
    def _not_asked(cls, other: str, answer: Any) -> Words:
        question = cls.questions[other]
        return messages.NOT_ASKED % {"answer": question.shown(answer), "label": question.label}

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
    def answers(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON answers of values: what a phone would have sent."""
        return {name: cls.questions[name].answer(value) for name, value in values.items()}

    @classmethod
    def wtform(cls, formdata: MultiDict[str, str] | None = None, data: Mapping[str, Any] | None = None) -> AnswersForm:
        """The HTML form: from a posted form, or showing JSON answers (`data`), or empty."""
        return cls.fields(formdata=formdata, data=dict(data or {}))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """The JSON Schema of the answers, as the API description states it."""
        return {
            "type": "object",
            "title": str(cls.title),
            "properties": {name: question.describe() for name, question in cls.questions.items()},
            "required": [n for n, question in cls.questions.items() if question.required and not question.only_if],
            "additionalProperties": False,
        }


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
