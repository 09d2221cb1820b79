"""The description of the sync API (OpenAPI 3.1), generated from the form definitions."""

from typing import Any

from ...definitions import FORMS
from ...intake.submission import MOST_REVISION
from ...photos import MOST_BYTES
from . import openapi_identity, openapi_walks
from .openapi_identity import AS, OTHER
from .openapi_parts import DAMAGED, DIGEST, TOKEN, TROUBLE, UUID, json_answer, leads_to, operation, refusal

_MOMENT = {"type": "string", "format": "date-time"}
_STATUSES = ["stored", "updated", "unchanged", "stale", "quarantined", "forbidden"]


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
            "/api/session": {"get": openapi_identity.session()},
            "/api/join": {"post": openapi_identity.join()},
            "/api/reference": {"get": _reference()},
            "/api/plan/{id}": {"get": _picture()},
            "/api/walks/{id}": {"get": openapi_walks.walk(), "post": openapi_walks.change_walk()},
            "/api/sync": {"post": _sync()},
            "/api/known": {"post": _known()},
            "/api/photos/{id}": {"put": _photo()},
            "/api/openapi.json": {
                "get": operation("This document", {"200": json_answer("OpenAPI 3.1", {"type": "object"})})
            },
        },
        "components": {
            "schemas": {"problem": _problem(), "submission": _submission(), "result": _result()}
            | {f"{name}_answers": form.schema() for name, form in FORMS.items()},
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


def _reference() -> dict[str, Any]:
    lists = {
        "walks": "array",
        "events": "array",
        "places": "array",
        "choices": "object",
        "estate": "string",
        "office": "boolean",
    }
    more = {
        "plan": _plan(),
        "leads": {"type": "array", "items": openapi_walks.led()},
        "open_points": {"type": "array", "items": openapi_walks.open_point()},
        "codes": {"type": "array", "items": _code()},
    }
    body = {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in lists.items()} | more,
        "required": [*lists, *more],
    }
    return operation(
        "What the forms need offline",
        {
            "200": leads_to(
                json_answer("The reference, with an ETag", body),
                picture=("picture", "id", "/plan/id"),
                lead=("walk", "id", "/leads/0/id"),
                change=("change_walk", "id", "/leads/0/id"),
            ),
            "304": {"description": "Unchanged since the ETag in If-None-Match"},
            "401": refusal("Not signed in"),
            "409": refusal(OTHER),
        },
        security=[{"session": []}],
        parameters=[AS],
    )


def _code() -> dict[str, Any]:
    """A code that a guest's phone remembers, and the last date on which it may send for it."""
    properties = {"code": {"type": "string"}, "until": {"type": "string", "format": "date"}}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _plan() -> dict[str, Any]:
    """The plan of the estate, and how a spot on it becomes a position."""
    row = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
    position = {
        "type": "object",
        "description": "Latitude and longitude are each first + x * second + y * third",
        "properties": {"latitude": row, "longitude": row, "accuracy": {"type": "number"}},
        "required": ["latitude", "longitude", "accuracy"],
    }
    plan = {
        "type": "object",
        "properties": {
            "id": UUID,
            "width": {"type": "integer"},
            "height": {"type": "integer"},
            "pins": {"type": "array", "items": {"type": "object"}},
            "position": {"anyOf": [position, {"type": "null"}]},
        },
        "required": ["id", "width", "height", "pins", "position"],
    }
    return {"anyOf": [plan, {"type": "null"}]}


