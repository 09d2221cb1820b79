"""The body of a request, exactly as the phone sent it.

A phone names its SHA-256 (RFC 9530). Without that, a byte that a bad network or a proxy changed would be kept for good
and acknowledged: an answer with another word in it, a photo that can never be sent again under its id.
"""

from base64 import b64encode
from hashlib import sha256
from typing import NoReturn

from flask import abort, request

from ...http.problems import problem

# Not in any RFC; what uploads that can be resumed have used for it (tus). To a phone it is the network's fault, not the record's.
DAMAGED = 460


def body() -> bytes:
    """The body; ends the request with 460 where it is not what was sent. Without Content-Digest it is believed."""
    received = request.get_data(cache=False)
    named = request.headers.get("Content-Digest", "")
    if "sha-256=" in named and f"sha-256=:{b64encode(sha256(received).digest()).decode()}:" not in named:
        _refuse()
    return received


def _refuse() -> NoReturn:
    abort(problem(DAMAGED, "the body was damaged on its way: send it again"))
