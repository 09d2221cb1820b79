"""Who is here and which server this is: what a phone asks first, and what it hears when it has joined by itself."""

from dataclasses import asdict
from typing import Any

from flask import json, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import TooManyRequests

from ... import access
from ...access import Person, allow, guests, quotas, rate_limit
from ...base import clock, messages
from ...definitions import forms
from ...http.problems import problem
from ...store import generation
from .pages import api, private, text_body

MOST_CODES = 20
MALFORMED = f"the body must be an object: `phone`, 43 characters of base64url, and `codes`, at most {MOST_CODES} texts"


@api.get("/session")
@allow("public")
def session() -> ResponseReturnValue:
    """Who is this, which forms may they send, and the token to send with; also the probe whether the server is there."""
    return private(jsonify(_here()))


@api.post("/join")
@allow("public")
def join() -> ResponseReturnValue:
    """A phone joins again by itself: its secret says who it is, its codes are for what the database does not know of it."""
    asked = _read(text_body())
    if asked is None:
        return problem(400, MALFORMED)
    secret, codes = asked
    refused = guests.join(secret, codes, request.remote_addr or "", remembered=True)
    unknown = sum(each.reason == guests.UNKNOWN for each in refused)
    if unknown and (seconds := rate_limit.count_codes(unknown)) and not access.here().guest:
        raise TooManyRequests("too many unknown codes", retry_after=seconds)
    if any(each.reason == guests.CROWDED for each in refused):
        raise TooManyRequests(str(messages.CROWDED), retry_after=quotas.LONGEST_WAIT)
    return private(jsonify(_here() | {"refused": [asdict(each) for each in refused]}))


def _read(body: bytes) -> tuple[str, list[str]] | None:
    """The phone's secret and its codes; None for anything else."""
    try:
        said = json.loads(body)
        secret, codes = said["phone"], said.get("codes", [])
        are_codes = (
            isinstance(codes, list) and len(codes) <= MOST_CODES and all(isinstance(code, str) for code in codes)
        )
        return (secret, codes) if are_codes and guests.SECRET.fullmatch(secret) else None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _here() -> dict[str, Any]:
    """`forms_of` tells apart what `forms` names together; `shut_out` is there where the guest is shut out."""
    account, guest = access.here().account, access.here().guest
    who, listed = account or guest, list(forms.listed())
    found = {
        "user": _one(who),
        "guest": _one(guest),
        "forms": who.forms(listed) if who else [],
        "forms_of": {
            "account": account.own_forms(listed) if account else [],
            "guest": guest.own_forms(listed) if guest else [],
        },
        "csrf_token": generate_csrf(),
        "server": _server(),
    }
    return found | {"shut_out": True} if guest and guest.shut_out_at else found


def _one(who: Person | None) -> dict[str, str] | None:
    return {"id": who.id, "name": who.name, "role": who.role} if who else None


def _server() -> dict[str, Any]:
    """What the server says of itself: its clock; the generation of its database, up to when that was restored, and until when all of it is in a backup."""
    state = generation.state()
    moments = {"time": clock.now(), "restored_to": state.restored_to, "backed_up_through": state.backed_up_through}
    return {"generation": state.generation} | {name: at and clock.iso(at) for name, at in moments.items()}
