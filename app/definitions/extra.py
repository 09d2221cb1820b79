"""The questions that agreements add to the phones' forms, as questions of the same kinds as the forms' own."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from flask import has_app_context
from flask_babel import lazy_gettext as _

from ..agreement import Agreement
from ..questions import Choice, Choices, Count, Day, Question, Text, YesNo
from ..questions.html_form import AnswersForm
from . import agreed
from .agreed import Row

# Characters of a text, and the highest count, where the agreement says nothing.
MOST_TEXT: Final = 500
MOST_COUNT: Final = 100_000
# What an agreement can allow at most.
LONGEST_TEXT: Final = 2000
HIGHEST_COUNT: Final = 10**9 - 1
# More than so many of one form, over all agreements in force, nobody answers.
MOST_ASKED: Final = 10
# What pages, envelopes and tables call parts of their own, and what a drawn form is besides its questions.
RESERVED: Final = frozenset({
    "id", "form", "version", "revision", "captured_at", "received_at", "answers", "user_id", "device_id", "digest", "masked",
    "amended", "withdrawn_at", "extra", "asked", "decision", "seen", "why", "again", "csrf_token", "page", "size", "clock", "device",
    *(name for name in dir(AnswersForm) if not name.startswith("_")),
})  # fmt: skip


def of(form: str) -> Mapping[str, Question]:
    """The questions that agreements have added to a form, by code, retired ones too; each knows the days of its records."""
    if not has_app_context():  # while modules are loaded
        return {}
    return agreed.kept(f"questions of {form}", lambda: {row["code"]: _made(row) for row in _rows(form).values()})


def _rows(form: str) -> dict[str, Row]:
    return agreed.newest("questions", "form", form)


def _made(row: Row) -> Question:
    question = _KINDS[row["kind"]](row)
    question.name, question.is_extra = row["code"], True
    question.days = agreed.days_of(partial(_standing, form=row["form"], code=row["code"]))
    if isinstance(question, Choice):
        agreed.follow(f"{row['form']}.{row['code']}", question)
    return question


def _standing(agreement: Agreement, form: str, code: str) -> tuple[bool, str | None]:
    """Whether an agreement asks it, and from which day no more."""
    rows = (row for row in agreement.document.get("questions", ()) if (row["form"], row["code"]) == (form, code))
    row: Row = next(rows, {})
    return bool(row), row.get("retired_on")


def _words(row: Row) -> dict[str, Any]:
    return {"easy": row.get("plain"), "help": row.get("help"), "required": row.get("required", False)}


def _text(row: Row) -> Text:
    words = _words(row)
    return Text(
        row["label"],
        most=row.get("most", MOST_TEXT),
        **words | {"help": words["help"] or _("Ingen navne eller CPR-numre")},
    )


def _count(row: Row) -> Count:
    return Count(row["label"], least=row.get("least", 0), most=row.get("most", MOST_COUNT), **_words(row))


def _plain(kind: Callable[..., Question]) -> Callable[[Row], Question]:
    return lambda row: kind(row["label"], **_words(row))


_KINDS: Final[Mapping[str, Callable[[Row], Question]]] = {
    "text": _text, "count": _count, "yes_no": _plain(YesNo), "choice": _plain(Choice), "choices": _plain(Choices),
    "date": _plain(Day),
}  # fmt: skip
