"""The description of the sync API (OpenAPI 3.1), generated from the form definitions."""

from typing import Any

from ...definitions import forms
from ...photos import MOST_BYTES
from . import openapi_parts as parts
from .identity import MOST_CODES
from .openapi_parts import (
    COUNT,
    DAY,
    MOMENT,
    REVISION,
    TEXT,
    UUID,
    answer,
    json,
    nullable,
    operation,
    partly,
    ref,
    several,
    thing,
)


def describe() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Feltbog: sync API",
            "version": "1.0.0",
            "description": "Submissions from phones. An acknowledged submission is committed to disk.",
        },
        "paths": {
            "/api/session": {"get": _session()},
            "/api/join": {"post": _join()},
            "/api/reference": {"get": _reference()},
            "/api/plan/{id}": {"get": _picture()},
            "/api/walks/{id}": {"get": _walk(), "post": _change_walk()},
            "/api/sync": {"post": _sync()},
            "/api/known": {"post": _known()},
            "/api/photos/{id}": {"put": _photo()},
            "/api/openapi.json": {"get": _this()},
        },
        "components": {
            "schemas": {"problem": _problem(), "submission": parts.submission(), "result": _result()}
            | {f"{form.name}_answers": form.schema() for form in forms.every()},
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "feltbog",
                    "description": "Over HTTPS its name is __Host-feltbog.",
                }
            },
        },
    }


def _session() -> dict[str, Any]:
    """Asking who is here."""
    then = {"send": "sync", "photo": "photo", "join": "join", "ask": "known"}
    links = {name: (operation, "X-CSRFToken", "/csrf_token") for name, operation in then.items()}
    who = answer("Always", thing(**parts.here()), **links)
    return operation("Who is here, the token to send with, and what the server is", who, signed_in=False)


def _join() -> dict[str, Any]:
    """Joining again by itself."""
    refused = thing(code=TEXT, reason={"enum": ["unknown", "replaced", "expired", "shut_out"]})
    secret = {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}
    return operation(
        "A phone joins again by itself, with its secret and the codes that it remembers",
        answer("Who is here now, and the codes that let nobody in", thing(**parts.here(), refused=several(refused))),
        takes=json(partly(["phone"], phone=secret, codes=several(TEXT, maxItems=MOST_CODES))),
        signed_in=False,
        refuses={
            "400": "The secret or the codes are malformed",
            "429": "Too many unknown codes from this address; Retry-After says when",
        },
        operationId="join",
    )


def _reference() -> dict[str, Any]:
    lists: dict[str, Any] = {name: {"type": "array"} for name in ("walks", "events", "places")}
    body = thing(
        **lists,
        choices={"type": "object"},
        estate=TEXT,
        office={"type": "boolean"},
        plan=parts.plan(),
        leads=several(parts.led_walk()),
        open_points=several(parts.open_point()),
        # What a guest's phone remembers, and the last date on which it may send for it.
        codes=several(thing(code=TEXT, until=DAY)),
    )
    found = answer(
        "The reference, with an ETag",
        body,
        picture=("picture", "id", "/plan/id"),
        lead=("walk", "id", "/leads/0/id"),
        change=("change_walk", "id", "/leads/0/id"),
    )
    unchanged = {"description": "Unchanged since the ETag in If-None-Match"}
    return operation("What the forms need offline", {"200": found, "304": unchanged}, acts=True)


def _picture() -> dict[str, Any]:
    """The plan's picture never changes: a new plan has a new id."""
    kinds: dict[str, Any] = {kind: {"schema": {}} for kind in ("image/jpeg", "image/png")}
    found = {"200": {"description": "The picture", "content": kinds}}
    refuses = {"404": "There is no such plan"}
    return operation("The picture of a plan of the estate", found, id=TEXT, refuses=refuses, operationId="picture")


# What refuses a walk to whoever does not lead it.
_NOT_LED: dict[str, str | None] = {
    "403": "Not somebody who leads it, or the token",
    "404": "There is no such walk",
}


