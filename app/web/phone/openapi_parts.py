"""What the API's description is made of: kinds of values, what stands in them, operations and what they answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...activities import walk_facts
from ...definitions import forms
from ...intake.submission import MOST_REVISION

Schema = dict[str, Any]

UUID: Schema = {
    "type": "string",
    "format": "uuid",
    "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
}
TEXT: Schema = {"type": "string"}
ID: Schema = {"type": "string", "format": "uuid"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
COUNT: Schema = {"type": "integer", "minimum": 0}
REVISION: Schema = {"type": "integer", "minimum": 1, "maximum": MOST_REVISION}

TOKEN = {"name": "X-CSRFToken", "in": "header", "required": True, "schema": TEXT}
DIGEST = {
    "name": "Content-Digest",
    "in": "header",
    "description": "`sha-256=:…:` of the body (RFC 9530), so that what a network damaged is not kept; 460 where it is another",
    "schema": TEXT,
}
# Whose request it is, where an account and a guest are here at once.
AS = {"name": "as", "in": "query", "description": "The id of the account or of the guest", "schema": UUID}

# Why a request is refused, where an operation does not say it in other words.
REFUSALS = {
    "401": "Not signed in",
    "403": "The token is missing or wrong",
    "409": "Somebody else is here than the one whom `as` names; nothing was kept",
    "415": "The body is packed, or is no UTF-8",
    "429": "Too many requests; Retry-After says when",
    "460": "The body is not the one that Content-Digest names; nothing was kept, send it again",
    "503": "The machine cannot just now; nothing was kept, Retry-After says when to try again",
}


def thing(**properties: Schema) -> Schema:
    """An object of which everything is always there."""
    return partly(list(properties), **properties)


def partly(required: Sequence[str], /, **properties: Schema) -> Schema:
    """An object of which only the `required` is always there."""
    return {"type": "object", "properties": properties, "required": required}


def several(items: Schema, **limits: int) -> Schema:
    """A list."""
    return {"type": "array", "items": items, **limits}


def nullable(schema: Schema) -> Schema:
    """Or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def ref(name: str) -> Schema:
    """One of the document's own schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def json(schema: Schema) -> dict[str, Schema]:
    """A body in JSON."""
    return {"application/json": {"schema": schema}}


def answer(description: str, schema: Schema, **links: tuple[str, str, str]) -> dict[str, Any]:
    """An answer in JSON, and what a part of it is for: name → (operation, one of its parameters, where the value stands)."""
    found = {"description": description, "content": json(schema)}
    told = {
        name: {"operationId": operation, "parameters": {parameter: f"$response.body#{place}"}}
        for name, (operation, parameter, place) in links.items()
    }
    return found | {"links": told} if told else found


def operation(
    summary: str,
    answers: dict[str, Any],
    *,
    id: Schema | None = None,
    acts: bool = False,
    takes: dict[str, Schema] | None = None,
    signed_in: bool = True,
    refuses: Mapping[str, str | None] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One thing that can be done; what goes along with it and why it is refused follows from how.

    answers: the 200, or all that are no refusals, by status. id: what its address ends in. acts: `as` may say whose request it is.
    takes: a body, its schema by media type. signed_in: only for whoever is. refuses: other refusals, or usual ones in other words.
    """
    parameters: list[Any] = [{"name": "id", "in": "path", "required": True, "schema": id}] if id else []
    words: dict[str, str | None] = {"401": None} if signed_in else {}
    if acts:
        parameters.append(AS)
        words["409"] = None
    if takes:
        parameters += [TOKEN, DIGEST]
        words |= {"403": None, "415": None, "460": None}
        more["requestBody"] = {"required": True, "content": takes}
    if parameters:
        more["parameters"] = parameters
    if signed_in:
        more["security"] = [{"session": []}]
    problem = {"application/problem+json": {"schema": ref("problem")}}
    refused = {
        status: {"description": said or REFUSALS[status], "content": problem}
        for status, said in sorted((words | dict(refuses or {})).items())
    }
    return {"summary": summary, "responses": (answers if "200" in answers else {"200": answers}) | refused, **more}


def here() -> dict[str, Schema]:
    """Who is here, the token to send with, and what the server says of itself."""
    one, listed = nullable(thing(id=UUID, name=TEXT, role=TEXT)), several({"enum": list(forms.listed())})
    server = thing(time=MOMENT, generation=UUID, restored_to=nullable(MOMENT), backed_up_through=nullable(MOMENT))
    return {
        "user": one,
        "guest": one,
        "forms": listed,
        "forms_of": thing(account=listed, guest=listed),
        "csrf_token": TEXT,
        "server": server,
    }


def plan() -> Schema:
    """The plan of the estate, and how a spot on it becomes a position."""
    row = several({"type": "number"}, minItems=3, maxItems=3)
    position = thing(latitude=row, longitude=row, accuracy={"type": "number"})
    position["description"] = "Latitude and longitude are each first + x * second + y * third"
    size: Schema = {"type": "integer"}
    return nullable(
        thing(id=UUID, width=size, height=size, pins=several({"type": "object"}), position=nullable(position))
    )


def open_point() -> Schema:
    """A point of an earlier walk."""
    position = nullable(several({"type": "number"}, minItems=2, maxItems=2))
    return thing(id=ID, title=TEXT, category=nullable(TEXT), place=TEXT, position=position, date=DAY)


def facts() -> dict[str, Schema]:
    """The facts of a walk; null is one that nobody has written down, where it is not stored as something anyway."""
    return {
        name: nullable(question.schema()) if question.default is None else question.schema()
        for name, question in walk_facts.FACTS.items()
    }


def led_walk(**more: Schema) -> Schema:
    """A walk as its leader's phone keeps it."""
    code = thing(shown=TEXT, address=TEXT, rows=several({"type": "string", "pattern": "^[01]+$"}))
    return thing(
        id=ID,
        title=TEXT,
        date=DAY,
        start=nullable(TEXT),
        end=nullable(TEXT),
        meeting_place=nullable(TEXT),
        closed={"type": "boolean"},
        facts=thing(**facts()),
        code=nullable(code),
        **more,
    )


def walk_now() -> Schema:
    """The walk with what has arrived, and the facts that another has written meanwhile."""
    phone = thing(phone=TEXT, pending=COUNT, drafts=nullable(COUNT), seen_at=MOMENT)
    arrived = thing(observations=COUNT, phones=COUNT, silent=COUNT, waiting=several(phone))
    return led_walk(arrived=arrived, others=several({"enum": list(walk_facts.FACTS)}))


def submission() -> Schema:
    """One branch a form, told apart by `form`."""
    branches = [
        {
            "title": str(form.title),
            "properties": {
                "form": {"const": form.name},
                "version": {"type": "integer", "minimum": 1, "maximum": form.version},
                "answers": ref(f"{form.name}_answers"),
            },
        }
        for form in forms.every()
    ]
    return {
        "type": "object",
        "properties": {"id": UUID, "revision": REVISION, "captured_at": MOMENT},
        "required": ["id", "form", "version", "revision", "captured_at", "answers"],
        "oneOf": branches,
    }
