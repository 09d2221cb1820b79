"""What the measures read: a year's records and entries, counted by the database in a handful of queries."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, String, and_, case, func, or_, select, type_coerce

from ..agreement import Plan
from ..base import db, years
from ..definitions import Attendance, Contact
from ..store import Event, Walk
from . import reported
from .period import Period
from .reported import Given, Reached

WALK, EVENT = "walk", "event"


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts of a year up to a day. `asked` about digital help; `settled`: and helped or without need of it;
    `open`: help is still missing; `narrow`: referred to an offer of the programme or the municipality; `broad`: to any offer.
    """

    total: int = 0
    asked: int = 0
    settled: int = 0
    open: int = 0
    narrow: int = 0
    broad: int = 0
    groups: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A walk or an event that was not cancelled. `countries`: how many its guests named, all tallies together."""

    id: str
    to: str
    title: str
    date: dt.date
    kind: str
    counts_for: tuple[str, ...]
    countries: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a report of a year is made from. `held` goes back to the agreement's first year."""

    plan: Plan
    period: Period
    contacts: Contacts
    held: tuple[Held, ...]
    figures: Mapping[tuple[str, int], Given]
    milestones: Mapping[tuple[str, int], Reached]
    hours: Mapping[tuple[str, str, str], Decimal]

    def given(self, figure: str) -> Given | None:
        """A figure of the year."""
        return self.figures.get((figure, self.period.year))


def gather(plan: Plan, period: Period) -> Facts:
    """Ask the database."""
    facts = replace(entered(plan, period), hours=reported.hours.totals(period.year, period.until))
    if period.year not in plan.years:
        return facts
    return replace(facts, contacts=_contacts(period), held=held(plan, period))


def entered(plan: Plan, period: Period) -> Facts:
    """Only the figures and milestones, without counting anything."""
    return Facts(
        plan=plan,
        period=period,
        contacts=Contacts(),
        held=(),
        figures=reported.figures.current([period.year]),
        milestones=reported.milestones.current(),
        hours={},
    )


CONTACT = Contact.table.c
TARGET_GROUPS = [option.code for option in Contact.questions["target_group"].options]


def groups() -> dict[str, Any]:
    """What a contact must be to count, by name; the same conditions find the records behind a figure."""
    asked, outcome = CONTACT.digital_asked.is_(True), CONTACT.digital_outcome
    starred = [option.code for option in Contact.questions["referrals"].options if option.starred]
    referrals = type_coerce(CONTACT.referrals, String)
    return {
        "asked": asked,
        "not_asked": CONTACT.digital_asked.is_not(True),
        "settled": and_(asked, or_(outcome.is_(None), outcome != "open")),
        "open": outcome == "open",
        "narrow": or_(*(referrals.contains(f" {code} ", autoescape=True) for code in starred)),
        "broad": CONTACT.referrals.is_not(None),
    }


def contacts_query(period: Period, columns: list[Any]) -> Select[Any]:
    """A query for columns of the contacts that count."""
    dates = CONTACT.date.between(period.first, period.until)
    return select(*columns).where(dates, CONTACT.withdrawn_at.is_(None))


def _contacts(period: Period) -> Contacts:
    """All counts in one pass over the year."""
    counted = ("asked", "settled", "open", "narrow", "broad")
    known = groups()
    conditions = [*(known[name] for name in counted), *(CONTACT.target_group == code for code in TARGET_GROUPS)]
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions]
    total, *found = map(int, db.session.execute(contacts_query(period, [func.count(), *sums])).one())
    return Contacts(
        total,
        **dict(zip(counted, found, strict=False)),
        groups=dict(zip(TARGET_GROUPS, found[len(counted) :], strict=True)),
    )


def held(plan: Plan, period: Period) -> tuple[Held, ...]:
    """By date; an event's countries are only looked up where a criterion asks how many there were."""
    flagged = {each.id for each in plan.criteria if each.measure == "qualifying_events"}
    found = [*_walks(plan, period), *_events(plan, period)]
    asked = [each.id for each in found if each.to == EVENT and flagged & set(each.counts_for)]
    named = countries(asked)
    return tuple(
        replace(each, countries=len(named.get(each.id, ())))
        for each in sorted(found, key=lambda each: (each.date, each.title, each.id))
    )


def _walks(plan: Plan, period: Period) -> list[Held]:
    query = select(Walk.id, Walk.title, Walk.date).where(
        Walk.cancelled_at.is_(None), Walk.date.between(years.days(plan.years[0])[0], period.last)
    )
    return [Held(id, WALK, title, date, "", ()) for id, title, date in db.session.execute(query)]


def _events(plan: Plan, period: Period) -> list[Held]:
    query = select(Event.id, Event.title, Event.date, Event.kind, Event.counts_for).where(
        Event.cancelled_at.is_(None), Event.date.between(years.days(plan.years[0])[0], period.last)
    )
    return [
        Held(id, EVENT, title, date, kind, counts_for)
        for id, title, date, kind, counts_for in db.session.execute(query)
    ]


def countries(events: list[str]) -> dict[str, set[str]]:
    """The countries of each event: the union over all tallies that count."""
    table = Attendance.table.c
    query = (
        select(table.event, table.countries)
        .distinct()
        .where(table.event.in_(events), table.withdrawn_at.is_(None), table.countries.is_not(None))
    )
    found: dict[str, set[str]] = {}
    for event, codes in db.session.execute(query) if events else ():
        found.setdefault(event, set()).update(codes)
    return found
