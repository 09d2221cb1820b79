"""A submission that waits for review as the page shows it: which questions can be mended in place, with what in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from ... import records
from ...base import clock
from ...questions.form import Form
from ...questions.html_form import AnswersForm
from .activity_forms import offer_gatherings
from .drawable import drawable

# What to do about what stopped a submission besides its answers, by the member that it is about.
ADVICE = {
    "captured_at": _("Ret tidspunktet, hvis du ved, hvornår det var. Ellers gem det, som det er."),
    "device": _("Ved du, hvem der har skrevet, og stoler du på svarene, så gem registreringen. Ellers kassér den."),
    "version": _("Vent helst, til serveren er opdateret. Gemmer du nu, kommer kun de svar med, som den kender."),
    "revision": _("Det ændrer ikke svarene. Gem registreringen, hvis de ser rigtige ud."),
    "answers": _("Spørg den, der har skrevet. Udfyld svarene her, eller kassér registreringen."),
    "form": _("Er skemaet nyt, så opdater serveren først. Ellers kassér registreringen; den bliver i historikken."),
}


@dataclass(frozen=True)
class Card:
    """One submission on the page; `asked` are the questions that can be mended in place, in order.

    `moment`: the date and time to mend (as a date field holds it), None where it is not what is wrong.
    """

    waiting: records.Waiting
    form: AnswersForm | None
    asked: list[str]
    moment: str | None
    moment_error: str = ""

    @property
    def prefix(self) -> str:
        """Goes before every id in the card: the page has several of them."""
        return f"w{self.waiting.id}-"

    @property
    def rest(self) -> list[tuple[str, str]]:
        """The answers that are shown in words."""
        return self.waiting.said(leaving_out=self.asked)

    @property
    def photos(self) -> list[str]:
        """The photos that came with it, where they are not among what can be mended."""
        form, answers = self.waiting.form, self.waiting.answers
        question = form.photo_question() if form else None
        if form is None or question is None or question.name in self.asked or question.name not in answers:
            return []
        ids: list[str] = drawable(form, {question.name: answers[question.name]})[question.name]
        return ids

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(anchor, message) for the summary above."""
        found = [(f"{self.prefix}{anchor}", message) for anchor, message in (self.form.problems() if self.form else ())]
        return found + ([(f"{self.prefix}captured_at", self.moment_error)] if self.moment_error else [])


def card(waiting: records.Waiting, *, all_questions: bool = False) -> Card:
    """The card of a submission that nobody has touched yet."""
    return _card(waiting, waiting.answers, waiting.faults, _asked(waiting, waiting.faults, all_questions))


def posted_answers(waiting: records.Waiting, posted: MultiDict[str, str]) -> dict[str, Any]:
    """The answers as the leader has mended them: those that were asked, the others as they came."""
    questions = waiting.form.questions if waiting.form else {}
    asked = [name for name in posted.getlist("asked") if name in questions]
    mended = {name: questions[name].read(posted, name) for name in asked}
    return {name: answer for name, answer in (waiting.answers | mended).items() if answer not in (None, "", [])}


def posted_card(
    waiting: records.Waiting,
    posted: MultiDict[str, str],
    answers: Mapping[str, Any],
    errors: Mapping[str, str],
    moment_error: str = "",
) -> Card:
    """The card again, with what is still wrong."""
    asked = {*posted.getlist("asked"), *_asked(waiting, errors, False)}
    ordered = [name for name in (waiting.form.questions if waiting.form else ()) if name in asked]
    return _card(waiting, answers, errors, ordered, posted.get("captured_at"), moment_error)


def posted_moment(posted: MultiDict[str, str]) -> datetime | None:
    """The mended time, UTC; None where it was not asked for. ValueError for what is no time."""
    return local_moment(posted["captured_at"]) if "captured_at" in posted else None


def local_moment(text: str) -> datetime:
    """The UTC moment of a date field in Danish time; ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None or len(text) < len("2026-05-12T14:32"):
        raise ValueError("no date and time")
    return clock.parse(moment.replace(tzinfo=clock.DANISH).isoformat(timespec="seconds"))


def field_moment(moment: datetime) -> str:
    """A moment as a date field holds it, Danish time."""
    return clock.local(moment).strftime("%Y-%m-%dT%H:%M")


def _card(
    waiting: records.Waiting,
    answers: Mapping[str, Any],
    errors: Mapping[str, str],
    asked: list[str],
    moment: str | None = None,
    moment_error: str = "",
) -> Card:
    form = _wtform(waiting.form, answers, errors) if waiting.form else None
    if moment is None and "captured_at" in waiting.outside and waiting.form:
        moment = field_moment(waiting.captured_at or waiting.received_at)
    return Card(waiting, form, asked, moment, moment_error)


def _wtform(form: type[Form], answers: Mapping[str, Any], errors: Mapping[str, str]) -> AnswersForm:
    made = form.wtform(data=drawable(form, answers))
    made.show(errors)
    offer_gatherings(made)
    return made


def _asked(waiting: records.Waiting, errors: Iterable[str], all_questions: bool) -> list[str]:
    """The questions at fault, and those that decide whether they must be answered."""
    if waiting.form is None:
        return []
    questions = waiting.form.questions
    if all_questions or waiting.raw:
        return list(questions)
    asked = {name for name in errors if name in questions}
    for name in tuple(asked):
        question = questions[name]
        asked |= {question.only_if[0]} if question.only_if else set()
        if question.required_without and name not in waiting.answers:
            asked |= set(question.required_without)
    asked |= {name for name, question in questions.items() if question.only_if and question.only_if[0] in asked}
    return [name for name in questions if name in asked]
