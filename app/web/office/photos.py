"""The photos of records and follow-ups: the picture, a small one for lists, and what can be done about one. A party sees those
of its own.
"""

from collections.abc import Sequence

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import follow_up, photos
from ...access import LEADER, PARTY, allow, signed_in
from ...base.ids import UUID
from ...photos import stored
from ...store import Photo
from .pages import pages

# The parts of a field that becomes black, in percent of the picture.
PARTS = ("left", "top", "width", "height")


@pages.app_template_global("photos_that_arrived")
def that_arrived(ids: Sequence[str]) -> list[str]:
    """Which of these photos can be shown, in their order."""
    there = photos.arrived(ids)
    return [id for id in ids if id in there]


@pages.app_template_global("photos_that_were_removed")
def that_were_removed(ids: Sequence[str]) -> int:
    """How many of the photos somebody took away after they had arrived."""
    return len(photos.removed(ids))


@pages.app_template_global("photos_that_are_hidden")
def that_are_hidden(ids: Sequence[str]) -> int:
    """How many of the photos wait for the leader to look, because a restored database lacks what was made black in them."""
    return len(photos.kept_back(ids))


@pages.get("/photos/<id>")
@allow("photos.see", trace="saw photo")
def photo(id: str) -> ResponseReturnValue:
    """The picture, at most 2048 pixels wide and high."""
    return _answer(id, small=False)


@pages.get("/photos/<id>/small")
@allow("photos.see")
def small_photo(id: str) -> ResponseReturnValue:
    """The picture, at most 320 pixels wide and high."""
    return _answer(id, small=True)


@pages.get("/photos/hidden")
@allow("privacy.manage")
def hidden_photos() -> ResponseReturnValue:
    """After a restore: the photos that nobody else sees before the leader has looked."""
    return render_template("office/hidden_photos.html", ids=photos.hidden())


@pages.post("/photos/<id>/show")
@allow("privacy.manage", trace="shown photo")
def show_photo(id: str) -> ResponseReturnValue:
    """Let everybody see it as it is."""
    stored.show(_find(id).id)
    flash(_("Fotoet bliver vist, som det er."))
    return redirect(url_for("office.hidden_photos"), 303)


@pages.get("/photos/<id>/edit")
@allow("privacy.manage", trace="saw photo")
def edit_photo(id: str) -> ResponseReturnValue:
    """The photo, to draw fields on."""
    return render_template("office/photo.html", photo=_find(id))


@pages.post("/photos/<id>/blacken")
@allow("privacy.manage", trace="redacted photo")
def blacken_photo(id: str) -> ResponseReturnValue:
    """Make the fields black that were drawn, or written in percent."""
    photo = _find(id)
    try:
        stored.blacken(photo.id, _fields())
    except ValueError:
        problem = _("Tegn mindst ét felt på billedet, eller skriv, hvor det er, i procent fra 0 til 100.")
        return render_template("office/photo.html", photo=photo, problem=problem), 422
    flash(_("Feltet er sort. Det, der var under det, er væk for altid."))
    return redirect(url_for("office.edit_photo", id=photo.id), 303)


@pages.post("/photos/<id>/remove")
@allow("privacy.manage", trace="deleted photo")
def remove_photo(id: str) -> ResponseReturnValue:
    """Take the photo away."""
    stored.remove(_find(id).id)
    flash(_("Fotoet er slettet for altid."))
    return redirect(url_for("office.records"), 303)


def _find(id: str) -> Photo:
    """The photo with that id, or 404."""
    found = photos.find(id.lower(), small=True) if UUID.fullmatch(id) else None
    return found or abort(404)


def _answer(id: str, *, small: bool) -> ResponseReturnValue:
    id, who = id.lower(), signed_in()
    may_see = who.role != PARTY or follow_up.may_see_photo(who, id)
    found = photos.find(id, small=small) if UUID.fullmatch(id) and may_see else None
    if found is None or (found.hidden_at and who.role != LEADER):
        abort(404)
    response = Response(found.thumbnail if small else found.picture, mimetype="image/jpeg")
    version = f"{found.sha256[:32]}{int(found.changed_at.timestamp()) if found.changed_at else ''}"
    response.set_etag(f"{version}{'-small' if small else ''}")
    response.headers["Cache-Control"] = "private, no-store"
    return response.make_conditional(request)


def _fields() -> list[stored.Field]:
    """The fields of the form, each in four parts of a hundred; those that are empty are none."""
    rows = zip(*(request.form.getlist(name) for name in PARTS), strict=True)
    return [(_part(a), _part(b), _part(c), _part(d)) for a, b, c, d in rows if any((a, b, c, d))]


def _part(text: str) -> float:
    return float(text.replace(",", ".")) / 100
