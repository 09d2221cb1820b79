"""Attendance event by event."""

from dataclasses import dataclass, replace

from sqlalchemy import Integer, func, select

from ...agreement import Plan
from ...base import db
from ...definitions import Attendance
from ..facts import EVENT, Held, countries, held
from ..period import Period
from .shapes import Crossed, crossed

GROUPS = ("adults", "youth", "children", "volunteers")


@dataclass(frozen=True, slots=True)
class Attended:
    """Who came to the events of a year. `events` stand in the order of the table's rows; each says how many
    nationalities were named, never which. `estimated`: ids of the events where somebody guessed.
    """

    events: tuple[Held, ...]
    table: Crossed
    estimated: frozenset[str]


def attendance(plan: Plan, period: Period) -> Attended:
    """The events of the year that have been counted at, by date; guests by group, small counts hidden."""
    year = [each for each in held(plan, period) if each.to == EVENT and each.date.year == period.year]
    table = Attendance.table.c
    sums = [func.coalesce(func.sum(table[name]), 0) for name in GROUPS]
    guessed = func.max(func.coalesce(table.estimated.cast(Integer), 0))
    query = select(table.event, guessed, *sums).where(
        table.event.in_([each.id for each in year]), table.withdrawn_at.is_(None)
    )
    found = {
        event: (bool(guess), list(map(int, counts)))
        for event, guess, *counts in db.session.execute(query.group_by(table.event))
    }
    named = countries(list(found))
    events = tuple(replace(each, countries=len(named.get(each.id, ()))) for each in year if each.id in found)
    labels = [Attendance.questions[name].label for name in GROUPS]
    return Attended(
        events,
        crossed(
            labels, [(each.id, each.title) for each in events], [found[each.id][1] for each in events], people=True
        ),
        frozenset(id for id, (guess, _counts) in found.items() if guess),
    )
