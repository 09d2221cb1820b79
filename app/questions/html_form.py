"""Questions as HTML forms (WTForms): they draw themselves, and what is wrong with an answer stands beside it.

`AnswersForm` is what a phone and the office show of a form's record; `PageForm` is every other form of the office and
of the account's pages. Both draw a question with `templates/questions/<look>.html`.
"""

import copy
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import render_template
from flask_babel import ngettext
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.form import FormMeta
from wtforms.utils import unset_value

from ..base import clock, cpr, messages
from ..base.text import printable
from .choice import Choice
from .fields import Cleaned, Fields, check_together, clean_each
from .question import Option, Question, Words, covers
from .single import Text

# Looks that are a control of one line.
LINES = frozenset({"date", "number", "time", "email", "secret", "file"})
# Kinds that are read from a form as they are; all others are read from what somebody typed.
CHOSEN = frozenset({"choices", "countries", "photos", "point", "plan", "yesno", "file", "secret", "choice"})


class QuestionField(Field):
    """One question in an HTML form; `data` is its JSON answer. `is_easy`: it is asked in *let dansk*, where it has such words."""

    is_easy = False

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(label=str(question.label), **kwargs)
        self.question = question
        self._offered: Sequence[Option] | None = None
        self.is_dated = False

    @property
    def options(self) -> Sequence[Option]:
        """What can be chosen; a view may offer its own, for example the walks that there are."""
        return self.question.options if self._offered is None else self._offered

    @options.setter
    def options(self, offered: Sequence[Option]) -> None:
        self._offered, self.is_dated = offered, False

    def offer(self, day: dt.date) -> None:
        """Offer what the question itself offers on a day, and what is chosen already; a view's own options stay."""
        if self._offered is None or self.is_dated:
            self._offered, self.is_dated = self.question.offered(day, self.data), True

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the posted answer; without a posted form, show the one given."""
        self.data = self.read(formdata) if formdata else (None if data is unset_value else data)

    def read(self, formdata: Any) -> Any:
        """The answer that the posted form holds."""
        return self.question.read(formdata, self.name)

    def __call__(self, **context: Any) -> Markup:
        """The question's HTML; `context` reaches the template. Where nobody is asked, only what is known goes along."""
        if not self.question.is_asked:
            return (
                Markup('<input type="hidden" name="{}" value="{}">').format(self.name, self.data)
                if self.data
                else Markup()
            )
        template = "text" if self.question.look in LINES else self.question.look
        known = {"q": self.question, "name": self.name, "value": self.data, "errors": list(self.errors)}
        known |= {"options": self.options, "easy": self.is_easy, **self.context(), **context}
        return Markup(render_template(f"questions/{template}.html", **known))  # noqa: S704 - autoescaped

    def context(self) -> dict[str, Any]:
        """What the template is told besides."""
        return {}


class TypedField(QuestionField):
    """One question of a page's form. What cannot be read stays in the control as it was typed (`unread`).

    `skippable`: it says that it may be left out.
    """

    unread = ""
    skippable = False

    def read(self, formdata: Any) -> Any:
        if self.question.kind in CHOSEN:
            return self.question.read(formdata, self.name)
        text = printable(formdata.get(self.name) or "").strip()
        try:
            return self.question.typed(text) if text else None
        except ValueError as error:
            self.unread = text
            self.errors = [str(error.args[0])]
            return None

    def context(self) -> dict[str, Any]:
        value = self.unread or (self.data if self.question.kind in CHOSEN else self.question.written(self.data))
        return {"page": True, "value": value, "unread": self.unread, "skippable": self.skippable}


