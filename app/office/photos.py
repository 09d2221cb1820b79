"""The photos of records: the picture, and a small one for lists."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from .. import db, photos
from ..access import allow
from ..questions import UUID
from . import pages


@pages.app_template_global("photo_has_arrived")
def has_arrived(id: str) -> bool:
    """Whether the picture can be shown yet."""
    return bool(photos.arrived(db.session(), [id]))


@pages.get("/photos/<id>")
@allow("photos.see")
def photo(id: str) -> ResponseReturnValue:
    """The picture, at most 2048 pixels wide and high."""
    return _answer(id, small=False)


@pages.get("/photos/<id>/small")
@allow("photos.see")
def small_photo(id: str) -> ResponseReturnValue:
    """The picture, at most 320 pixels wide and high."""
    return _answer(id, small=True)


def _answer(id: str, *, small: bool) -> Response:
    id = id.lower()
    found = photos.find(id, small=small) if UUID.fullmatch(id) else None
    if found is None:
        abort(404)
    response = Response(found.thumbnail if small else found.picture, mimetype="image/jpeg")
    response.set_etag(f"{found.sha256[:32]}{'-small' if small else ''}")
    response.headers["Cache-Control"] = "private, no-store"
    return response.make_conditional(request)
