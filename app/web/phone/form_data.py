"""What the phone's pages say of forms, as data: another text means another release."""

import json
from collections.abc import Mapping
from typing import Any, Final

from ...definitions import WalkFields, forms
from ...questions import Option, Question

_SAID: Final = (
    "kind", "label", "easy", "help", "easy_help", "missing", "required", "required_without", "only_if", "look", "icon", "fold",
    "remembered", "most", "least", "is_extra", "days",
)  # fmt: skip
_OFFERED: Final = ("code", "label", "tile", "easy", "help", "icon", "days")


def told() -> str:
    """Every form with its questions and choices, their words and their days; the same whatever day it is."""
    asked: dict[str, Mapping[str, Question]] = {form.name: form.questions for form in forms.every()}
    asked["facts of a walk"] = {name: question for name, question in WalkFields.questions.items() if question.led}
    data = {form: {name: _question(each) for name, each in questions.items()} for form, questions in asked.items()}
    return json.dumps([[form.name, form.version] for form in forms.every()]) + json.dumps(data, default=str)


def _question(question: Question) -> dict[str, Any]:
    said = {name: getattr(question, name) for name in _SAID}
    return said | {"options": [_option(each) for each in question.options]}


def _option(option: Option) -> list[Any]:
    return [getattr(option, name) for name in _OFFERED]
