"""*Til gennemsyn*: what phones sent that could not become a record by itself; the leader mends it in place, or decides."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from ... import intake, records
from ...access import allow, signed_in
from ...base import clock
from ...base.ids import UUID
from ...base.text import printable
from ...intake.review import ResolvedMeanwhileError
from ...questions import Cleaned, Question
from ...questions.fields import plain
from ...questions.html_form import AnswersForm
from .activity_forms import offer_gatherings
from .pages import pages, read_page

NO_MOMENT = _("Skriv dato og klokkeslæt, for eksempel 12-05-2017 14.32.")
# What the buttons do; each is a function of (id, answers, person, moment).
DECISIONS: dict[str, Callable[..., Cleaned]] = {
    "accept": intake.repair,
    "keep_both": intake.keep_both,
    "replace": lambda id, answers, person, _moment: intake.replace(id, answers, person),
}
DONE = {
    "accept": _("Registreringen er gemt og tæller med."),
    "keep_both": _("Begge er gemt som to registreringer."),
    "replace": _("Udgave B er gemt. Udgave A er i historikken."),
    "discard": _("Den er kasseret. Den bliver i historikken."),
    "keep": _("Udgave A er beholdt. Udgave B er i historikken."),
    "discard_both": _("Begge er kasseret. De bliver i historikken."),
}
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
    moment_error: str

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
        question = self.waiting.form.photo_question() if self.waiting.form else None
        if question is None or question.name in self.asked:
            return []
        found: list[str] = _drawable(question, self.waiting.answers.get(question.name))
        return found

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(anchor, message) for the summary above."""
        found = self.form.problems() if self.form else []
        found += [("captured_at", self.moment_error)] if self.moment_error else []
        return [(f"{self.prefix}{anchor}", message) for anchor, message in found]


@pages.get("/quarantine")
@allow("quarantine.resolve", trace="saw quarantine")
def quarantine() -> ResponseReturnValue:
    """What waits, the oldest first; with `resolved`, what was decided."""
    if request.args.get("resolved"):
        return render_template("office/resolved.html", listed=records.resolved(read_page()))
    listed = records.waiting(read_page())
    return render_template(
        "office/quarantine.html", listed=listed, cards=[_untouched(each) for each in listed.rows], advice=ADVICE
    )


@pages.get("/quarantine/<int:id>")
@allow("quarantine.resolve", trace="saw quarantine")
def quarantined(id: int) -> ResponseReturnValue:
    """One submission that waits for review; with `all`, every answer can be changed."""
    return _page(_untouched(_find(id), all_questions=bool(request.args.get("all"))))


@pages.post("/quarantine/<int:id>")
@allow("quarantine.resolve", trace="decided quarantine")
def resolve(id: int) -> ResponseReturnValue:
    """Do what the pressed button says."""
    waiting, decision = _find(id), request.form.get("decision", "")
    try:
        refused = _decide(waiting, decision)
    except ResolvedMeanwhileError:
        flash(gettext("En anden har allerede taget stilling til den. Intet er ændret."), "warning")
        return redirect(url_for("office.quarantined", id=id), 303)
    if refused is not None:
        return _page(refused), 422
    flash(str(DONE[decision]))
    return redirect(url_for("office.quarantine"), 303)


def local_moment(text: str) -> datetime:
    """The UTC moment of a date field in Danish time; ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None or len(text) < len("2026-05-12T14:32"):
        raise ValueError(NO_MOMENT)
    return clock.parse(moment.replace(tzinfo=clock.DANISH).isoformat(timespec="seconds"))


def field_moment(moment: datetime) -> str:
    """A moment as a date field holds it, Danish time."""
    return clock.local(moment).strftime("%Y-%m-%dT%H:%M")


def _decide(waiting: records.Waiting, decision: str) -> Card | None:
    """Carry a decision out; the card again where something is still wrong."""
    person, typed = signed_in(), request.form.get("captured_at")
    if decision in {"discard", "keep", "discard_both"}:
        intake.discard(waiting.id, person, record_too=decision == "discard_both")
        return None
    if decision not in DECISIONS or waiting.form is None:
        abort(400)
    asked = [name for name in waiting.form.questions if name in request.form.getlist("asked")]
    mended = {name: waiting.form.questions[name].read(request.form, name) for name in asked}
    answers = {name: answer for name, answer in (waiting.answers | mended).items() if answer not in (None, "", [])}
    try:
        moment = None if typed is None else local_moment(typed)
    except ValueError:
        return _card(waiting, answers, {}, asked, typed, str(NO_MOMENT))
    errors = DECISIONS[decision](waiting.id, answers, person, moment).errors
    return _card(waiting, answers, errors, [*asked, *_at_fault(waiting, errors)], typed) if errors else None


def _find(id: int) -> records.Waiting:
    try:
        return records.waiting_one(id)
    except LookupError:
        abort(404)


def _page(card: Card) -> str:
    return render_template("office/quarantined.html", card=card, advice=ADVICE)


def _untouched(waiting: records.Waiting, *, all_questions: bool = False) -> Card:
    """The card of a submission as it came."""
    asked = waiting.form.questions if waiting.form and all_questions else _at_fault(waiting, waiting.faults)
    return _card(waiting, waiting.answers, waiting.faults, asked)


def _card(
    waiting: records.Waiting,
    answers: Mapping[str, Any],
    errors: Mapping[str, str],
    asked: Iterable[str],
    moment: str | None = None,
    moment_error: str = "",
) -> Card:
    if waiting.form is None:
        return Card(waiting, None, [], moment, moment_error)
    questions = waiting.form.questions
    wanted = questions if waiting.raw else set(asked)
    form = waiting.form.wtform(data={name: _drawable(questions[name], answer) for name, answer in answers.items()})
    form.show(errors)
    offer_gatherings(form)
    form.choose_for(records.day_of(waiting.form, waiting.form.clean(waiting.answers).values, waiting.captured_at))
    if moment is None and "captured_at" in waiting.outside:
        moment = field_moment(waiting.captured_at or waiting.received_at)
    return Card(waiting, form, [name for name in questions if name in wanted], moment, moment_error)


def _at_fault(waiting: records.Waiting, errors: Iterable[str]) -> set[str]:
    """The questions at fault, and those that decide whether they must be answered."""
    questions = waiting.form.questions if waiting.form else {}
    found = {name for name in errors if name in questions}
    for name in tuple(found):
        question = questions[name]
        found |= {question.only_if[0]} if question.only_if else set()
        if question.required_without and name not in waiting.answers:
            found |= set(question.required_without)
    return found | {name for name, question in questions.items() if question.only_if and question.only_if[0] in found}


def _drawable(question: Question, answer: Any) -> Any:
    """What the control of a question can hold of an answer that may be anything."""
    codes, given = [option.code for option in question.options], answer if isinstance(answer, list) else []
    match question.kind:
        case "text":
            return printable(answer) if isinstance(answer, str) else plain(answer)
        case "choice":
            return answer if answer in codes else None
        case "choices" | "countries":
            return [code for code in codes if code in given]
        case "yesno":
            return answer if isinstance(answer, bool) else None
        case "photos":
            return [id for id in given if isinstance(id, str) and UUID.fullmatch(id)]
        case "point" | "plan":
            parts = answer if isinstance(answer, dict) else {}
            names: tuple[str, ...] = question.parts  # type: ignore[attr-defined]
            return {part: plain(parts[part]) for part in names if isinstance(parts.get(part), int | float | str)}
    return plain(answer) if isinstance(answer, str | int | float) and not isinstance(answer, bool) else None
