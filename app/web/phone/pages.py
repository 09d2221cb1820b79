"""Where the parts of the sync API come together, and what all of them do with a request and an answer."""

from base64 import b64encode
from hashlib import sha256

from flask import Blueprint, Response, abort, request

from ...http.problems import problem

api = Blueprint("api", __name__, url_prefix="/api")
# Not in any RFC; what uploads that can be resumed have used for it (tus). To a phone it is the network's fault, not the record's.
DAMAGED = 460


def body() -> bytes:
    """The body of the request, exactly as the phone sent it; without Content-Digest it is believed, else 460 ends the request.

    A phone names its SHA-256 (RFC 9530). Without that, a byte that a bad network or a proxy changed would be kept for good
    and acknowledged: an answer with another word in it, a photo that can never be sent again under its id.
    """
    received = request.get_data(cache=False)
    named = request.headers.get("Content-Digest", "")
    if "sha-256=" in named and f"sha-256=:{b64encode(sha256(received).digest()).decode()}:" not in named:
        abort(problem(DAMAGED, "the body was damaged on its way: send it again"))
    return received


def private(response: Response) -> Response:
    """An answer that nothing keeps on its way, nor the browser."""
    response.headers["Cache-Control"] = "no-store"
    return response
