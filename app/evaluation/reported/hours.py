"""Hours of staff and partners, in quarters, against the budget of the plan."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from ... import agreement
from ...access import Person
from ...base import clock, cpr, db, years
from ...base.ids import new_id
from ...store import HoursEntry
from .refusal import EntryRefusedError

MOST_HOURS = 24
UNKNOWN_BUDGET = _("Aftalen har ingen timer til det i %(year)d. Vælg aktivitet, hvem og opgave fra listen.")
NOT_QUARTERS = _("Skriv timer i kvarte, for eksempel 1,25 eller 0,5.")
WRONG_HOURS = _("Skriv mindst et kvarter og højst 24 timer på en dag.")
IN_THE_FUTURE = _("Datoen ligger i fremtiden. Vælg i dag eller en tidligere dag.")
NOT_FOUND = _("Timerne findes ikke mere. Åbn listen igen.")


@dataclass(frozen=True, slots=True)
class Spent:
    """Hours that were spent, 0 where they were taken back; `entry` is their id through all corrections.

    `owner_id`: who wrote them down first; `person`: who wrote what stands there now, at `entered_at`.
    """

    entry: str
    date: dt.date
    activity: str
    role: str
    task: str
    hours: Decimal
    note: str
    owner_id: str
    person: str
    entered_at: dt.datetime


Key = tuple[str, str, str]


def spend(
    date: dt.date,
    budget: Key,
    hours: Decimal,
    *,
    person: Person,
    note: str = "",
    entry: str | None = None,
    is_new: bool = False,
) -> str:
    """Write hours down under a budget (activity, role, task), or correct an `entry`; its id. Raises EntryRefusedError.

    `is_new`: nothing is corrected, `entry` is the UUID that the new hours shall have.
    """
    errors: dict[str, object] = {}
    if date > clock.today():
        errors["date"] = IN_THE_FUTURE
    if budget not in {(each.activity, each.role, each.task) for each in agreement.current().budgets(date.year)}:
        errors["task"] = UNKNOWN_BUDGET % {"year": date.year}
    if hours * 4 != int(hours * 4):
        errors["hours"] = NOT_QUARTERS
    elif not 0 < hours <= MOST_HOURS:
        errors["hours"] = WRONG_HOURS
    if entry is not None and not is_new and one(entry) is None:
        errors["entry"] = NOT_FOUND
    if errors:
        raise EntryRefusedError(errors)
    return _write(entry or new_id(), date, budget, int(hours * 4), cpr.mask(note.strip()), person)


def take_back(entry: str, *, person: Person) -> None:
    """Take an entry out of the sums; it stays in the history. Raises EntryRefusedError when there is none."""
    found = one(entry)
    if found is None:
        raise EntryRefusedError({"entry": NOT_FOUND})
    _write(entry, found.date, (found.activity, found.role, found.task), 0, found.note, person)


def one(entry: str) -> Spent | None:
    """An entry as it counts now."""
    return next(iter(_spent(_newest_rows(), HoursEntry.entry == entry, HoursEntry.quarters > 0)), None)


def history(entry: str) -> list[Spent]:
    """Everything that was ever written for an entry, the newest first."""
    return _spent(HoursEntry.entry == entry, by_writing=True)


def spent(year: int, owner_id: str | None = None) -> list[Spent]:
    """The entries of a year that count, the newest date first; of whoever wrote them down where given."""
    return _of(year, owner_id, HoursEntry.quarters > 0)


def taken_back(year: int, owner_id: str | None = None) -> list[Spent]:
    """The entries of a year that were taken out of the sums."""
    return _of(year, owner_id, HoursEntry.quarters == 0)


def last_budget(person_id: str) -> Key | None:
    """The budget that somebody used last."""
    row = db.session.scalar(
        select(HoursEntry).where(HoursEntry.person_id == person_id).order_by(HoursEntry.id.desc()).limit(1)
    )
    return (row.activity, row.role, row.task) if row else None


def totals(year: int, until: dt.date) -> dict[Key, Decimal]:
    """The hours of a year up to and including a date, by budget (activity, role, task)."""
    key = (HoursEntry.activity, HoursEntry.role, HoursEntry.task)
    first, last = years.days(year)
    query = (
        select(*key, func.sum(HoursEntry.quarters))
        .where(_newest_rows(), HoursEntry.date.between(first, min(last, until)))
        .group_by(*key)
    )
    found = db.session.execute(query)
    return {(activity, role, task): Decimal(quarters) / 4 for activity, role, task, quarters in found if quarters}


def _newest() -> Select[int]:
    return select(func.max(HoursEntry.id)).group_by(HoursEntry.entry)


def _newest_rows() -> ColumnElement[bool]:
    return HoursEntry.id.in_(_newest())


def _of(year: int, owner_id: str | None, condition: ColumnElement[bool]) -> list[Spent]:
    found = _spent(_newest_rows(), condition, HoursEntry.date.between(*years.days(year)))
    return [each for each in found if owner_id in (None, each.owner_id)]


def _spent(*conditions: ColumnElement[bool], by_writing: bool = False) -> list[Spent]:
    first = aliased(HoursEntry)
    oldest = select(func.min(HoursEntry.id)).group_by(HoursEntry.entry)
    query = (
        select(HoursEntry, first.person_id)
        .join(first, first.entry == HoursEntry.entry)
        .where(first.id.in_(oldest), *conditions)
        .order_by(*(() if by_writing else (HoursEntry.date.desc(),)), HoursEntry.id.desc())
    )
    return [
        Spent(
            row.entry, row.date, row.activity, row.role, row.task, Decimal(row.quarters) / 4, row.note,
            owner, row.person_name, row.entered_at,
        )
        for row, owner in db.session.execute(query)
    ]  # fmt: skip


def _write(entry: str, date: dt.date, budget: Key, quarters: int, note: str, person: Person) -> str:
    activity, role, task = budget
    with db.writing() as session:
        session.add(
            HoursEntry(
                entry=entry, date=date, activity=activity, role=role, task=task, quarters=quarters, note=note,
                person_id=person.id, person_name=person.name, entered_at=clock.now(),
            )
        )  # fmt: skip
    return entry