class AnswersForm(FlaskForm):
    """The HTML form of a form; `validate` asks `Form.clean` and hands its messages to the fields."""

    class Meta:
        """No token: phones keep the page, which is the same for everybody, and send theirs by header."""

        csrf = False

    form: ClassVar[Any]  # the `Form`, which is above this module
    cleaned: Cleaned | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the answers are valid; afterwards `cleaned` holds the values, the fields their errors."""
        self.cleaned = self.form.clean(self.answers())
        self.show(self.cleaned.errors)
        return not self.cleaned.errors

    def choose_for(self, day: dt.date) -> None:
        """Ask what is asked of a record of that day, offer what is offered, and keep what is said already."""
        for field in self.asked():
            if field.data in (None, "", []) and not field.errors and not covers(field.question.days, day):
                del self[field.short_name]
                continue
            if isinstance(field.question, Choice):
                field.offer(day)

    def ask_easily(self) -> None:
        """Ask in *let dansk*, as a phone does once that is chosen."""
        for field in self.asked():
            field.is_easy = True

    def show(self, errors: Mapping[str, Words]) -> None:
        """Put each error beside its field; what belongs to none of them stands above the form."""
        for name, message in errors.items():
            if name in self:
                self[name].errors = [str(message)]
            else:
                self.form_errors.append(str(message))

    def __getitem__(self, name: str) -> Any:
        """The field of that name."""
        return super().__getitem__(name)

    def asked(self) -> list[Any]:
        """The fields that are questions (`QuestionField`), in order."""
        return [field for field in self if isinstance(field, QuestionField)]

    def answers(self) -> dict[str, Any]:
        """The JSON answers in the form."""
        return {field.short_name: field.data for field in self.asked() if field.data not in (None, "", [])}

    def problems(self) -> list[tuple[str, str]]:
        """(anchor, message) of every error, for the summary above the form; what belongs to no question has no anchor."""
        found = [("", message) for message in self.form_errors]
        return found + [(f"q-{field.name}", message) for field in self.asked() for message in field.errors]

    def summary(self) -> str:
        """The heading of the error summary."""
        count = len(self.problems())
        return ngettext("%(num)d svar skal rettes", "%(num)d svar skal rettes", count)


class Asking(FormMeta):
    """Lets a class of forms say what it asks."""

    def __init__(self, name: str, bases: tuple[type, ...], attributes: dict[str, Any], **_said: Any) -> None:
        super().__init__(name, bases, attributes)


class PageForm(AnswersForm, metaclass=Asking):
    """A form of an account's or the office's page. It carries the session's token, which the gate checks.

    A subclass declares questions of its own, and may ask those of a declaration: `asks` says which, `labels` which of
    them and under which words (None: their own). It reads what a view hands over and nothing else: of several forms
    on a page one was posted.
    """

    class Meta:
        """With a token."""

        csrf = True

    asks: ClassVar[type[Fields]]
    # Whether a personal number is taken out of a text; else the text is refused.
    masks: ClassVar[bool] = False
    # Whether what need not be answered says so.
    skippable: ClassVar[bool] = False

    def __init_subclass__(cls, asks: type[Fields] | None = None, labels: Mapping[str, Words] | None = None) -> None:
        super().__init_subclass__()
        if asks:
            cls.asks = asks
        asked = dict(asks.questions) if asks else {}
        if labels is not None:
            asked = {name: _under(asked[name], words) for name, words in labels.items()}
        own = {name: item for name, item in vars(cls).items() if isinstance(item, Question)}
        for name, question in own.items():
            question.name = name
        for name, question in (asked | own).items():
            setattr(cls, name, TypedField(question))

    def __init__(
        self, formdata: MultiDict[str, str] | None = None, values: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """formdata: what was posted. values: what is known, by question, where nothing was posted."""
        super().__init__(formdata=formdata, **kwargs)
        self._before = dict(values or {})
        # Several forms of one page would say the same id.
        if "csrf_token" in self:
            self["csrf_token"].render_kw = {"id": False}
        for field in self.asked():
            field.skippable = self.skippable and not field.question.required
            if formdata is None:
                value = (values or {}).get(field.short_name, field.question.default)
                field.data = field.question.answer(value)
        self.choose_for(self._day())

    def _day(self) -> dt.date:
        """The day that what is filled in is of."""
        said = self["date"].data if "date" in self else None
        try:
            return dt.date.fromisoformat(said or "")
        except (TypeError, ValueError):
            return clock.today()

    @property
    def data(self) -> dict[str, Any]:
        """The answers by question, None where there is none."""
        return {field.short_name: field.data for field in self.asked()}

    def hidden_tag(self) -> Markup:
        """What goes along unseen: the token, and hidden questions."""
        hidden = [self["csrf_token"](), *(field() for field in self.asked() if field.question.look == "hidden")]
        return Markup("").join(hidden)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the answers are valid; afterwards `values` holds them, the fields their errors."""
        unread = {field.short_name: field.errors[0] for field in self.asked() if field.errors}
        questions = {field.short_name: field.question for field in self.asked()}
        self.cleaned = clean_each(questions, self.answers())
        self.cleaned.errors.update(unread)
        if not self.masks:
            self.cleaned.errors.update(self._numbers(questions))
        check_together(questions, self.cleaned)
        self._check_offered(self.cleaned)
        self.check(self.cleaned.values, self.cleaned.errors)
        self.show(self.cleaned.errors)
        return not self.cleaned.errors

    def _check_offered(self, cleaned: Cleaned) -> None:
        """What is not offered on that day may stay chosen, and not be chosen anew."""
        day = self._day()
        for field in self.asked():
            name, question = field.short_name, field.question
            value = cleaned.values.get(name)
            is_new = value not in (None, self._before.get(name))
            error = question.not_offered(value, day) if field.is_dated and is_new else None
            if error:
                cleaned.errors.setdefault(name, error)

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """What must hold of the answers together: add to `errors`, by question; `values` may be put right."""

    @property
    def values(self) -> dict[str, Any]:
        """The value of every question once `validate` has found them right; what is stored anyway where not answered."""
        said = self.cleaned.values if self.cleaned else {}
        return {field.short_name: said.get(field.short_name, field.question.default) for field in self.asked()}

    def problems(self) -> list[tuple[str, str]]:
        """(anchor, message) of every error, for the summary above the form; what belongs to no question has no anchor."""
        found = [("", message) for message in self.form_errors]
        for field in self.asked():
            first = "-0" if field.question.look == "list" else ""
            found += [(field.id + first, message) for message in field.errors]
        return found

    def summary(self) -> str:
        """The heading of the error summary."""
        return ngettext("Der er én fejl", "Der er %(num)d fejl", len(self.problems()))

    def _numbers(self, questions: Mapping[str, Question]) -> dict[str, str]:
        """The texts with a personal number in them."""
        texts = {
            field.short_name: field.data for field in self.asked() if isinstance(questions[field.short_name], Text)
        }
        return {name: str(messages.CPR_FOUND) for name, text in texts.items() if next(cpr.find(text or ""), None)}


def _under(question: Question, words: Words) -> Question:
    """The question under other words."""
    if words is None:
        return question
    named = copy.copy(question)
    named.label = words
    return named
