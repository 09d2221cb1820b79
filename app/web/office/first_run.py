"""The first run: from an empty database to an agreement of this year, in five steps that can be skipped and left.

The draft of the agreement is all that the steps remember: what was done is done, and can be changed as any draft. A step that is
sent saves itself, wherever its sender goes next.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ... import audit, criteria
from ...access import allow, signed_in
from ...activities import trials
from ...agreement.kept import Document
from ...base import clock
from ...criteria import ready_sets
from ...definitions import Observation
from .activities import joining
from .first_run_steps import FORMS, READERS, STEPS, Shown, Step, decision_form, is_offered, shown
from .pages import pages

OWN, TRIAL, FINISH = "own", "trial", "finish"
# In the session: the steps that this person has sent.
SENT = "first_run"
ADDRESS: Final = f"/begin/<any({','.join(STEPS)}):step>"


@pages.get("/begin")
@allow("agreement.change")
def first_run() -> ResponseReturnValue:
    """Go on where it was left."""
    done = _done(shown())
    return redirect(url_for("office.first_run_step", step=next((name for name in STEPS if name not in done), "phone")))


@pages.get(ADDRESS)
@allow("agreement.change")
def first_run_step(step: str) -> ResponseReturnValue:
    """One of the five pages."""
    if step != "phone" and not is_offered():
        return redirect(url_for("office.agreements"))
    return _page(STEPS[step], shown(), FORMS[step](shown(), None))


@pages.post(ADDRESS)
@allow("agreement.change")
def send_first_run_step(step: str) -> ResponseReturnValue:
    """Save what the page says, and go where its sender wants to."""
    if step == "phone":
        return _send_phone()
    if not is_offered():
        return redirect(url_for("office.agreements"), 303)
    about, seen = STEPS[step], shown()
    form = FORMS[step](seen, request.form)
    document = READERS[step](form, seen)
    if document is None:
        return _page(about, seen, form, 422)
    try:
        _save(seen, about, document)
    except criteria.DraftConflictError:
        return _page(about, shown(), form, 409)
    except criteria.AgreementFaultsError as error:
        return _page(about, seen, form, 422, faults=list(map(str, error.faults)))
    _note_sent(step)
    return _go_on()


def _page(step: Step, seen: Shown, form: Any, status: int = 200, **more: Any) -> ResponseReturnValue:
    context = {
        "steps": list(STEPS.values()),
        "step": step,
        "sent": _done(seen),
        "form": form,
        "document": seen.document,
        "seen": seen.mark(step),
        "conflict": status == 409,
        "offered": is_offered(),
        "draft": seen.draft,
        **_MORE.get(step.name, dict)(),
        **more,
    }
    return render_template(f"office/first_run_{step.name}.html", **context), status


def _done(seen: Shown) -> list[str]:
    """The steps that this person has sent, and those whose part of the draft somebody has changed since it was begun."""
    if seen.draft is None:
        return []
    sent, begun = session.get(SENT, []), seen.at_its_beginning
    return [name for name, step in STEPS.items() if name in sent or seen.mark(step) != begun.mark(step)]


def _note_sent(step: str) -> None:
    session[SENT] = list(dict.fromkeys([*session.get(SENT, []), step]))


def _go_on() -> ResponseReturnValue:
    """To the step that a button names, or to a criterion of one's own, else to the office."""
    then = request.form.get("then", "")
    if then == OWN:
        return redirect(url_for("office.draft_row", id=shown().document["code"], part="criteria", row="new"), 303)
    if then in STEPS:
        return redirect(url_for("office.first_run_step", step=then), 303)
    flash(gettext("Det er gemt. Du kan gå videre, hvor du slap, når det passer dig."))
    return redirect(url_for("office.front"), 303)


def _save(seen: Shown, step: Step, document: Document) -> None:
    """Make it the draft, instead of the one that there is; one of another set has another code.

    Raises DraftConflictError where somebody has changed what the step is about since the page was drawn.
    """
    draft, who = seen.draft, signed_in()
    if request.form.get("seen") != seen.mark(step):
        raise criteria.DraftConflictError
    if draft and draft.document == document:
        return
    if draft and draft.agreement == document["code"]:
        criteria.save_draft(draft.agreement, document, draft.revision, who)
    else:
        criteria.draft(document, who)
        if draft:
            criteria.discard_draft(draft.agreement, draft.revision)
    audit.note("changed", who, "agreement_draft", document["code"])


# The last step: a phone, and the agreement is adopted


def _phone() -> dict[str, Any]:
    walk = trials.current()
    number, last = trials.arrived(walk) if walk else (0, None)
    about = Observation.questions["category"].shown(last.category) if last else ""
    waiting = trials.waiting(walk) if walk else 0
    return {
        "arrived": number,
        "last": last,
        "about": about,
        "waiting": waiting,
        **joining(walk.code if walk else None, gettext("prøven")),
    }


def _sets() -> dict[str, Any]:
    return {"sets": ready_sets.every()}


_MORE: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {"phone": _phone, "agreement": _sets}


def _send_phone() -> ResponseReturnValue:
    then = request.form.get("then", "")
    if then == TRIAL:
        audit.note("made", signed_in(), "trial", trials.begin().id)
        return redirect(url_for("office.first_run_step", step="phone"), 303)
    if then == FINISH:
        return _finish()
    return _go_on()


def _finish() -> ResponseReturnValue:
    """Adopt the agreement, so that this year is judged by it."""
    seen = shown()
    form = decision_form(seen, request.form)
    if seen.draft is None or form is None or not is_offered():
        abort(404)
    if not form.validate():
        return _page(STEPS["phone"], seen, form, 422)
    code, who = seen.draft.agreement, signed_in()
    document = {**seen.document, "version": {**seen.document["version"], **form.facts}}
    try:
        draft = criteria.save_draft(code, document, seen.draft.revision, who)
        version = criteria.adopt(code, who, revision=draft.revision)
    except criteria.AgreementFaultsError as error:
        return _page(STEPS["phone"], shown(), form, 422, faults=list(map(str, error.faults)))
    except criteria.DraftConflictError:
        return _page(STEPS["phone"], shown(), form, 409)
    audit.note("adopted", who, "agreement", code)
    year = clock.today().year
    session.pop(SENT, None)
    flash(gettext("»%(name)s« er vedtaget. Herunder står, hvordan året ser ud lige nu.", name=version.document["name"]))
    return redirect(
        url_for(
            "office.evaluation_of", year=year if version.first_year <= year <= version.last_year else version.first_year
        ),
        303,
    )
