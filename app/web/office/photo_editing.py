"""One photo, with what can be done about it: make parts of it black, or take it away."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import photos
from ...access import allow
from ...base.ids import UUID
from ...photos import photo_redaction
from ...store import Photo
from .pages import pages

NAMES = ("left", "top", "width", "height")


@pages.get("/photos/<id>/edit")
@allow("privacy.manage", trace="saw photo")
def edit_photo(id: str) -> ResponseReturnValue:
    """The photo, to draw fields on."""
    return render_template("office/photo.html", photo=find_photo(id))


@pages.post("/photos/<id>/blacken")
@allow("privacy.manage", trace="redacted photo")
def blacken_photo(id: str) -> ResponseReturnValue:
    """Make the fields black that were drawn, or written in percent."""
    photo = find_photo(id)
    try:
        photo_redaction.blacken(photo.id, _fields())
    except ValueError:
        problem = _("Tegn mindst ét felt på billedet, eller skriv, hvor det er, i procent fra 0 til 100.")
        return render_template("office/photo.html", photo=photo, problem=problem), 422
    flash(_("Feltet er sort. Det, der var under det, er væk for altid."))
    return redirect(url_for("office.edit_photo", id=photo.id), 303)


@pages.post("/photos/<id>/remove")
@allow("privacy.manage", trace="deleted photo")
def remove_photo(id: str) -> ResponseReturnValue:
    """Take the photo away."""
    photo_redaction.remove(find_photo(id).id)
    flash(_("Fotoet er slettet for altid."))
    return redirect(url_for("office.records"), 303)


def find_photo(id: str) -> Photo:
    """The photo with that id, or 404."""
    found = photos.find(id.lower(), small=True) if UUID.fullmatch(id) else None
    return found or abort(404)


def _fields() -> list[photo_redaction.Field]:
    """The fields of the form, each in four parts of a hundred; those that are empty are none."""
    rows = zip(*(request.form.getlist(name) for name in NAMES), strict=True)
    return [(_part(a), _part(b), _part(c), _part(d)) for a, b, c, d in rows if any((a, b, c, d))]


def _part(text: str) -> float:
    return float(text.replace(",", ".")) / 100