def _picture() -> dict[str, Any]:
    """The plan's picture never changes: a new plan has a new id."""
    kinds: dict[str, Any] = {kind: {"schema": {}} for kind in ("image/jpeg", "image/png")}
    return operation(
        "The picture of a plan of the estate",
        {
            "200": {"description": "The picture", "content": kinds},
            "401": refusal("Not signed in"),
            "404": refusal("There is no such plan"),
        },
        operationId="picture",
        security=[{"session": []}],
        parameters=[{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
    )


def _sync() -> dict[str, Any]:
    body = {
        "type": "object",
        "properties": {
            "device": UUID,
            "as": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "pending": {"type": "integer", "minimum": 0, "maximum": MOST_REVISION},
            "sent_at": _MOMENT,
            "again": {"type": "boolean"},
            "submissions": {"type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/submission"}},
        },
        "required": ["device", "submissions"],
    }
    answer = {
        "type": "object",
        "properties": {
            "received_at": _MOMENT,
            "results": {"type": "array", "items": {"$ref": "#/components/schemas/result"}},
        },
        "required": ["received_at", "results"],
    }
    refusals = {
        "400": "A malformed envelope; nothing was kept",
        "401": "Not signed in",
        "403": "The token is missing or wrong, or the guest is shut out and has sent enough",
        "409": OTHER,
        "413": "More than 1 MiB or more than 100 submissions; nothing was kept",
        "429": "Too many requests; Retry-After says when",
        "460": DAMAGED,
        "503": TROUBLE,
    }
    return operation(
        "Take submissions",
        {
            "200": leads_to(
                json_answer("A result for each submission, in their order", answer),
                missing=("photo", "id", "/results/0/missing_photos/0"),
            )
        }
        | {status: refusal(words) for status, words in refusals.items()},
        operationId="sync",
        security=[{"session": []}],
        parameters=[TOKEN, DIGEST],
        requestBody={"required": True, "content": {"application/json": {"schema": body}}},
    )


def _known() -> dict[str, Any]:
    receipt = {
        "type": "object",
        "properties": {"id": UUID, "revision": {"type": "integer", "minimum": 1, "maximum": MOST_REVISION}},
        "required": ["id", "revision"],
    }
    body = {
        "type": "object",
        "properties": {"records": {"type": "array", "maxItems": 1000, "items": receipt}},
        "required": ["records"],
    }
    ids = {"type": "array", "items": UUID}
    answer = {"type": "object", "properties": {"unknown": ids, "older": ids}, "required": ["unknown", "older"]}
    refusals = {
        "400": "Malformed; `index` names the record at fault",
        "401": "Not signed in",
        "403": "The token is missing or wrong",
        "413": "More than 1 MiB or more than 1000 records",
        "429": "Too many requests; Retry-After says when",
        "460": DAMAGED,
        "503": TROUBLE,
    }
    return operation(
        "Of which acknowledged records nothing is known here, or only an older revision: asked after a restore",
        {"200": json_answer("Ids as they were sent", answer)}
        | {status: refusal(words) for status, words in refusals.items()},
        operationId="known",
        security=[{"session": []}],
        parameters=[TOKEN, DIGEST],
        requestBody={"required": True, "content": {"application/json": {"schema": body}}},
    )


def _photo() -> dict[str, Any]:
    answer = {
        "type": "object",
        "properties": {
            "id": UUID,
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "bytes": {"type": "integer", "minimum": 1, "maximum": MOST_BYTES},
            "received_at": _MOMENT,
        },
        "required": ["id", "sha256", "bytes", "received_at"],
    }
    refusals = {
        "401": "Not signed in",
        "403": "The token is missing or wrong, or this person may send no form that asks for photos",
        "404": "The id is no UUID",
        "409": "Another body was received under this id, or somebody else is here than the one whom `as` names",
        "413": "More than 8 MiB",
        "422": "Not a JPEG, PNG or WebP that can be read, or more than 50 megapixels",
        "429": "Too many requests, or 60 photos of this session wait for what names them; Retry-After says when",
        "460": DAMAGED,
        "503": TROUBLE,
    }
    return operation(
        "Take one photo, before or after the submission that names it; the same again is fine",
        {"200": json_answer("What was received, now on disk", answer)}
        | {status: refusal(words) for status, words in refusals.items()},
        operationId="photo",
        security=[{"session": []}],
        parameters=[
            {"name": "id", "in": "path", "required": True, "schema": UUID},
            AS,
            TOKEN,
            DIGEST,
        ],
        requestBody={"required": True, "content": {kind: {} for kind in ("image/jpeg", "image/png", "image/webp")}},
    )


def _submission() -> dict[str, Any]:
    """One branch a form, told apart by `form`."""
    branches = [
        {
            "title": str(form.title),
            "properties": {
                "form": {"const": name},
                "version": {"type": "integer", "minimum": 1, "maximum": form.version},
                "answers": {"$ref": f"#/components/schemas/{name}_answers"},
            },
        }
        for name, form in FORMS.items()
    ]
    return {
        "type": "object",
        "properties": {
            "id": UUID,
            "revision": {"type": "integer", "minimum": 1, "maximum": MOST_REVISION},
            "captured_at": _MOMENT,
        },
        "required": ["id", "form", "version", "revision", "captured_at", "answers"],
        "oneOf": branches,
    }


def _result() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "id": UUID,
            "revision": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "status": {"enum": _STATUSES},
            "errors": {"type": "object", "additionalProperties": {"type": "string"}},
            "missing_photos": {"type": "array", "items": UUID},
        },
        "required": ["id", "revision", "status", "errors", "missing_photos"],
    }


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
        "required": ["title", "status"],
    }
