"""The first run: from an empty database to an agreement of this year, in five steps that can be skipped and left.

The draft of the agreement is all that the steps remember: what was done is done, and can be changed as any draft. A step that is
sent saves itself, wherever its sender goes next.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from ... import audit, criteria
from ...access import allow, signed_in
from ...activities import trials
from ...agreement import kept, known
from ...agreement.kept import Document, Draft
from ...base import clock
from ...criteria import chosen_parties, promises, ready_sets
from ...criteria.ready_sets import ReadySet
from ...definitions import Observation
from .activities import joining
from .decision_form import DecisionForm
from .first_run_forms import PartiesForm, PeriodForm, PlaceForm, PromisesForm
from .pages import pages

OWN, TRIAL, FINISH = "own", "trial", "finish"
# In the session: the steps that this person has sent.
SENT = "first_run"


@dataclass(frozen=True)
class Step:
    """One page of it. `on`: the words of the button that leads to it; `lasts`: how long, in words; `about`: the members of the
    draft that it changes.
    """

    name: str
    title: Any
    on: Any
    question: Any
    meaning: Any
    lasts: Any
    about: tuple[str, ...] = ()


STEPS: Final = {
    each.name: each
    for each in (
        Step("place", _("Jeres sted"), _("Begynd"), _("Hvor er I?"), _("Så står jeres eget navn på plakater, telefoner og ark."), _("ca. 1 minut"),
             ("areas", "programme", "privacy")),
        Step("agreement", _("Aftalen"), _("Videre til aftalen"), _("Hvad har I aftalt?"), _("Begynd med et færdigt sæt, der ligner. Alt kan ændres senere."), _("ca. 1 minut"),
             ("code", "name", "first_year", "last_year")),
        Step("promises", _("Det har I lovet"), _("Videre til det, I har lovet"), _("Hvad har I lovet?"), _("Sæt kryds ved det, der står i jeres aftale, og ret tallene. Alt kan ændres senere."), _("ca. 2 minutter"),
             ("criteria",)),
        Step("parties", _("Parterne"), _("Videre til parterne"), _("Hvem er med?"), _("Sæt kryds ved dem, der er med i aftalen. De kan få punkter, levere tal og stå på evalueringen."), _("ca. 1 minut"),
             ("parties",)),
        Step("phone", _("Prøv en telefon"), _("Videre til telefonen"), _("Prøv med din egen telefon"), _("Send én observation, og se den komme. Den tæller ikke med nogen steder."), _("ca. 1 minut")),
    )
}  # fmt: skip
ADDRESS: Final = f"/begin/<any({','.join(STEPS)}):step>"


@dataclass(frozen=True)
class Shown:
    """What the steps are about: the draft, or before there is one what it would begin as; and the set that it is of."""

    draft: Draft | None
    document: Document

    @property
    def ready(self) -> Document | None:
        """The set's document."""
        found = ready_sets.set_of(self.document)
        return found.document if found else None

    def mark(self, step: Step) -> str:
        """What tells whether somebody else has changed what a step is about."""
        said = json.dumps([self.document.get(name) for name in step.about], sort_keys=True)
        return sha256(said.encode()).hexdigest()[:16]


def is_offered() -> bool:
    """Whether there is no agreement yet that was adopted."""
    return not kept.versions()


def shown() -> Shown:
    """The draft of an agreement without any version, of several the one that was changed last; else the first set's."""
    drafts = [each.draft for each in known.every() if each.draft and not each.versions]
    if drafts:
        found = max(drafts, key=lambda each: each.changed_at)
        return Shown(found, found.document)
    year = clock.today().year
    begun = ready_sets.Beginning(year, year + ready_sets.USUAL_YEARS - 1)
    return Shown(None, ready_sets.document_of(ready_sets.every()[0], begun))


@pages.get("/begin")
@allow("agreement.change")
def first_run() -> ResponseReturnValue:
    """Go on where it was left."""
    sent = session.get(SENT, [])
    return redirect(url_for("office.first_run_step", step=next((name for name in STEPS if name not in sent), "phone")))


@pages.get(ADDRESS)
@allow("agreement.change")
def first_run_step(step: str) -> ResponseReturnValue:
    """One of the five pages."""
    if step != "phone" and not is_offered():
        return redirect(url_for("office.agreements"))
    return _page(STEPS[step], shown(), _FORMS[step](shown(), None))


