"""The walk leader's part of the API: a walk with its facts, what has arrived, and the code that others join with."""

from typing import Any

import segno
from flask import abort, json, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from ...access import Person, acting, allow
from ...access.rate_limit import sync_limit
from ...activities import arrivals, scheduling, walk_facts
from ...base import clock
from ...base.messages import RefusedError
from ...http.problems import problem
from ...store import Gathering, Walk
from .pages import api, private, text_body


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
        changes = _read(json.loads(text_body()))
    except (TypeError, KeyError, AttributeError, ValueError, RecursionError):
        return problem(400, "`changes` must be an object of {now, seen} by fact")
    try:
        others = walk_facts.change(found.id, changes)
    except RefusedError as error:
        return problem(422, str(error), errors=error.errors)
    return _answer(found, others)


def walks(person: Person) -> list[dict[str, Any]]:
    """All that this person may lead, as their phone keeps them."""
    return [_described(walk) for walk in walk_facts.led(person)] if person.may("walk.lead") else []


def times(gathering: Gathering) -> dict[str, Any]:
    """The planned date and times of a walk or an event."""
    start, end = gathering.start, gathering.end
    return {
        "date": gathering.date.isoformat(),
        "start": start and start.strftime("%H:%M"),
        "end": end and end.strftime("%H:%M"),
    }


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
    along = arrivals.along(walk.id)
    waiting = [
        {
            "phone": phone.id[:4].upper(),
            "pending": phone.pending,
            "drafts": phone.drafts,
            "seen_at": clock.iso(phone.seen_at),
        }
        for phone in along.waiting
    ]
    arrived = {"observations": along.observations, "phones": along.phones, "silent": along.silent, "waiting": waiting}
    return private(jsonify({**_described(walk), "arrived": arrived, "others": others}))


def _described(walk: Walk) -> dict[str, Any]:
    """Title and time, what is written down, the code that others join with."""
    return {
        "id": walk.id,
        "title": walk.title,
        **times(walk),
        "meeting_place": walk.meeting_place,
        "closed": walk.closed_at is not None,
        "facts": walk_facts.facts(walk),
        "code": _code(walk),
    }


def _code(walk: Walk) -> dict[str, Any] | None:
    """The code that the others join with; its picture as rows of 0 and 1, so that the phone can draw it offline."""
    code = walk.code
    if code is None or not code.can_be_joined(clock.today()):
        return None
    address = url_for("account.join_code", code=code.code, _external=True)
    rows = segno.make(address, error="m", micro=False).matrix
    return {"shown": code.shown, "address": address, "rows": ["".join(map(str, row)) for row in rows]}
