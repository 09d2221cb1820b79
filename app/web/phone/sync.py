"""The sync API: what do the forms need, take these submissions.

Order of refusals: 401, 403 (the gate), 429 (the limiter), 413 by bytes, 460, 400, 413 by count, 409, then item by item.
"""

from hashlib import sha256

from flask import current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from ... import intake
from ...access import acting, allow
from ...access.rate_limit import sync_limit
from ...base import clock, messages
from ...http.problems import problem
from . import openapi, reference, request_body
from .pages import api, private

MOST_SUBMISSIONS = 100


@api.get("/reference")
@allow("api.reference")
def get_reference() -> ResponseReturnValue:
    """What the forms need offline; 304 when the phone has it already."""
    response = make_response(current_app.json.dumps(reference.build(acting(request.args.get("as")))))
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
        envelope = intake.read_envelope(request_body.body())
    except intake.EnvelopeError as error:
        index = {} if error.index is None else {"index": error.index}
        return problem(400, str(error), **index)
    if len(envelope.submissions) > MOST_SUBMISSIONS:
        return problem(413, f"at most {MOST_SUBMISSIONS} submissions a request")
    who = acting(envelope.as_person)
    if intake.has_sent_enough(who):
        return problem(403, str(messages.SHUT_OUT))
    received_at = clock.now()
    results = intake.accept(
        who,
        envelope.submissions,
        device=envelope.device,
        pending=envelope.pending,
        sent_at=envelope.sent_at,
        again=envelope.again,
    )
    return private(jsonify({"received_at": clock.iso(received_at), "results": results}))


@api.get("/openapi.json")
@allow("public")
def description() -> ResponseReturnValue:
    """The API in OpenAPI 3.1, generated from the form definitions."""
    return jsonify(openapi.describe())
