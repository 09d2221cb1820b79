"""Where the parts of the sync API come together, and what all of them do with a request and an answer."""

from base64 import b64encode
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from hashlib import sha256

from flask import Blueprint, Response, abort, request
from flask_babel import gettext

from ...http.problems import problem

api = Blueprint("api", __name__, url_prefix="/api")
# Not in any RFC; what uploads that can be resumed have used for it (tus). To a phone it is the network's fault, not the record's.
DAMAGED = 460
# What is UTF-8 too.
UTF_8 = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})


def body() -> bytes:
    """The body of the request, exactly as the phone sent it; without Content-Digest it is believed, else 460 ends the request.

    A phone names its SHA-256 (RFC 9530). Without that, a byte that a bad network or a proxy changed would be kept for good
    and acknowledged: an answer with another word in it, a photo that can never be sent again under its id.
    """
    received = request.get_data(cache=False)
    named = request.headers.get("Content-Digest", "")
    if "sha-256=" in named and f"sha-256=:{b64encode(sha256(received).digest()).decode()}:" not in named:
        abort(problem(DAMAGED, "the body was damaged on its way: send it again"))
    packed = request.headers.get("Content-Encoding", "").strip().lower()
    if packed not in {"", "identity"}:
        # Nothing is unpacked here: a small body could become a large one. RFC 9110, 15.5.16 names the header.
        refused = problem(
            415, gettext("Indholdet er pakket (%(how)s). Send det upakket, uden Content-Encoding.", how=packed[:40])
        )
        refused.headers["Accept-Encoding"] = "identity"
        abort(refused)
    return received


def text_body() -> bytes:
    """The same where it shall be JSON: in UTF-8, whatever else a program may have in mind (RFC 8259, 8.1); else 415 or 400."""
    received, charset = body(), request.mimetype_params.get("charset", "utf-8")
    if charset.strip("'\" ").lower().replace("_", "-") not in UTF_8:
        abort(problem(415, gettext("Indholdet er i tegnsættet %(charset)s. Send det som UTF-8.", charset=charset[:40])))
    if received.startswith(BOM_UTF8):
        abort(
            problem(
                400,
                gettext("Indholdet begynder med et BOM-tegn og er ikke JSON (not JSON). Send det som UTF-8 uden BOM."),
            )
        )
    # JSON begins with a sign of ASCII, and has no NUL: its place tells which of the others it is.
    if received.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0" in received[:4]:
        abort(problem(415, gettext("Indholdet er i UTF-16 eller UTF-32. Send det som UTF-8.")))
    if not received.strip():
        abort(problem(400, gettext("Indholdet er tomt og ikke JSON (not JSON). Send et objekt i JSON.")))
    return received


def private(response: Response) -> Response:
    """An answer that nothing keeps on its way, nor the browser."""
    response.headers["Cache-Control"] = "no-store"
    return response
