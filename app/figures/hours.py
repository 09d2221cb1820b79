"""Hours of staff and partners, in quarters, against the budget of the plan."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from .. import clock, cpr, db, plan, years
from ..access import Person
from ..models import HoursEntry
from ..models.people import new_id
from .refusal import RefusedError

MOST_HOURS = 24
UNKNOWN_BUDGET = _("Aftalen har ingen timer til det i %(year)d. Vælg aktivitet, hvem og opgave fra listen.")
NOT_QUARTERS = _("Skriv timer i kvarte, for eksempel 1,25 eller 0,5.")
WRONG_HOURS = _("Skriv mindst et kvarter og højst 24 timer på en dag.")
IN_THE_FUTURE = _("Datoen ligger i fremtiden. Vælg i dag eller en tidligere dag.")
NOT_FOUND = _("Timerne findes ikke mere. Åbn listen igen.")


@dataclass(frozen=True, slots=True)
class Spent:
    """Hours that were spent; `entry` is their id through all corrections."""

    entry: str
    date: dt.date
    activity: str
    role: str
    task: str
    hours: Decimal
    note: str
    person_id: str
    person: str


Key = tuple[str, str, str]


def spend(
    date: dt.date, budget: Key, hours: Decimal, *, person: Person, note: str = "", entry: str | None = None
) -> str:
    """Write hours down under a budget (activity, role, task), or correct an `entry`; its id. Raises RefusedError."""
    errors: dict[str, object] = {}
    if date > clock.today():
        errors["date"] = IN_THE_FUTURE
    if budget not in {(each.activity, each.role, each.task) for each in plan.current().budgets(date.year)}:
        errors["task"] = UNKNOWN_BUDGET % {"year": date.year}
    if hours * 4 != int(hours * 4):
        errors["hours"] = NOT_QUARTERS
    elif not 0 < hours <= MOST_HOURS:
        errors["hours"] = WRONG_HOURS
    if entry is not None and one(entry) is None:
        errors["entry"] = NOT_FOUND
    if errors:
        raise RefusedError(errors)
    return _write(entry or new_id(), date, budget, int(hours * 4), cpr.mask(note.strip()), person)


def take_back(entry: str, *, person: Person) -> None:
    """Take an entry out of the sums; it stays in the history. Raises RefusedError when there is none."""
    found = one(entry)
    if found is None:
        raise RefusedError({"entry": NOT_FOUND})
    _write(entry, found.date, (found.activity, found.role, found.task), 0, found.note, person)


def one(entry: str) -> Spent | None:
    """An entry as it counts now."""
    return next(iter(_spent(HoursEntry.entry == entry)), None)


def spent(year: int, person_id: str | None = None) -> list[Spent]:
    """The entries of a year that count, the newest date first; of one person where given."""
    conditions: list[ColumnElement[bool]] = [HoursEntry.date.between(*years.days(year))]
    if person_id is not None:
        conditions.append(HoursEntry.person_id == person_id)
    return _spent(*conditions)


def totals(year: int, until: dt.date) -> dict[Key, Decimal]:
    """The hours of a year up to and including a date, by budget (activity, role, task)."""
    key = (HoursEntry.activity, HoursEntry.role, HoursEntry.task)
    first, last = years.days(year)
    query = (
        select(*key, func.sum(HoursEntry.quarters))
        .where(HoursEntry.id.in_(_newest()), HoursEntry.date.between(first, min(last, until)))
        .group_by(*key)
    )
    found = db.session.execute(query)
    return {(activity, role, task): Decimal(quarters) / 4 for activity, role, task, quarters in found if quarters}


def _newest() -> Select[int]:
    return select(func.max(HoursEntry.id)).group_by(HoursEntry.entry)


def _spent(*conditions: ColumnElement[bool]) -> list[Spent]:
    query = (
        select(HoursEntry)
        .where(HoursEntry.id.in_(_newest()), HoursEntry.quarters > 0, *conditions)
        .order_by(HoursEntry.date.desc(), HoursEntry.id.desc())
    )
    return [
        Spent(
            row.entry, row.date, row.activity, row.role, row.task, Decimal(row.quarters) / 4, row.note,
            row.person_id, row.person_name,
        )
        for row in db.session.scalars(query)
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
