"""*Til gennemsyn*: what phones sent that could not become a record by itself; the leader decides."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from ... import intake, records
from ...access import allow, signed_in
from ...intake.review import ResolvedMeanwhileError
from ...questions import Cleaned
from .pages import pages
from .record_filters import read_page
from .review_cards import ADVICE, Card, card, posted_answers, posted_card, posted_moment

PAGE = 10
RESOLVED_PAGE = 50
NO_MOMENT = lazy_gettext("Skriv dato og klokkeslæt, for eksempel 12-05-2017 14.32.")

# What the buttons do; each is a function of (id, answers, person, moment).
DECISIONS: dict[str, Callable[..., Cleaned]] = {
    "accept": intake.repair,
    "keep_both": intake.keep_both,
    "replace": lambda id, answers, person, _moment: intake.replace(id, answers, person),
}
DONE = {
    "accept": lazy_gettext("Registreringen er gemt og tæller med."),
    "keep_both": lazy_gettext("Begge er gemt som to registreringer."),
    "replace": lazy_gettext("Udgave B er gemt. Udgave A er i historikken."),
    "discard": lazy_gettext("Den er kasseret. Den bliver i historikken."),
    "keep": lazy_gettext("Udgave A er beholdt. Udgave B er i historikken."),
    "discard_both": lazy_gettext("Begge er kasseret. De bliver i historikken."),
}


@pages.get("/quarantine")
@allow("quarantine.resolve", trace="saw quarantine")
def quarantine() -> ResponseReturnValue:
    """What waits, the oldest first; with `resolved`, what was decided."""
    page = read_page()
    if request.args.get("resolved"):
        rows, total = records.resolved(page, RESOLVED_PAGE)
        return render_template(
            "office/resolved.html", rows=rows, page=page, pages=-(-total // RESOLVED_PAGE), total=total
        )
    total = records.unresolved()
    number_of_pages = max(1, -(-total // PAGE))
    page = min(page, number_of_pages)
    return render_template(
        "office/quarantine.html",
        cards=[card(each) for each in records.waiting(page, PAGE)],
        first=(page - 1) * PAGE + 1,
        page=page,
        pages=number_of_pages,
        total=total,
        advice=ADVICE,
    )


@pages.get("/quarantine/<int:id>")
@allow("quarantine.resolve", trace="saw quarantine")
def quarantined(id: int) -> ResponseReturnValue:
    """One submission that waits for review; with `all`, every answer can be changed."""
    return _page(card(_find(id), all_questions=bool(request.args.get("all"))))


@pages.post("/quarantine/<int:id>")
@allow("quarantine.resolve", trace="decided quarantine")
def resolve(id: int) -> ResponseReturnValue:
    """Do what the pressed button says."""
    waiting, decision = _find(id), request.form.get("decision", "")
    try:
        found = _decide(waiting, decision)
    except ResolvedMeanwhileError:
        flash(_("En anden har allerede taget stilling til den. Intet er ændret."), "warning")
        return redirect(url_for("office.quarantined", id=id), 303)
    if found is not None:
        return _page(found), 422
    flash(str(DONE[decision]))
    return redirect(url_for("office.quarantine"), 303)


def _decide(waiting: records.Waiting, decision: str) -> Card | None:
    """Carry a decision out; the card again where something is still wrong."""
    person = signed_in()
    if decision in {"discard", "keep", "discard_both"}:
        intake.discard(waiting.id, person, record_too=decision == "discard_both")
        return None
    if decision not in DECISIONS or waiting.form is None:
        abort(400)
    answers = posted_answers(waiting, request.form)
    try:
        moment = posted_moment(request.form)
    except ValueError:
        return posted_card(waiting, request.form, answers, {}, str(NO_MOMENT))
    cleaned = DECISIONS[decision](waiting.id, answers, person, moment)
    return posted_card(waiting, request.form, answers, cleaned.errors) if cleaned.errors else None


def _find(id: int) -> records.Waiting:
    try:
        return records.waiting_one(id)
    except LookupError:
        abort(404)


def _page(shown: Card) -> Any:
    return render_template("office/quarantined.html", card=shown, advice=ADVICE)