@pages.post(ADDRESS)
@allow("agreement.change")
def send_first_run_step(step: str) -> ResponseReturnValue:
    """Save what the page says, and go where its sender wants to."""
    if step == "phone":
        return _send_phone()
    if not is_offered():
        return redirect(url_for("office.agreements"), 303)
    about, seen = STEPS[step], shown()
    form = _FORMS[step](seen, request.form)
    document = _READERS[step](form, seen)
    if document is None:
        return _page(about, seen, form, 422)
    try:
        _save(seen, about, document)
    except criteria.DraftConflictError:
        return _page(about, shown(), form, 409)
    _note_sent(step)
    return _go_on()


def _page(step: Step, seen: Shown, form: Any, status: int = 200, **more: Any) -> ResponseReturnValue:
    sent = [name for name in session.get(SENT, []) if seen.draft]
    context = {
        "steps": list(STEPS.values()),
        "step": step,
        "sent": sent,
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


# What each step shows, and what the draft is to be after it; None where something is wrong


def _place_form(seen: Shown, posted: Any) -> PlaceForm:
    said, privacy = seen.document, seen.document["privacy"]
    areas = "\n".join(row["name"] for row in said["areas"]) if seen.draft else ""
    return PlaceForm(posted, values={"areas": areas, "programme": said["programme"], "responsible": privacy["responsible"], "contact": privacy["contact"]})  # fmt: skip


def _read_place(form: PlaceForm, seen: Shown) -> dict[str, Any] | None:
    if not form.validate():
        return None
    said = form.values
    return ready_sets.placed(seen.document, form.names, said["programme"], said["responsible"], said["contact"])


def _period_form(seen: Shown, posted: Any) -> PeriodForm:
    ready = ready_sets.set_of(seen.document)
    known = {name: seen.document[name] for name in ("first_year", "last_year", "name")}
    return PeriodForm(posted, values=known | {"ready": ready and ready.code})


def _read_period(form: PeriodForm, seen: Shown) -> dict[str, Any] | None:
    if not form.validate():
        return None
    said = form.values
    ready: ReadySet = ready_sets.find(said["ready"])
    taken = {each.code for each in known.every()} - {seen.document["code"]}
    made = ready_sets.begun_anew(seen.document, ready, said["first_year"], said["last_year"], taken)
    if said["name"] != made["name"]:
        made.pop("short", None)
    return made | {"name": said["name"]}


def _promises_form(seen: Shown, posted: Mapping[str, str] | None) -> PromisesForm:
    rows, figures = promises.offered(seen.document, seen.ready), promises.figures_of(seen.document, seen.ready)
    return PromisesForm(rows, figures, posted)


def _read_promises(form: PromisesForm, seen: Shown) -> dict[str, Any] | None:
    targets = form.targets()
    return None if form.errors else promises.promised(seen.document, seen.ready, form.ticked(), targets)


def _parties_form(seen: Shown, posted: Any) -> PartiesForm:
    return PartiesForm(seen.document, seen.ready, posted)


def _read_parties(form: PartiesForm, seen: Shown) -> dict[str, Any] | None:
    if not form.validate():
        return None
    return chosen_parties.with_parties(seen.document, seen.ready, form.ticked(), form.more)


def _decision_form(seen: Shown, posted: Any) -> DecisionForm | None:
    """Who decided and when; from which day and why is the draft's own. None where there is nothing to decide about."""
    if seen.draft is None:
        return None
    by = seen.document["version"]["decided_by"]
    form = DecisionForm(seen.draft, posted, values={"decided_by": by, "decided_on": clock.today()})
    for name in ("valid_from", "note", "minutes"):
        del form[name]
    return form


_FORMS: Final[Mapping[str, Callable[[Shown, Any], Any]]] = {
    "place": _place_form, "agreement": _period_form, "promises": _promises_form, "parties": _parties_form,
    "phone": _decision_form,
}  # fmt: skip
_READERS: Final[Mapping[str, Callable[[Any, Shown], dict[str, Any] | None]]] = {
    "place": _read_place, "agreement": _read_period, "promises": _read_promises, "parties": _read_parties,
}  # fmt: skip


# The last step: a phone, and the agreement is adopted


def _phone() -> dict[str, Any]:
    walk = trials.current()
    number, last = trials.arrived(walk) if walk else (0, None)
    about = Observation.questions["category"].shown(last.category) if last else ""
    return {"arrived": number, "last": last, "about": about, **joining(walk.code if walk else None, gettext("prøven"))}


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
    form = _decision_form(seen, request.form)
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
