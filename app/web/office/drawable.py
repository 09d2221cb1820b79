"""Makes answers that may be anything ready for the controls of a form: what a control cannot hold is left empty."""

from collections.abc import Callable, Mapping
from typing import Any

from ...base.ids import UUID
from ...questions import Question, printable
from ...questions.form import Form
from ...records.answer_texts import plain


def drawable(form: type[Form], answers: Mapping[str, Any]) -> dict[str, Any]:
    """JSON answers as `Form.wtform` can show them."""
    return {name: DRAWN[form.questions[name].kind](form.questions[name], answer) for name, answer in answers.items()}


def _text(_question: Question, answer: Any) -> str:
    return printable(answer) if isinstance(answer, str) else plain(answer)


def _scalar(_question: Question, answer: Any) -> str | None:
    return plain(answer) if isinstance(answer, str | int | float) and not isinstance(answer, bool) else None


def _choice(question: Question, answer: Any) -> str | None:
    return answer if answer in [option.code for option in question.options] else None


def _choices(question: Question, answer: Any) -> list[str]:
    given = answer if isinstance(answer, list) else []
    return [option.code for option in question.options if option.code in given]


def _yesno(_question: Question, answer: Any) -> bool | None:
    return answer if isinstance(answer, bool) else None


def _parts(question: Question, answer: Any) -> dict[str, str]:
    given = answer if isinstance(answer, dict) else {}
    names: tuple[str, ...] = question.parts  # type: ignore[attr-defined]
    return {part: plain(given[part]) for part in names if isinstance(given.get(part), int | float | str)}


def _photos(_question: Question, answer: Any) -> list[str]:
    given = answer if isinstance(answer, list) else []
    return [id for id in given if isinstance(id, str) and UUID.fullmatch(id)]


DRAWN: dict[str, Callable[[Question, Any], Any]] = {
    "text": _text,
    "count": _scalar,
    "date": _scalar,
    "reference": _scalar,
    "open_point": _scalar,
    "choice": _choice,
    "choices": _choices,
    "countries": _choices,
    "yesno": _yesno,
    "point": _parts,
    "plan": _parts,
    "photos": _photos,
}
