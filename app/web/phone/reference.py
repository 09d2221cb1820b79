"""What the phone's forms need without a network: walks and events that can be chosen, places, the choices' words."""

from collections.abc import Sequence
from typing import Any

from ... import agreement, follow_up
from ...access import Person, sessions
from ...activities import arrivals, scheduling
from ...base import clock
from ...definitions import EventFields, Observation, forms
from ...follow_up import Point
from ...photos import site_plan
from ...store import Event, Walk
from ...store.activity_tables import SENDING
from . import walk_leading

# More of a problem's words would not fit a row on the phone.
MOST_TITLE = 80


def build(person: Person) -> dict[str, Any]:
    """The reference for one person: with an account everything open, with codes only what was joined.

    `office` says whether the office has pages for this person. `leads`: the walks that they may lead on the phone. `codes`:
    what a guest's phone remembers, to join again by itself; never a group leader's.
    """
    current = agreement.current()
    walks = scheduling.open_for(Walk, person, "observation")
    events = scheduling.open_for(Event, person, "attendance")
    phones = arrivals.phones_by_door([event.id for event in events])
    observes = person.may_send("observation")
    return {
        "estate": current.estate,
        "office": person.has_account,
        "walks": [_walk(walk) for walk in walks],
        "leads": walk_leading.walks(person),
        "codes": _codes(person),
        "events": [_event(event, phones) for event in events],
        "places": list(current.places) if observes else [],
        "open_points": _open_points([walk for walk in walks if not walk.trial]),
        "plan": _plan() if observes else None,
        "choices": {name: _choices(name) for name in person.forms(list(forms.listed()))},
    }


def _codes(person: Person) -> list[dict[str, str]]:
    """The codes that the guest joined with, and the last Danish date on which a phone may send for each."""
    if person.has_account:
        return []
    found = [code for code in sessions.memberships(person.id) if not code.leads and code.may_send(clock.today())]
    return [{"code": code.code, "until": (code.date + SENDING).isoformat()} for code in found]


def _open_points(walks: Sequence[Walk]) -> list[dict[str, Any]]:
    """What can be looked at again on these walks: points of walks before the last of them. Never who saw it."""
    if not walks:
        return []
    return [_open_point(point) for point in follow_up.to_recheck(before=max(walk.date for walk in walks))]


def _open_point(point: Point) -> dict[str, Any]:
    """`title` is the leader's words where there are some, else those on the category's tile; `date` that of the latest walk on
    which it was seen.
    """
    first = point.counted[0] if point.counted else None
    categories = Observation.questions["category"].by_code  # type: ignore[attr-defined]
    return {
        "id": first.id if first else point.id,  # the same on the phone before and after somebody begins with it
        "title": point.problem.partition("\n")[0][:MOST_TITLE]
        or (str(categories[first.category_code].short) if first else ""),
        "category": first.category_code if first else None,
        "place": first.place if first else "",
        "position": first and first.position and [first.position.latitude, first.position.longitude],
        "date": follow_up.last_walk(point).isoformat(),
    }


def _plan() -> dict[str, Any] | None:
    """The plan to point at. `position` is what its pins say: latitude and longitude are each first + x × second + y × third,
    to within `accuracy` metres; None where nobody has pinned it.
    """
    found = site_plan.current()
    if found is None:
        return None
    projection = site_plan.projection(found)
    position = projection and {
        "latitude": projection.row(0),
        "longitude": projection.row(1),
        "accuracy": projection.accuracy,
    }
    return {
        "id": found.id,
        "width": found.width,
        "height": found.height,
        "pins": found.pins,
        "position": position,
    }


def _walk(walk: Walk) -> dict[str, Any]:
    return {"id": walk.id, "title": walk.title, **walk_leading.times(walk), "meeting_place": walk.meeting_place}


def _event(event: Event, phones: dict[tuple[str, str], int]) -> dict[str, Any]:
    return {
        "id": event.id,
        "title": event.title,
        "kind": event.kind,
        "kind_label": EventFields.kind.shown(event.kind),
        **walk_leading.times(event),
        "place": event.place,
        "doors": [{"name": door, "phones": phones.get((event.id, door), 0)} for door in event.door_names],
        "phones": sum(count for (id, _door), count in phones.items() if id == event.id),
    }


def _choices(form: str) -> dict[str, Any]:
    return {
        question.name: [{"code": option.code, "label": str(option.label)} for option in question.options]
        for question in forms.of(form).questions.values()
        if question.options and question.kind != "yesno"
    }
