"""What a report is made from: what is entered, what is counted, and the hours; in a handful of queries.

Every count of contacts for a page or a chart is made here too.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, case, func, or_, select, true

from ..agreement import Agreement
from ..base import db
from ..base.dialects import holds_code
from ..criteria import parts
from ..definitions import Contact
from ..store import FigureEntry, MilestoneEntry
from . import reported
from .counting import Counted, MeasureFacts, count_for
from .counting.stretches import DAY, begins

CONTACT = Contact.table.c
REFERRALS = "contacts.referrals"


@dataclass(frozen=True, slots=True)
class Period:
    """A year as of a day; `first` and `last` are its days. Its last day still runs."""

    year: int
    as_of: dt.date
    starts: int = 1

    @property
    def first(self) -> dt.date:
        """1 January, where the year begins then."""
        return dt.date(self.year, self.starts, 1)

    @property
    def last(self) -> dt.date:
        """The day before the next year begins."""
        return dt.date(self.year + 1, self.starts, 1) - DAY

    @property
    def until(self) -> dt.date:
        """The last day of the year that is counted: the day itself, or the year's last."""
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


def period_of(plan: Agreement, year: int, as_of: dt.date) -> Period:
    """A year of an agreement as of a day."""
    return Period(year, as_of, begins(plan.document, {}, year).month)


@dataclass(frozen=True, slots=True)
class Contacts:
    """The contacts of a year up to a day. `asked` about digital help; `open`: help is still missing; `broad`: referred to
    any offer; `referred`: to one of each group of offers that the agreement names, by the group's name.
    """

    total: int = 0
    asked: int = 0
    open: int = 0
    broad: int = 0
    groups: Mapping[str, int] = field(default_factory=dict)
    referred: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a report of a year is made from."""

    plan: Agreement
    period: Period
    figures: Mapping[tuple[str, int, str], FigureEntry]
    milestones: Mapping[tuple[str, int], MilestoneEntry]
    counted: Counted
    hours: Mapping[tuple[str, str, str], Decimal] = field(default_factory=dict)

    def given(self, figure: str, area: str = "") -> FigureEntry | None:
        """A figure of the year, in an area where each has one."""
        return self.figures.get((figure, self.period.year, area))

    def on(self, plan: Agreement) -> "Facts":
        """The same year, counted for another version."""
        return gather(plan, period_of(plan, self.period.year, self.period.as_of), self.figures)

    @property
    def measured(self) -> MeasureFacts:
        """As the measures want it."""
        return MeasureFacts(self.figures, self.milestones, self.counted)


def gather(plan: Agreement, period: Period, figures: Mapping[tuple[str, int, str], FigureEntry] | None = None) -> Facts:
    """Ask the database; of a year that the agreement does not cover nothing is counted. `figures`: instead of those entered."""
    facts = replace(entered(plan, period), hours=reported.hours.totals(period.year, period.until, plan.code))
    if figures is not None:
        facts = replace(facts, figures=figures)
    if period.year not in plan.years:
        return facts
    return replace(facts, counted=count_for(plan.document, plan.document["criteria"], period.year, period.as_of))


def entered(plan: Agreement, period: Period) -> Facts:
    """Only the figures and milestones, without counting anything."""
    return Facts(
        plan, period, reported.figures.current(), reported.milestones.current(plan.code), Counted(plan.document)
    )


def contacts_query(period: Period, columns: Iterable[Any], sender: str | None = None) -> Select[Any]:
    """A query for columns of the contacts that count; of one counsellor's alone where `sender` is their id."""
    query = select(*columns).where(CONTACT.date.between(period.first, period.until), CONTACT.withdrawn_at.is_(None))
    return query if sender is None else query.where(CONTACT.user_id == sender)


def count_contacts(plan: Agreement, period: Period, sender: str | None = None) -> Contacts:
    """All counts in one pass over the year."""
    groups = parts.groups(plan.document, REFERRALS)
    within = {
        name: or_(*(holds_code(CONTACT.referrals, each) for each in plan.in_group(REFERRALS, code)))
        for code, name in groups.items()
    }
    known = {
        "total": true(),
        "asked": CONTACT.digital_asked.is_(True),
        "open": CONTACT.digital_outcome == "open",
        "broad": CONTACT.referrals.is_not(None),
    }
    targets = {code: CONTACT.target_group == code for code in Contact.target_group.by_code}
    asked = [*known.values(), *within.values(), *targets.values()]
    sums = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in asked]
    numbers = iter(map(int, db.session.execute(contacts_query(period, sums, sender)).one()))
    found = dict(zip(known, numbers, strict=False))
    referred = dict(zip(within, numbers, strict=False))
    return Contacts(**found, referred=referred, groups=dict(zip(targets, numbers, strict=True)))


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
