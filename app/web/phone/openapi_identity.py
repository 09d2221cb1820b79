"""The part of the API's description that says who a phone is, and what the server says of itself."""

from typing import Any

from ...definitions import listed_forms
from .identity import MOST_CODES
from .openapi_parts import DAMAGED, DIGEST, TOKEN, UUID, json_answer, leads_to, operation, refusal

_MOMENT = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}
_FORMS = {"type": "array", "items": {"enum": list(listed_forms())}}
# Whose request it is, where an account and a guest are here at once.
AS = {"name": "as", "in": "query", "description": "The id of the account or of the guest", "schema": UUID}
OTHER = "Somebody else is here than the one whom `as` names; nothing was kept"


def session() -> dict[str, Any]:
    """Asking who is here."""
    token = "X-CSRFToken", "/csrf_token"
    answer = leads_to(
        json_answer("Always", _object(**_here())),
        send=("sync", *token),
        photo=("photo", *token),
        join=("join", *token),
        ask=("known", *token),
    )
    return operation("Who is here, the token to send with, and what the server is", {"200": answer})


def join() -> dict[str, Any]:
    """Joining again by itself."""
    refused = _object(code={"type": "string"}, reason={"enum": ["unknown", "replaced", "expired", "shut_out"]})
    body = {
        "type": "object",
        "properties": {
            "phone": {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"},
            "codes": {"type": "array", "maxItems": MOST_CODES, "items": {"type": "string"}},
        },
        "required": ["phone"],
    }
    answers = {
        "200": json_answer(
            "Who is here now, and the codes that let nobody in",
            _object(**_here(), refused={"type": "array", "items": refused}),
        ),
        "400": refusal("The secret or the codes are malformed"),
        "403": refusal("The token is missing or wrong"),
        "429": refusal("Too many unknown codes from this address; Retry-After says when"),
        "460": refusal(DAMAGED),
    }
    return operation(
        "A phone joins again by itself, with its secret and the codes that it remembers",
        answers,
        operationId="join",
        parameters=[TOKEN, DIGEST],
        requestBody={"required": True, "content": {"application/json": {"schema": body}}},
    )


def _here() -> dict[str, Any]:
    one = {"anyOf": [_object(id=UUID, name={"type": "string"}, role={"type": "string"}), {"type": "null"}]}
    server = _object(
        time={"type": "string", "format": "date-time"},
        generation=UUID,
        restored_to=_MOMENT,
        backed_up_through=_MOMENT,
    )
    return {
        "user": one,
        "guest": one,
        "forms": _FORMS,
        "forms_of": _object(account=_FORMS, guest=_FORMS),
        "csrf_token": {"type": "string"},
        "server": server,
    }


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
