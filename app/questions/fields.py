"""Questions as WTForms fields: they draw themselves and delegate all validation to the form.

`QuestionField` renders `templates/questions/<look>.html`, the same on the phone and in the office.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from flask import render_template
from flask_babel import ngettext
from markupsafe import Markup
from wtforms import Field
from wtforms import Form as WTForm
from wtforms.utils import unset_value

from . import Option, Question

if TYPE_CHECKING:
    from .form import Cleaned, Form


class QuestionField(Field):
    """One question in an HTML form; `data` is its JSON answer."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(label=str(question.label), **kwargs)
        self.question = question
        # A view may offer its own, for example the walks that can be chosen.
        self.options: list[Option] = list(question.options)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the posted answer; without a posted form, show the one given."""
        self.data = self.question.read(formdata) if formdata else (None if data is unset_value else data)

    def __call__(self, **context: Any) -> Markup:
        """The question's HTML; `context` reaches the template."""
        template = f"questions/{self.question.look}.html"
        errors = list(self.errors)
        return Markup(  # noqa: S704 - a rendered, autoescaped template
            render_template(template, q=self.question, value=self.data, errors=errors, options=self.options, **context)
        )


class AnswersForm(WTForm):
    """The WTForms class of a form; `validate` asks `Form.clean` and hands its messages to the fields."""

    form: ClassVar[type["Form"]]
    cleaned: "Cleaned | None" = None

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
