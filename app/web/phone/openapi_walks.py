"""The part of the API's description that is for a walk's leader, and for what is looked at again."""

from typing import Any

from ...activities import walk_facts
from ...definitions import Observation
from .openapi_identity import AS, OTHER
from .openapi_parts import DAMAGED, DIGEST, TOKEN, UUID, json_answer, operation, refusal

_MOMENT = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}
_COUNT = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}

FACTS: dict[str, Any] = {
    "begun_at": _MOMENT,
    "ended_at": _MOMENT,
    "participants": {"anyOf": [_COUNT | {"maximum": walk_facts.MOST_PARTICIPANTS}, {"type": "null"}]},
    "parties": {"type": "array", "items": _TEXT},
    "light": {"anyOf": [Observation.questions["light"].schema(), {"type": "null"}]},
    "weather": {"anyOf": [_TEXT | {"maxLength": walk_facts.MOST_WEATHER}, {"type": "null"}]},
}
OF_WALK: dict[str, Any] = {"name": "id", "in": "path", "required": True, "schema": UUID}


def led() -> dict[str, Any]:
    """A walk as its leader's phone keeps it."""
    code = _object(
        shown=_TEXT, address=_TEXT, rows={"type": "array", "items": {"type": "string", "pattern": "^[01]+$"}}
    )
    return _object(
        id=_TEXT | {"format": "uuid"},
        title=_TEXT,
        date=_TEXT | {"format": "date"},
        start=_nullable(_TEXT),
        end=_nullable(_TEXT),
        meeting_place=_nullable(_TEXT),
        closed={"type": "boolean"},
        facts=_object(**FACTS),
        code=_nullable(code),
    )


def answer() -> dict[str, Any]:
    """The walk with what has arrived, and the facts that another has written meanwhile."""
    phone = _object(phone=_TEXT, pending=_COUNT, seen_at=_TEXT | {"format": "date-time"})
    arrived = _object(observations=_COUNT, phones=_COUNT, silent=_COUNT, waiting={"type": "array", "items": phone})
    whole = led()
    more = {"arrived": arrived, "others": {"type": "array", "items": {"enum": list(FACTS)}}}
    return whole | {"properties": whole["properties"] | more, "required": [*whole["required"], *more]}


def changes() -> dict[str, Any]:
    """What a leader writes down: each fact as it is now, and the values that this phone knew of."""
    each = {
        name: {"type": "object", "properties": {"now": fact, "seen": {"type": "array"}}, "required": ["now"]}
        for name, fact in FACTS.items()
    }
    return _object(changes={"type": "object", "properties": each, "additionalProperties": False})


def open_point() -> dict[str, Any]:
    """A point of an earlier walk."""
    position = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    return _object(
        id=_TEXT | {"format": "uuid"},
        title=_TEXT,
        category=_nullable(_TEXT),
        place=_TEXT,
        position=_nullable(position),
        date=_TEXT | {"format": "date"},
    )


def walk() -> dict[str, Any]:
    """Asking how a walk stands."""
    return operation(
        "A walk, for whoever leads it",
        {"200": json_answer("How it stands", answer())} | _not_led(),
        operationId="walk",
        security=[{"session": []}],
        parameters=[OF_WALK, AS],
    )


def change_walk() -> dict[str, Any]:
    """What somebody else has written, and this phone has not seen, stays as it is."""
    refused = {
        "400": refusal("A malformed change"),
        "422": refusal("Facts that cannot be; `errors` says why"),
        "429": refusal("Too many requests; Retry-After says when"),
    }
    refused["460"] = refusal(DAMAGED)
    return operation(
        "Write down facts of a walk; ending it closes it",
        {"200": json_answer("How it stands now", answer())} | refused | _not_led(),
        operationId="change_walk",
        security=[{"session": []}],
        parameters=[OF_WALK, AS, TOKEN, DIGEST],
        requestBody={"required": True, "content": {"application/json": {"schema": changes()}}},
    )


def _not_led() -> dict[str, Any]:
    refused = {
        "401": "Not signed in",
        "403": "Not somebody who leads it, or the token",
        "404": "There is no such walk",
        "409": OTHER,
    }
    return {status: refusal(words) for status, words in refused.items()}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
