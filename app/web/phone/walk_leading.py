"""The walk leader's part of the API: a walk with its facts, what has arrived, and the code that others join with."""

from typing import Any

from flask import abort, json, jsonify, request
from flask.typing import ResponseReturnValue

from ...access import acting, allow
from ...access.rate_limit import sync_limit
from ...activities import scheduling, walk_facts
from ...base import clock
from ...http.problems import problem
from ...store import Walk
from . import request_body
from .pages import api
from .walk_json import described


@api.get("/walks/<uuid:id>")
@allow("walk.lead")
def walk(id: object) -> ResponseReturnValue:
    """One walk that this person may lead."""
    return _answer(_find(str(id)), [])


@api.post("/walks/<uuid:id>")
@allow("walk.lead")
@sync_limit
def change_walk(id: object) -> ResponseReturnValue:
    """Write facts down; `others` names those that somebody else has written meanwhile, and that stay as they are."""
    found = _find(str(id))
    try:
        changes = _read(json.loads(request_body.body()))
    except (TypeError, KeyError, AttributeError, ValueError):
        return problem(400, "`changes` must be an object of {now, seen} by fact")
    try:
        others = walk_facts.change(found.id, changes)
    except walk_facts.FactError as error:
        return problem(422, str(error), errors=error.errors)
    return _answer(found, others)


def _find(id: str) -> Walk:
    if not acting(request.args.get("as")).may_lead(id):
        abort(403)
    return scheduling.find(Walk, id) or abort(404)


def _read(body: Any) -> dict[str, walk_facts.Change]:
    changes = {name: walk_facts.Change(one["now"], one.get("seen", [])) for name, one in body["changes"].items()}
    if not all(isinstance(change.seen, list) for change in changes.values()):
        raise ValueError("`seen` must be a list")
    return changes


def _answer(walk: Walk, others: list[str]) -> ResponseReturnValue:
    """The whole walk, never kept by anything between the server and the phone's own database."""
    response = jsonify({**described(walk), "arrived": _arrived(walk), "others": others})
    response.headers["Cache-Control"] = "no-store"
    return response


def _arrived(walk: Walk) -> dict[str, Any]:
    found = walk_facts.arrived(walk.id)
    waiting = [
        {"phone": phone.id[:4].upper(), "pending": phone.pending, "seen_at": clock.iso(phone.seen_at)}
        for phone in found.waiting
    ]
    return {"observations": found.observations, "phones": found.phones, "silent": found.silent, "waiting": waiting}
