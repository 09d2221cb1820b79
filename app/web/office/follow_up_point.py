"""One point: who does what until when, and what has become of it; the leader changes it, the party answers."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ... import agreement, follow_up, photos
from ...access import PARTY, allow, signed_in
from ...base import clock
from ...base.ids import new_id
from ...base.messages import RefusedError
from ...definitions import FollowUpFields
from ...follow_up import Done, Entry, Point, PointChangedError
from ...photos import PhotoError
from ...questions import Difference, Option, Position
from .follow_up_board import read_filters, warn_of_nobody
from .follow_up_forms import BELONGS, AnswerForm, AssignForm, CommentForm, FollowUpForm, PhotoForm, StateForm, WordsForm
from .pages import chosen, pages
from .site_plan_pins import pins_of

# No list is longer; an address may say anything.
MOST_POINTS = 10_000_000
# A photo and the words beside it.
MOST_BYTES = photos.MOST_BYTES + 64 * 1024
WITH_PHOTOS = ("office.answer_point", "office.photograph_point")
# What the leader can change, each part with a form of its own.
PARTS: dict[str, type[FollowUpForm]] = {"state": StateForm, "assign": AssignForm, "words": WordsForm}
HAPPENED = {
    "created": _l("Oprettet"),
    "changed": _l("Rettet"),
    "answered": _l("Svaret"),
    "commented": _l("Bemærkning"),
    "photographed": _l("Foto"),
    "grouped": _l("Samlet med en anden observation"),
    "split": _l("En observation er taget ud"),
}


@pages.url_value_preprocessor
def let_a_photo_be_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limit where a photo may come, before the gate looks at the form for its token."""
    if endpoint in WITH_PHOTOS:
        request.max_content_length = MOST_BYTES


@pages.get("/follow-up/<id>")
@allow("follow_up.see")
def point(id: str) -> ResponseReturnValue:
    """One point, by the id of its follow-up or of an observation, or by its number."""
    is_number = id.isascii() and id.isdigit() and len(id) < 10
    found = _find((follow_up.id_of(int(id)) if is_number else None) or id)
    return _page(found) if found.id == id else redirect(_here(found.id))


@pages.post("/follow-up/<id>/change/<part>")
@allow("follow_up.manage")
def change_point(id: str, part: str) -> ResponseReturnValue:
    """Change its state, or who does it until when, or the words."""
    found = _find(id)
    if part not in PARTS:
        abort(404)
    form = PARTS[part](request.form)
    done = _change(found, part, form)
    if not isinstance(done, Done):
        return done
    changes = form.changes()
    if part == "assign" and changes["party"] != (found.party or ""):
        warn_of_nobody(changes["party"], changes["party_other"])
    return _go_on(done, _("Gemt. Det, der stod før, er i historikken."))


@pages.post("/follow-up/<id>/answer")
@allow("follow_up.answer")
def answer_point(id: str) -> ResponseReturnValue:
    """What the party says, with a photo of the finished work."""
    found, form, body = _find(id), AnswerForm(request.form), chosen("photo")
    if not (form["state"].data or form["note"].data or body):
        form.form_errors.append(_("Vælg, hvor langt I er, skriv et svar, eller vælg et foto."))
        return _page(found, {"answer": form}), 422
    done = _change(found, "answer", form)
    if not isinstance(done, Done):
        return done
    try:
        if body:
            _keep_photo(found.id, body)
    except PhotoError as refused:
        flash(_("Svaret er gemt, men fotoet kunne ikke bruges: %(why)s", why=str(refused)), "warning")
        return redirect(_here(done.id), 303)
    return _go_on(done, _("Tak. Svaret er gemt, og projektlederen kan se det."))


@pages.post("/follow-up/<id>/comment")
@allow("follow_up.manage")
def comment_point(id: str) -> ResponseReturnValue:
    """A remark of the leader's, for the party too or for the office alone."""
    found, form, is_internal = _find(id), CommentForm(request.form), "internal" in request.form
    said = form["text"].data or ""
    done = _try(found, "comment", form, lambda: follow_up.comment(found.id, said, signed_in(), internal=is_internal))
    return _go_on(done, _("Bemærkningen er gemt.")) if isinstance(done, Done) else done


@pages.post("/follow-up/<id>/photo")
@allow("follow_up.manage")
def photograph_point(id: str) -> ResponseReturnValue:
    """A photo of the finished work, from whoever was there."""
    found, form, body = _find(id), PhotoForm(), chosen("photo")
    try:
        if body:
            return _go_on(_keep_photo(found.id, body), _("Fotoet er gemt."))
        form.show({"photo": _("Vælg et foto.")})
    except PhotoError as refused:
        form.show({"photo": str(refused)})
    return _page(found, {"photo": form}), 422


@pages.post("/follow-up/<id>/split")
@allow("follow_up.manage")
def split_point(id: str) -> ResponseReturnValue:
    """Take an observation out: it was another matter."""
    found, observation = _find(id), request.form.get("observation", "")
    if observation not in [seen.id for seen in found.observations]:
        abort(404)
    try:
        made = follow_up.split(observation, signed_in())
    except LookupError:
        flash(_("Punktet har kun den ene observation. Der er ikke noget at dele."), "warning")
        return redirect(_here(found.id), 303)
    flash(_("Observationen er taget ud. Den har nu sit eget punkt."))
    return redirect(url_for("office.point", id=made), 303)


def _find(id: str) -> Point:
    """The point; 404 where there is none that this person may see."""
    who = signed_in()
    try:
        return follow_up.theirs(id, who) if who.role == PARTY else follow_up.get(id)
    except LookupError:
        abort(404)