def _walk() -> dict[str, Any]:
    """Asking how a walk stands."""
    stands = answer("How it stands", parts.walk_now())
    return operation("A walk, for whoever leads it", stands, id=UUID, acts=True, refuses=_NOT_LED, operationId="walk")


def _change_walk() -> dict[str, Any]:
    """Each fact as it is now, and the values that this phone knew of; what it has not seen stays as it is."""
    each = {name: partly(["now"], now=fact, seen={"type": "array"}) for name, fact in parts.facts().items()}
    changes = {"type": "object", "properties": each, "additionalProperties": False}
    return operation(
        "Write down facts of a walk; ending it closes it",
        answer("How it stands now", parts.walk_now()),
        id=UUID,
        acts=True,
        takes=json(thing(changes=changes)),
        refuses=_NOT_LED | {"400": "A malformed change", "422": "Facts that cannot be; `errors` says why", "429": None},
        operationId="change_walk",
    )


def _sync() -> dict[str, Any]:
    body = {
        "device": UUID,
        "as": nullable(TEXT),
        "pending": COUNT | {"maximum": REVISION["maximum"]},
        "drafts": COUNT | {"maximum": REVISION["maximum"]},
        "sent_at": MOMENT,
        "again": {"type": "boolean"},
        "submissions": several(ref("submission"), maxItems=100),
    }
    results = answer(
        "A result for each submission, in their order",
        thing(received_at=MOMENT, results=several(ref("result"))),
        missing=("photo", "id", "/results/0/missing_photos/0"),
    )
    return operation(
        "Take submissions",
        results,
        takes=json(partly(["device", "submissions"], **body)),
        refuses={
            "400": "A malformed envelope; nothing was kept",
            "403": "The token is missing or wrong, or the guest is shut out and has sent enough",
            "409": None,
            "413": "More than 1 MiB or more than 100 submissions; nothing was kept",
            "429": None,
            "503": None,
        },
        operationId="sync",
    )


def _known() -> dict[str, Any]:
    ids = several(UUID)
    return operation(
        "Of which acknowledged records nothing is known here, or only an older revision: asked after a restore",
        answer("Ids as they were sent", thing(unknown=ids, older=ids)),
        takes=json(thing(records=several(thing(id=UUID, revision=REVISION), maxItems=1000))),
        refuses={
            "400": "Malformed; `index` names the record at fault",
            "413": "More than 1 MiB or more than 1000 records",
            "429": None,
            "503": None,
        },
        operationId="known",
    )


def _photo() -> dict[str, Any]:
    received = thing(
        id=UUID,
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        bytes={"type": "integer", "minimum": 1, "maximum": MOST_BYTES},
        received_at=MOMENT,
    )
    return operation(
        "Take one photo, before or after the submission that names it; the same again is fine",
        answer("What was received, now on disk", received),
        id=UUID,
        acts=True,
        takes={kind: {} for kind in ("image/jpeg", "image/png", "image/webp")},
        refuses={
            "403": "The token is missing or wrong, or this person may send no form that asks for photos",
            "404": "The id is no UUID",
            "409": "Another body was received under this id, or somebody else is here than the one whom `as` names",
            "413": "More than 8 MiB",
            "422": "Not a JPEG, PNG or WebP that can be read, or more than 50 megapixels",
            "429": "Too many requests, or 60 photos of this session wait for what names them; Retry-After says when",
            "503": None,
        },
        operationId="photo",
    )


def _this() -> dict[str, Any]:
    return operation("This document", answer("OpenAPI 3.1", {"type": "object"}), signed_in=False)


def _result() -> dict[str, Any]:
    return thing(
        id=UUID,
        revision=nullable({"type": "integer"}),
        status={"enum": ["stored", "updated", "unchanged", "stale", "quarantined", "forbidden"]},
        errors={"type": "object", "additionalProperties": TEXT},
        missing_photos=several(UUID),
        reason={"enum": ["clock", "time", "conflict", "invalid", None]},
    )


def _problem() -> dict[str, Any]:
    return partly(["title", "status"], type=TEXT, title=TEXT, status={"type": "integer"}, detail=TEXT)
