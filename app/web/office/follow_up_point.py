"""One point: who does what until when, and what has become of it; the leader changes it, the party answers."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import follow_up, photos
from ...access import allow, signed_in
from ...follow_up import Done, FollowUpError
from ...photos import PhotoError
from .follow_up_board import warn_of_nobody
from .follow_up_forms import AnswerForm, CommentForm, PhotoForm
from .follow_up_page import PARTS, change, find, go_on, here, keep_photo, page, posted_photo
from .pages import pages

WITH_PHOTOS = ("office.answer_point", "office.photograph_point")
# A photo and the words beside it.
MOST_BYTES = photos.MOST_BYTES + 64 * 1024


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
    found = find((follow_up.id_of(int(id)) if is_number else None) or id)
    return page(found) if found.id == id else redirect(here(found.id))


@pages.post("/follow-up/<id>/change/<part>")
@allow("follow_up.manage")
def change_point(id: str, part: str) -> ResponseReturnValue:
    """Change its state, or who does it until when, or the words."""
    found = find(id)
    if part not in PARTS:
        abort(404)
    form = PARTS[part](request.form)
    form.offer(found)
    done = change(found, part, form)
    if not isinstance(done, Done):
        return done
    if part == "assign" and form.changes()["party"] != (found.party or ""):
        warn_of_nobody(form.changes()["party"], form.changes()["party_other"])
    return go_on(done, _("Gemt. Det, der stod før, er i historikken."))


@pages.post("/follow-up/<id>/answer")
@allow("follow_up.answer")
def answer_point(id: str) -> ResponseReturnValue:
    """What the party says, with a photo of the finished work."""
    found, form, body = find(id), AnswerForm(request.form), posted_photo()
    form.offer(found)
    if not (form["state"].data or (form["note"].data or "").strip() or body):
        form.form_errors.append(_("Vælg, hvor langt I er, skriv et svar, eller vælg et foto."))
        return page(found, {"answer": form}), 422
    done = change(found, "answer", form)
    if not isinstance(done, Done):
        return done
    try:
        if body:
            keep_photo(found.id, body)
    except PhotoError as refused:
        flash(_("Svaret er gemt, men fotoet kunne ikke bruges: %(why)s", why=str(refused)), "warning")
        return redirect(here(done.id), 303)
    return go_on(done, _("Tak. Svaret er gemt, og projektlederen kan se det."))


@pages.post("/follow-up/<id>/comment")
@allow("follow_up.manage")
def comment_point(id: str) -> ResponseReturnValue:
    """A remark of the leader's, for the party too or for the office alone."""
    found, form = find(id), CommentForm(request.form)
    try:
        done = follow_up.comment(found.id, form["text"].data or "", signed_in(), internal="internal" in request.form)
    except FollowUpError as refused:
        form.show(refused.errors)
        return page(found, {"comment": form}), 422
    return go_on(done, _("Bemærkningen er gemt."))


@pages.post("/follow-up/<id>/photo")
@allow("follow_up.manage")
def photograph_point(id: str) -> ResponseReturnValue:
    """A photo of the finished work, from whoever was there."""
    found, form, body = find(id), PhotoForm(), posted_photo()
    try:
        if body:
            return go_on(keep_photo(found.id, body), _("Fotoet er gemt."))
        form.show({"photo": _("Vælg et foto.")})
    except PhotoError as refused:
        form.show({"photo": str(refused)})
    return page(found, {"photo": form}), 422


@pages.post("/follow-up/<id>/split")
@allow("follow_up.manage")
def split_point(id: str) -> ResponseReturnValue:
    """Take an observation out: it was another matter."""
    found, observation = find(id), request.form.get("observation", "")
    if observation not in [seen.id for seen in found.observations]:
        abort(404)
    try:
        made = follow_up.split(observation, signed_in())
    except LookupError:
        flash(_("Punktet har kun den ene observation. Der er ikke noget at dele."), "warning")
        return redirect(here(found.id), 303)
    flash(_("Observationen er taget ud. Den har nu sit eget punkt."))
    return redirect(url_for("office.point", id=made), 303)
