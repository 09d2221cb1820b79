"""What every part of the API's description is made of."""

from typing import Any

UUID = {"type": "string", "format": "uuid", "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"}

TOKEN = {"name": "X-CSRFToken", "in": "header", "required": True, "schema": {"type": "string"}}
DIGEST = {
    "name": "Content-Digest",
    "in": "header",
    "description": "`sha-256=:…:` of the body (RFC 9530), so that what a network damaged is not kept; 460 where it is another",
    "schema": {"type": "string"},
}
DAMAGED = "The body is not the one that Content-Digest names; nothing was kept, send it again"
TROUBLE = "The machine cannot just now; nothing was kept, Retry-After says when to try again"


def operation(summary: str, responses: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One thing that can be done, and what it answers by status."""
    return {"summary": summary, "responses": responses, **more}


def json_answer(description: str, schema: dict[str, Any], kind: str = "application/json") -> dict[str, Any]:
    """An answer in JSON."""
    return {"description": description, "content": {kind: {"schema": schema}}}


def refusal(description: str) -> dict[str, Any]:
    """An answer that says what was wrong (RFC 9457)."""
    return json_answer(description, {"$ref": "#/components/schemas/problem"}, "application/problem+json")


def leads_to(answer: dict[str, Any], **links: tuple[str, str, str]) -> dict[str, Any]:
    """An answer as JSON, and what a part of it is for: name → (operation, one of its parameters, where the value stands)."""
    told = {
        name: {"operationId": operation, "parameters": {parameter: f"$response.body#{place}"}}
        for name, (operation, parameter, place) in links.items()
    }
    return answer | {"links": told}
