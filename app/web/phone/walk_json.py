"""A walk as the phone of its leader keeps it: title and time, what is written down, the code that others join with."""

from typing import Any

import segno
from flask import url_for

from ...access import Person
from ...activities import walk_facts
from ...base import clock
from ...store import Gathering, Walk


def walks(person: Person) -> list[dict[str, Any]]:
    """All that this person may lead."""
    return [described(walk) for walk in walk_facts.led(person)] if person.may("walk.lead") else []


def described(walk: Walk) -> dict[str, Any]:
    """A walk for the phone of its leader."""
    return {
        "id": walk.id,
        "title": walk.title,
        **times(walk),
        "meeting_place": walk.meeting_place,
        "closed": walk.closed_at is not None,
        "facts": walk_facts.facts(walk),
        "code": _code(walk),
    }


def times(gathering: Gathering) -> dict[str, Any]:
    """The planned date and times of a walk or an event."""
    start, end = gathering.start, gathering.end
    return {
        "date": gathering.date.isoformat(),
        "start": start and start.strftime("%H:%M"),
        "end": end and end.strftime("%H:%M"),
    }


def _code(walk: Walk) -> dict[str, Any] | None:
    """The code that the others join with; its picture as rows of 0 and 1, so that the phone can draw it offline."""
    code = walk.code
    if code is None or not code.can_be_joined(clock.today()):
        return None
    address = url_for("account.join_code", code=code.code, _external=True)
    rows = segno.make(address, error="m", micro=False).matrix
    return {"shown": code.shown, "address": address, "rows": ["".join(map(str, row)) for row in rows]}
