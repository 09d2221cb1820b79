"""*Liste modtaget*: that a list arrived, when, and how many stood on it. The lists themselves stay out."""

import datetime as dt
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from ... import agreement
from ...access import Person
from ...base import clock, db
from ...store import ListEntry
from .refusal import EntryRefusedError

UNKNOWN = _("»%(id)s« er ikke en af aftalens lister. Vælg en af: %(known)s.")
WRONG_MONTH = _("Listen kommer ikke den måned. Vælg en anden.")
WRONG_COUNT = _("Antallet skal være et helt tal, mindst 0.")
IN_THE_FUTURE = _("Datoen ligger i fremtiden. Vælg i dag eller en tidligere dag.")


@dataclass(frozen=True, slots=True)
class ReceivedList:
    """A list that came. `month` is the month it is for, 0 for one that comes once a year."""

    list: str
    year: int
    month: int
    date: dt.date
    count: int
    person: str


@dataclass(frozen=True, slots=True)
class DueList:
    """A list that the agreement promises for a month (0: once a year), and whether it came."""

    list: agreement.Arrival
    month: int
    arrived: ReceivedList | None


def receive(id: str, year: int, month: int, date: dt.date, count: int, *, person: Person) -> None:
    """Write down that a list came; raises EntryRefusedError."""
    arrival = agreement.current().lists.get(id)
    if arrival is None:
        raise EntryRefusedError({"list": UNKNOWN % {"id": id[:40], "known": ", ".join(agreement.current().lists)}})
    if month not in _months(arrival):
        raise EntryRefusedError({"month": WRONG_MONTH})
    if count < 0:
        raise EntryRefusedError({"count": WRONG_COUNT})
    if date > clock.today():
        raise EntryRefusedError({"date": IN_THE_FUTURE})
    _write(id, year, month, date, count, person)


def take_back(id: str, year: int, month: int, *, person: Person) -> None:
    """Say that it did not come after all."""
    _write(id, year, month, None, None, person)


def due(year: int) -> list[DueList]:
    """Every list of a year in the order of the plan, with what came."""
    found = _current(year)
    return [
        DueList(arrival, month, found.get((arrival.id, month)))
        for arrival in agreement.current().lists.values()
        for month in _months(arrival)
    ]


def _months(arrival: agreement.Arrival) -> tuple[int, ...]:
    return (0,) if arrival.once else arrival.months


def _current(year: int) -> dict[tuple[str, int], ReceivedList]:
    newest = select(func.max(ListEntry.id)).where(ListEntry.year == year).group_by(ListEntry.list, ListEntry.month)
    rows = db.session.scalars(select(ListEntry).where(ListEntry.id.in_(newest), ListEntry.date.is_not(None)))
    return {
        (row.list, row.month): ReceivedList(row.list, year, row.month, row.date, row.count, row.person_name)
        for row in rows
        if row.date is not None and row.count is not None
    }


def _write(id: str, year: int, month: int, date: dt.date | None, count: int | None, person: Person) -> None:
    with db.writing() as session:
        session.add(
            ListEntry(
                list=id, year=year, month=month, date=date, count=count,
                person_id=person.id, person_name=person.name, entered_at=clock.now(),
            )
        )  # fmt: skip