def _here(id: str) -> str:
    """The point's own address, with the place in the list that it was opened from."""
    return url_for("office.point", id=id, **read_filters().address(at=request.args.get("at", type=int)))


def _go_on(done: Done, words: str) -> ResponseReturnValue:
    """Say what was done, and show the point as it is now."""
    if done.masked:
        flash(_("Et CPR-nummer er fjernet fra teksten."), "warning")
    flash(words)
    return redirect(_here(done.id), 303)


def _change(found: Point, name: str, form: FollowUpForm) -> Done | ResponseReturnValue:
    """Store what a form says, or show why not."""
    form.offer(found)
    form.seen = seen = request.form.get("seen", type=int, default=-1)
    if not form.validate():
        return _page(found, {name: form}), 422
    note = form.data.get("note") or ""
    return _try(found, name, form, lambda: follow_up.change(found.id, form.changes(), signed_in(), seen, note))


def _try(found: Point, name: str, form: FollowUpForm, act: Callable[[], Done]) -> Done | ResponseReturnValue:
    """What came of it, or the page with what is wrong, or with what somebody else has changed meanwhile."""
    try:
        return act()
    except RefusedError as refused:
        form.show(refused.errors)
        return _page(found, {name: form}), 422
    except PointChangedError as meanwhile:
        form.seen = meanwhile.version
        return _page(_find(found.id), {name: form}, meanwhile.clash), 409
    except LookupError:
        abort(404)


def _keep_photo(id: str, body: bytes) -> Done:
    """Keep a photo of the finished work; raises PhotoError."""
    who = signed_in()
    return follow_up.photograph(id, [photos.keep(new_id(), body, who).id], who)


def _page(found: Point, posted: Mapping[str, FollowUpForm] | None = None, clash: list[Difference] | None = None) -> str:
    """The page; `posted` forms are shown with what is wrong in them, the others with what is known.

    clash: what somebody else has changed meanwhile, and what the posted form says about it.
    """
    who, is_party = signed_in(), signed_in().role == PARTY
    # Of the next state nothing is known yet, but that whatever was seen may have been seen today.
    known = {name: value for name, value in FollowUpFields.values(found).items() if name not in ("state", *BELONGS)}
    known["checked_on"] = clock.today()
    forms: dict[str, FollowUpForm] = {"comment": CommentForm(), "photo": PhotoForm()}
    forms |= {"answer": AnswerForm()} if is_party else {name: kind(values=known) for name, kind in PARTS.items()}
    forms |= posted or {}
    for form in forms.values():
        form.offer(found)
    plan, pins = pins_of(found.counted)
    return render_template(
        "office/follow_up_answer.html" if is_party else "office/follow_up_point.html",
        point=found,
        forms=forms,
        faulty=[form for form in (posted or {}).values() if form.errors],
        clash=clash,
        history=follow_up.own_history(found.id, who) if is_party else follow_up.history(found.id),
        has_account=follow_up.has_account(found.party, found.party_other),
        plan=plan,
        pins=pins,
        original=follow_up.id_of(found.duplicate_of) if found.duplicate_of else None,
        address=read_filters().address(),
        **_neighbours(found),
    )


def _neighbours(found: Point) -> dict[str, Any]:
    """The points before and after it in the list that it was opened from."""
    at, before, after = request.args.get("at", type=int), None, None
    if at is not None and 0 <= at < MOST_POINTS and signed_in().role != PARTY:
        before, after = follow_up.beside(read_filters(), at, found.id)
    return {"before": before, "after": after, "at": at}


@pages.app_template_global("follow_up_state")
def state(code: str) -> Option:
    """A state's word and icon."""
    return follow_up.STATES[code]


@pages.app_template_filter()
def happened(entry: Entry, is_leader: bool) -> str:
    """What an entry that changed no state is about."""
    if entry.action == "rechecked":
        return _("Set igen: %(outcome)s", outcome=entry.outcome.lower())
    fields = {each.field for each in entry.differences}
    if entry.action == "changed" and "party" in fields:
        return _("Givet videre") if is_leader else _("Givet til jer")
    if entry.action == "changed" and fields == {"deadline"}:
        return _("Frist flyttet")
    return str(HAPPENED[entry.action])


@pages.app_template_filter()
def by_whom(entry: Entry, is_leader: bool) -> str:
    """Who did it. A party reads its own people's names and no others."""
    if entry.by_party and is_leader:
        party = entry.party_other or agreement.parties().get(entry.party or "", entry.party or "")
        return _("af %(who)s", who=entry.person if entry.person == party else f"{entry.person}, {party}")
    if is_leader or entry.by_party:
        return _("af %(who)s", who=entry.person)
    return _("på en vandring") if entry.action == "rechecked" else _("af projektlederen")


@pages.app_template_filter()
def ahead(day: dt.date) -> str:
    """`i dag`, `i morgen`, `om 4 dage`."""
    days = (day - clock.today()).days
    if days <= 0:
        return _("i dag")
    return _("i morgen") if days == 1 else ngettext("om %(num)d dag", "om %(num)d dage", days)


@pages.app_template_filter()
def degrees(point: Position) -> str:
    """`57,0741 N, 9,9312 Ø (± 8 m)`."""
    north, east = (format_decimal(number, "0.0000") for number in (point.latitude, point.longitude))
    accuracy = f" (± {format_decimal(point.accuracy, '0')} m)" if point.accuracy is not None else ""
    return f"{north} N, {east} Ø{accuracy}"
