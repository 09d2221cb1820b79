"""Questions as WTForms fields: they draw themselves; what is wrong with an answer, the form says (`AnswersForm`).

`QuestionField` renders `templates/questions/<look>.html`, the same on the phone and in the office.
"""

from typing import Any

from flask import render_template
from markupsafe import Markup
from wtforms import Field
from wtforms.utils import unset_value

from .question import Option, Question


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
