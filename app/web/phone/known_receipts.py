"""The part of the sync API that a phone asks after a restore: which of its receipts mean nothing here any more."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from ... import intake
from ...access import acting, allow
from ...access.rate_limit import sync_limit
from ...http.problems import problem
from . import request_body
from .pages import api, private

MOST_RECORDS = 1000


@api.post("/known")
@allow("api.sync")
@sync_limit
def known() -> ResponseReturnValue:
    """Of which records nothing is known here, and of which only an older revision. Nothing is changed."""
    try:
        receipts = intake.read_receipts(request_body.body())
    except intake.EnvelopeError as error:
        index = {} if error.index is None else {"index": error.index}
        return problem(400, str(error), **index)
    if len(receipts) > MOST_RECORDS:
        return problem(413, f"at most {MOST_RECORDS} records a request")
    acting(request.args.get("as"))
    unknown, older = intake.compare(receipts)
    return private(jsonify({"unknown": unknown, "older": older}))
