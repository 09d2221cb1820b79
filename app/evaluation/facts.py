"""What the report counts: a year's contacts, walks, events and entries, in a handful of queries.

Every count of contacts is made here: the criteria, the records behind them, the charts and the page of contacts ask the same.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, not_, or_, select, true, type_coerce

from ..agreement import Criterion, Plan
from ..base import db, years
from ..definitions import Attendance, Contact
from ..store import Event, FigureEntry, MilestoneEntry, Walk
from . import reported

WALK, EVENT = "walk", "event"
CONTACT = Contact.table.c
TARGET_GROUPS = [option.code for option in Contact.questions["target_group"].options]


@dataclass(frozen=True, slots=True)
class Period:
    """A year as of a day. 31 December still runs; what happens on the day itself has not passed."""

    year: int
    as_of: dt.date

    @property
    def first(self) -> dt.date:
        """1 January."""
        return years.days(self.year)[0]

    @property
    def last(self) -> dt.date:
        """31 December."""
        return years.days(self.year)[1]

    @property
    def until(self) -> dt.date:
        """The last day of the year that is counted: the day itself, or 31 December."""
        return min(self.last, self.as_of)

    @property
    def running(self) -> bool:
        """Whether the year is not over; one that has not begun is not."""
        return self.as_of <= self.last

    @property
    def days(self) -> int:
        """How many days the year has."""
        return (self.last - self.first).days + 1

    @property
    def gone(self) -> int:
        """How many of them have gone, the day itself included."""
        return max(0, (self.until - self.first).days + 1)

    def pace(self, target: int | Fraction) -> Fraction:
        """What an even pace towards a target would have reached by the day."""
        return Fraction(target) * self.gone / self.days

    def has_passed(self, date: dt.date) -> bool:
        """Whether a date of the year lies before the day."""
        return self.first <= date <= self.last and date < self.as_of


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

    def is_meant(self, criterion: Criterion) -> bool:
        """Whether a criterion looks at it: any walk is an initiative; an event counts only where the leader has said so."""
        if criterion.measure == "meetings":
            return self.kind == criterion.settings["kind"]
        return criterion.id in self.counts_for or (criterion.measure == "initiatives" and self.to == WALK)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a report of a year is made from. `held` goes back to the agreement's first year."""

    plan: Plan
    period: Period
    figures: Mapping[tuple[str, int], FigureEntry]
    milestones: Mapping[tuple[str, int], MilestoneEntry]
    contacts: Contacts = Contacts()
    held: tuple[Held, ...] = ()
    hours: Mapping[tuple[str, str, str], Decimal] = field(default_factory=dict)

    def given(self, figure: str) -> FigureEntry | None:
        """A figure of the year."""
        return self.figures.get((figure, self.period.year))


def gather(plan: Plan, period: Period) -> Facts:
    """Ask the database."""
    facts = replace(entered(plan, period), hours=reported.hours.totals(period.year, period.until))
    if period.year not in plan.years:
        return facts
    return replace(facts, contacts=count_contacts(period), held=held(plan, period))


def entered(plan: Plan, period: Period) -> Facts:
    """Only the figures and milestones, without counting anything."""
    return Facts(plan, period, reported.figures.current([period.year]), reported.milestones.current())


def starred() -> set[str]:
    """The offers of the programme and the municipality: A2d's narrow reading."""
    return {option.code for option in Contact.questions["referrals"].options if option.starred}


def conditions() -> dict[str, ColumnElement[bool]]:
    """What a contact must be to count, by name; "" is any."""
    asked, outcome = CONTACT.digital_asked.is_(True), CONTACT.digital_outcome
    referrals = type_coerce(CONTACT.referrals, String)
    narrow = or_(*(referrals.contains(f" {code} ", autoescape=True) for code in sorted(starred())))
    broad = CONTACT.referrals.is_not(None)
    return {
        "": true(),
        "asked": asked,
        "not_asked": CONTACT.digital_asked.is_not(True),
        "settled": and_(asked, or_(outcome.is_(None), outcome != "open")),
        "open": outcome == "open",
        "narrow": narrow,
        "broad": broad,
        "broad_only": and_(broad, not_(narrow)),
        "nowhere": not_(broad),
        **{code: CONTACT.target_group == code for code in TARGET_GROUPS},
    }


def contacts_query(period: Period, columns: Iterable[Any], sender: str | None = None) -> Select[Any]:
    """A query for columns of the contacts that count; of one counsellor's alone where `sender` is their id."""
    query = select(*columns).where(CONTACT.date.between(period.first, period.until), CONTACT.withdrawn_at.is_(None))
    return query if sender is None else query.where(CONTACT.user_id == sender)


def count_contacts(period: Period, sender: str | None = None) -> Contacts:
    """All counts in one pass over the year."""
    counted = ("asked", "settled", "open", "narrow", "broad", *TARGET_GROUPS)
    known = conditions()
    sums = [func.coalesce(func.sum(case((known[name], 1), else_=0)), 0) for name in counted]
    query = contacts_query(period, [func.count(), *sums], sender)
    total, *numbers = map(int, db.session.execute(query).one())
    found = dict(zip(counted, numbers, strict=True))
    groups = {code: found.pop(code) for code in TARGET_GROUPS}
    return Contacts(total, **found, groups=groups)


def contacts_by(period: Period, *columns: Any, sender: str | None = None) -> Counter[Any]:
    """How many contacts have each value of a column, or each pair of several; a set of codes is one value."""
    query = contacts_query(period, [*columns, func.count()], sender).group_by(*columns)
    found = db.session.execute(query)
    return Counter({values[0] if len(columns) == 1 else tuple(values): number for *values, number in found})


def codes_in(counted: Mapping[Any, int]) -> Counter[str]:
    """How many of what was counted have each single code; one with several codes stands once for each."""
    found: Counter[str] = Counter()
    for value, number in counted.items():
        for code in [value] if isinstance(value, str) else value or ():
            found[code] += number
    return found


def held(plan: Plan, period: Period) -> tuple[Held, ...]:
    """By date; an event's countries are only looked up where a criterion asks how many there were."""
    flagged = {each.id for each in plan.criteria if each.measure == "qualifying_events"}
    days = years.days(plan.years[0])[0], period.last
    walks = select(Walk.id, Walk.title, Walk.date).where(Walk.cancelled_at.is_(None), Walk.date.between(*days))
    events = select(Event.id, Event.title, Event.date, Event.kind, Event.counts_for).where(
        Event.cancelled_at.is_(None), Event.date.between(*days)
    )
    found = [Held(id, WALK, title, date, "", ()) for id, title, date in db.session.execute(walks)]
    found += [Held(id, EVENT, title, date, kind, flags) for id, title, date, kind, flags in db.session.execute(events)]
    named = countries([each.id for each in found if each.to == EVENT and flagged & set(each.counts_for)])
    return tuple(
        replace(each, countries=len(named.get(each.id, ())))
        for each in sorted(found, key=lambda each: (each.date, each.title, each.id))
    )


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
