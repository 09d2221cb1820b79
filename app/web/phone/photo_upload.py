"""The part of the sync API that takes photos: one picture a request, apart from the answers that name it.

Order of refusals: 401, 403 (the gate), 429, 409 (`as`), 403 (who may send), 404 for what is no UUID, 413 by bytes, 460, 409, 422, and
429 where too many wait for what they belong to.
"""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from ... import photos
from ...access import acting, allow
from ...access.rate_limit import photo_limit, session_key
from ...base import clock
from ...base.ids import UUID
from ...http.problems import problem
from . import request_body
from .pages import api

# When a phone that has sent too many without what they belong to may try again.
RETRY_AFTER = 60


@api.put("/photos/<id>")
@allow("api.sync")
@photo_limit
def put_photo(id: str) -> ResponseReturnValue:
    """Keep one picture: the body itself. What is answered is on disk."""
    who = acting(request.args.get("as"))
    if not photos.may_send(who):
        return problem(403, "this person may not send a form that asks for photos")
    if not UUID.fullmatch(id):
        return problem(404, "the id of a photo is a UUID")
    request.max_content_length = photos.MOST_BYTES
    try:
        photo = photos.keep(id.lower(), request_body.body(), who, session_key())
    except photos.PhotoError as error:
        refusal = problem(error.status, str(error))
        if error.status == 429:
            refusal.headers["Retry-After"] = str(RETRY_AFTER)
        return refusal
    answer = {"id": id, "sha256": photo.sha256, "bytes": photo.length, "received_at": clock.iso(photo.received_at)}
    response = jsonify(answer)
    response.headers["Cache-Control"] = "no-store"
    return response
