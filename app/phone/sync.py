"""The sync API: who am I, what do the forms need, take these submissions.

Order of refusals: 401, 403 (the gate), 429 (the limiter), 413 by bytes, 460, 400, 413 by count, 409, then item by item.
"""

from hashlib import sha256

from flask import Blueprint, Response, current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from .. import clock, intake
from ..access import allow, person, signed_in
from ..forms import listed_forms
from ..limits import sync_limit
from ..problems import problem
from . import openapi, received, reference

api = Blueprint("api", __name__, url_prefix="/api")

MOST_SUBMISSIONS = 100


@api.get("/session")
@allow("public")
def session() -> ResponseReturnValue:
    """Who is this, which forms may they send, and the token to send with; also the probe whether the server is there."""
    who = person()
    body = {
        "user": who and {"id": who.id, "name": who.name, "role": who.role},
        "forms": who.forms(list(listed_forms())) if who else [],
        "csrf_token": generate_csrf(),
    }
    return _private(jsonify(body))


@api.get("/reference")
@allow("api.reference")
def get_reference() -> ResponseReturnValue:
    """What the forms need offline; 304 when the phone has it already."""
    response = make_response(current_app.json.dumps(reference.build(signed_in())))
    response.mimetype = "application/json"
    response.set_etag(sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@api.post("/sync")
@allow("api.sync")
@sync_limit
def sync() -> ResponseReturnValue:
    """Take submissions; every one that is answered with a kept status is on disk."""
    try:
        envelope = intake.read_envelope(received.body())
    except intake.EnvelopeError as error:
        index = {} if error.index is None else {"index": error.index}
        return problem(400, str(error), **index)
    if len(envelope.submissions) > MOST_SUBMISSIONS:
        return problem(413, f"at most {MOST_SUBMISSIONS} submissions a request")
    who = signed_in()
    if envelope.as_person is not None and envelope.as_person != who.id:
        return problem(409, "somebody else is signed in than the one for whom these were queued")
    received_at = clock.now()
    results = intake.accept(
        who, envelope.submissions, device=envelope.device, pending=envelope.pending, sent_at=envelope.sent_at
    )
    return _private(jsonify({"received_at": clock.iso(received_at), "results": results}))


@api.get("/openapi.json")
@allow("public")
def description() -> ResponseReturnValue:
    """The API in OpenAPI 3.1, generated from the form definitions."""
    return jsonify(openapi.describe())


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
