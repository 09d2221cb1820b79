"""The demo's follow-up: parties answer, walks look again, through the same functions as in the office."""

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Any

from sqlalchemy import select

from .. import follow_up, photos
from ..access import Person
from ..base import clock, db
from ..definitions import Observation
from ..store import Walk
from . import drawings
from .matters import LEADER, MATTERS, DemoMatter, DemoStep
from .sending import Ids, moment

# When people in offices do such things.
HOURS = ("09:14", "10:32", "11:20", "13:05", "14:40")
# When a walk is over and its phones have sent.
EVENING = "18:50"


def fill(people: Mapping[str, Person], walks: Mapping[str, Walk]) -> None:
    """Do what the matters say; `people` by what the matters call them, `walks` by name."""
    begun: dict[tuple[str, str], str] = {}
    today = clock.today()
    for number, matter in enumerate(MATTERS):
        ids = [_observation(walks.get(walk), hour) for walk, hour in matter.observations]
        begun[matter.observations[0]] = ids[0]
        _follow(matter, ids, number, people, today, begun)


def _follow(
    matter: DemoMatter,
    ids: list[str],
    number: int,
    people: Mapping[str, Person],
    today: dt.date,
    begun: Mapping[tuple[str, str], str],
) -> None:
    together = False
    for place, step in enumerate(matter.steps):
        hour = EVENING if step.seen else HOURS[(number + place) % len(HOURS)]
        with clock.at(moment(_day(step.when, today), hour)):
            # They are seen to be one matter as soon as all have been seen.
            if not together and len(ids) > 1 and _all_are_there(ids):
                follow_up.group(ids, people[LEADER])
                together = True
            _do(step, ids[0], people, today, begun)


def _do(
    step: DemoStep, id: str, people: Mapping[str, Person], today: dt.date, begun: Mapping[tuple[str, str], str]
) -> None:
    who = people[step.who]
    if step.seen:
        with db.writing() as session:
            follow_up.recheck(session, id, step.seen, step.said, [], who, clock.now())
    elif step.changes:
        changes = {name: _value(name, value, today, begun) for name, value in step.changes.items()}
        follow_up.change(id, changes, who, follow_up.get(id).version, step.said)
    else:
        follow_up.comment(id, step.said, who, internal=step.internal)
    if step.photo:
        _photograph(step, id, who)


def _photograph(step: DemoStep, id: str, who: Person) -> None:
    chance = Random(f"{step.when}{step.said}")  # noqa: S311 - the same for everybody
    kept = photos.keep(Ids(chance).new(), drawings.photo(step.photo, "daylight", chance), who)
    follow_up.photograph(id, [kept.id], who)


def _value(name: str, value: Any, today: dt.date, begun: Mapping[tuple[str, str], str]) -> Any:
    if name == "deadline" and isinstance(value, int):
        return today + dt.timedelta(days=value)
    return follow_up.get(begun[value]).number if name == "duplicate_of" else value


def _day(when: str | int, today: dt.date) -> dt.date:
    return today - dt.timedelta(days=when) if isinstance(when, int) else dt.date.fromisoformat(when)


def _observation(walk: Walk | None, hour: str) -> str:
    """The observation to improve that was made at that time, on the walk or on none."""
    table = Observation.table
    query = select(table.c.id, table.c.captured_at).where(table.c.walk == (walk.id if walk else None))
    rows = db.session.execute(query.where(table.c.kind == "improve")).all()
    return next(row.id for row in rows if f"{clock.local(row.captured_at):%H:%M}" == hour)


def _all_are_there(ids: list[str]) -> bool:
    times = Observation.table.c
    latest = db.session.scalars(select(times.received_at).where(times.id.in_(ids)))
    return all(received <= clock.now() for received in latest)
