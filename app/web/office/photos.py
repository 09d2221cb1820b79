"""The photos of records and follow-ups: the picture, and a small one for lists. A party sees those of its own."""

from collections.abc import Sequence

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from ... import follow_up, photos
from ...access import LEADER, PARTY, allow, signed_in
from ...base.ids import UUID
from .pages import pages


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


def _answer(id: str, *, small: bool) -> ResponseReturnValue:
    id = id.lower()
    who = signed_in()
    may_see = who.role != PARTY or follow_up.may_see_photo(who, id)
    found = photos.find(id, small=small) if UUID.fullmatch(id) and may_see else None
    if found is None or (found.hidden_at and who.role != LEADER):
        abort(404)
    response = Response(found.thumbnail if small else found.picture, mimetype="image/jpeg")
    version = f"{found.sha256[:32]}{int(found.changed_at.timestamp()) if found.changed_at else ''}"
    response.set_etag(f"{version}{'-small' if small else ''}")
    response.headers["Cache-Control"] = "private, no-store"
    return response.make_conditional(request)
