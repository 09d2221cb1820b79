"""The sync API: what the forms need, and what phones send.

Order of refusals: 401, 403 (the gate), 429 (the limiter), 413 by bytes, 460, 400, 413 by count, 409, then item by item.
For a photo: 401, 403 (the gate), 429, 409 (`as`), 403 (who may send), 404 for what is no UUID, 413 by bytes, 460, 409, 422, and
429 where too many wait for what they belong to.
"""

from hashlib import sha256

from flask import Response, abort, current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from ... import intake, photos
from ...access import acting, allow, quotas
from ...access.rate_limit import photo_limit, sync_limit
from ...base import clock, messages
from ...base.ids import UUID
from ...http.problems import problem
from ...photos import site_plan
from . import openapi, reference
from .pages import api, body, private, text_body

MOST_SUBMISSIONS = 100
MOST_RECEIPTS = 1000
# A plan's picture never changes: a new one has an id of its own.
KEPT = "private, max-age=31536000, immutable"
# When a phone that has sent too many photos without what they belong to may try again.
RETRY_AFTER = 60
# Bytes of a request that is not looked into where the sender's day is full.
LARGE = 16 * 1024


@api.get("/reference")
@allow("api.reference")
def get_reference() -> ResponseReturnValue:
    """What the forms need offline; 304 when the phone has it already."""
    response = make_response(current_app.json.dumps(reference.build(acting(request.args.get("as")))))
    response.mimetype = "application/json"
    response.set_etag(sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@api.get("/plan/<id>", endpoint="estate_plan")
@allow("plan.see")
def picture(id: str) -> ResponseReturnValue:
    """The picture of the estate's plan, of a replaced one too: a phone may still hold observations that point at it."""
    plan = site_plan.get(id)
    if plan is None:
        abort(404)
    return Response(plan.picture, mimetype=plan.mime, headers={"Cache-Control": KEPT})


@api.post("/sync")
@allow("api.sync")
@sync_limit
def sync() -> ResponseReturnValue:
    """Take submissions; every one that is answered with a kept status is on disk."""
    sent = text_body()
    try:
        envelope = intake.read_envelope(sent)
    except intake.EnvelopeError as error:
        return _malformed(error)
    if len(envelope.submissions) > MOST_SUBMISSIONS:
        return problem(413, f"at most {MOST_SUBMISSIONS} submissions a request")
    who = acting(envelope.as_person)
    if intake.has_sent_enough(who):
        return problem(403, str(messages.SHUT_OUT))
    received_at = clock.now()
    try:
        # Small ones may be repeats, which are acknowledged on a full day too.
        if len(sent) > LARGE:
            quotas.refuse_full(who.id, "records")
        results = intake.accept(
            who,
            envelope.submissions,
            device=envelope.device,
            pending=envelope.pending,
            drafts=envelope.drafts,
            sent_at=envelope.sent_at,
            again=envelope.again,
            is_limited=True,
        )
    except quotas.QuotaError as error:
        quotas.note_full(who.id, "records")
        return _full(error)
    return private(jsonify({"received_at": clock.iso(received_at), "results": results}))


@api.post("/known")
@allow("api.sync")
@sync_limit
def known() -> ResponseReturnValue:
    """Asked after a restore: of which records nothing is known here, and of which only an older revision. Nothing is changed."""
    try:
        receipts = intake.read_receipts(text_body())
    except intake.EnvelopeError as error:
        return _malformed(error)
    if len(receipts) > MOST_RECEIPTS:
        return problem(413, f"at most {MOST_RECEIPTS} records a request")
    acting(request.args.get("as"))
    unknown, older = intake.compare(receipts)
    return private(jsonify({"unknown": unknown, "older": older}))


@api.put("/photos/<id>")
@allow("api.sync")
@photo_limit
def put_photo(id: str) -> ResponseReturnValue:
    """Keep one picture, apart from the answers that name it: the body itself. What is answered is on disk."""
    who = acting(request.args.get("as"))
    if not photos.may_send(who):
        return problem(403, "this person may not send a form that asks for photos")
    if not UUID.fullmatch(id):
        return problem(404, "the id of a photo is a UUID")
    request.max_content_length = photos.MOST_BYTES
    try:
        photo = photos.keep(id.lower(), body(), who, sender_key(who.id), is_limited=True)
    except quotas.QuotaError as error:
        quotas.note_full(who.id, "photos")
        return _full(error)
    except photos.PhotoError as error:
        refusal = problem(error.status, str(error))
        if error.status == 429:
            refusal.headers["Retry-After"] = str(RETRY_AFTER)
        return refusal
    answer = {"id": id, "sha256": photo.sha256, "bytes": photo.length, "received_at": clock.iso(photo.received_at)}
    return private(jsonify(answer))


@api.get("/openapi.json")
@allow("public")
def description() -> ResponseReturnValue:
    """The API in OpenAPI 3.1, generated from the form definitions."""
    return jsonify(openapi.describe())


def sender_key(id: str) -> str:
    """What tells who sends photos apart, whatever session they have."""
    return sha256(id.encode()).hexdigest()[:32]


def _full(error: quotas.QuotaError) -> ResponseReturnValue:
    refusal = problem(429, str(messages.SENT_ENOUGH))
    refusal.headers["Retry-After"] = str(error.retry_after)
    return refusal


def _malformed(error: intake.EnvelopeError) -> ResponseReturnValue:
    index = {} if error.index is None else {"index": error.index}
    return problem(400, str(error), **index)
