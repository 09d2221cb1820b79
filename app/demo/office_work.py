"""What the demo's office does: figures from others, milestones, lists, hours and comments; and follow-up, in which
parties answer and walks look again. All through the same functions as in the office.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from .. import agreement, follow_up, photos
from ..access import Person
from ..base import clock, db
from ..definitions import Observation
from ..evaluation import reported
from ..store import Walk
from . import drawings
from .year import DATA, YEAR, Ids, moment

# When people in offices do such things.
HOURS = ("09:14", "10:32", "11:20", "13:05", "14:40")
# When a walk is over and its phones have sent.
EVENING = "18:50"
# Of a matter's step, what is no change.
ABOUT = ("when", "who", "said", "internal", "seen", "photo")


def write_down(leader: Person) -> None:
    """Write down what others deliver on the day on which it came, and the office's own on 20 November."""
    for letter in DATA["letters"]:
        with clock.at(moment(letter["day"], "10:15")):
            reported.figures.enter(letter["year"], letter["values"], source=letter["source"], person=leader)
    for id, reached in DATA["milestones"].items():
        with clock.at(moment(reached["day"], "20:30")):
            reported.milestones.reach(id, reached["day"], note=reached["note"], person=leader)
    for day, count in DATA["agreed"]["reminders"]:
        with clock.at(moment(day, "11:00")):
            reported.lists.receive("reminders", YEAR, day.month, day, count, person=leader, contacted=count)
    with clock.at(moment(dt.date(YEAR, 11, 20), "09:00")):
        for criterion, text in DATA["comments"].items():
            reported.comments.write(criterion, YEAR, text, person=leader)
        _spend_hours(leader)


def _spend_hours(leader: Person) -> None:
    """Each budget's hours in even parts, on working days of January to November."""
    chance = Random(YEAR)  # noqa: S311 - the same for everybody is the purpose
    days = [day for number in range(8, 318) if (day := dt.date(YEAR, 1, 1) + dt.timedelta(number)).weekday() < 5]
    spent = {tuple(key): (hours, parts) for *key, hours, parts in DATA["agreed"]["hours"]}
    for budget in agreement.of_year(YEAR).budgets(YEAR):
        key = budget.activity, budget.role, budget.task
        hours, parts = spent[key]
        quarters = int(Decimal(hours) * 4)
        for number, day in enumerate(sorted(chance.sample(days, parts))):
            share = quarters // parts + (number < quarters % parts)
            reported.hours.spend(day, key, Decimal(share) / 4, person=leader)


def follow_matters(people: Mapping[str, Person], walks: Mapping[str, Walk]) -> None:
    """Do what the matters say; `people` by what the matters call them, `walks` by name."""
    begun: dict[tuple[str, str], str] = {}
    for number, matter in enumerate(DATA["matters"]):
        ids = [_observation(walks.get(walk), hour) for walk, hour in matter["observations"]]
        begun[tuple(matter["observations"][0])] = ids[0]
        _follow(matter["steps"], ids, number, people, begun)


def _follow(
    steps: list[dict[str, Any]],
    ids: list[str],
    number: int,
    people: Mapping[str, Person],
    begun: Mapping[tuple[str, str], str],
) -> None:
    """What happened to one matter, the `number`th; `begun`: the observations of those before it, by walk and time."""
    today, together = clock.today(), False
    for place, step in enumerate(steps):
        when = step["when"]
        day = when if isinstance(when, dt.date) else today - dt.timedelta(days=when)
        hour = EVENING if "seen" in step else HOURS[(number + place) % len(HOURS)]
        changes = {name: _value(name, value, today, begun) for name, value in step.items() if name not in ABOUT}
        with clock.at(moment(day, hour)):
            # They are seen to be one matter as soon as all have been seen.
            if not together and len(ids) > 1 and _all_are_there(ids):
                follow_up.group(ids, people["leader"])
                together = True
            _do(step, changes, ids[0], people[step.get("who", "leader")])


def _value(name: str, value: Any, today: dt.date, begun: Mapping[tuple[str, str], str]) -> Any:
    if name == "duplicate_of":
        return follow_up.get(begun[tuple(value)]).number
    return today + dt.timedelta(days=value) if name == "deadline" and isinstance(value, int) else value


def _do(step: dict[str, Any], changes: dict[str, Any], id: str, who: Person) -> None:
    said = step.get("said", "")
    if seen := step.get("seen"):
        with db.writing() as session:
            follow_up.recheck(session, id, seen, said, [], who, clock.now())
    elif changes:
        follow_up.change(id, changes, who, follow_up.get(id).version, said)
    else:
        follow_up.comment(id, said, who, internal=step.get("internal", False))
    if scene := step.get("photo"):
        chance = Random(f"{step['when']}{said}")  # noqa: S311 - as above
        kept = photos.keep(Ids(chance).new(), drawings.photo(scene, "daylight", chance), who)
        follow_up.photograph(id, [kept.id], who)


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
