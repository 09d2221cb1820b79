"""What the charts of the activities and the page of contacts are drawn from; each asks the database when it is wanted."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Integer, and_, case, extract, func, select

from ..agreement import Plan
from ..base import clock, db
from ..base.numbers import Cell, hide, hide_crossed
from ..definitions import Attendance, Contact, Observation
from ..follow_up import STATES
from ..store import FollowUp, FollowUpObservation, by_year
from .facts import (
    CONTACT,
    EVENT,
    TARGET_GROUPS,
    Held,
    Period,
    codes_in,
    contacts_by,
    count_contacts,
    countries,
    held,
    starred,
)

GROUPS = ("adults", "youth", "children", "volunteers")
SEEN = Observation.table.c
# Up to so many days since it was first seen; the last group is older.
AGES = (30, 90, 180)


@dataclass(frozen=True, slots=True)
class Bar:
    """A count, and how many % it is of the whole; None where the whole is nothing. `short`: the label in few words."""

    code: str
    label: str
    short: str
    count: int
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a running total: what is new in it, all until its end (or until today, then `unfinished`), the even
    pace towards the target, and how far ahead of it.
    """

    first: dt.date
    new: int
    total: int
    pace: Fraction
    ahead: Fraction
    unfinished: bool


@dataclass(frozen=True, slots=True)
class CrossedRow:
    """One row of a table with its total; `key` is the id or code of what it is about."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Crossed:
    """A table that crosses two things, with the totals of its rows and columns."""

    columns: tuple[str, ...]
    rows: tuple[CrossedRow, ...]
    totals: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.totals)

    @property
    def masked(self) -> bool:
        """Whether a count is hidden, so that the page must say why."""
        return any(cell.shown for row in self.rows for cell in row.cells)


@dataclass(frozen=True, slots=True)
class Referred:
    """Contacts by the narrow reading, by the broad one only, and referred nowhere; and the offers of both kinds.

    A contact with several referrals stands once in the counts, and once for each offer in the bars.
    """

    narrow: int
    broad_only: int
    nowhere: int
    starred: tuple[Bar, ...]
    others: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Attended:
    """Who came to the events of a year. `events` stand in the order of the table's rows; each says how many
    nationalities were named, never which. `estimated`: ids of the events where somebody guessed.
    """

    events: tuple[Held, ...]
    table: Crossed
    estimated: frozenset[str]


def by_month(period: Period, target: Fraction | int) -> tuple[Month, ...]:
    """The months that have begun, against an even pace towards the target."""
    counts = contacts_by(period, extract("month", CONTACT.date))
    months: list[Month] = []
    total = 0
    for number in range(1, 13):
        first = dt.date(period.year, number, 1)
        if first > period.until:
            break
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        pace = Period(period.year, min(last, period.until)).pace(target)
        total += counts[number]
        months.append(Month(first, counts[number], total, pace, total - pace, last > period.until))
    return tuple(months)


def bars(period: Period, question: str) -> tuple[Bar, ...]:
    """How many contacts have each answer to a question, the most first; what nobody answered is left out.

    With several answers a contact stands once for each.
    """
    counts = contacts_by(period, CONTACT[question])
    return _bars(question, counts, sum(counts.values()))


def referred(period: Period) -> Referred:
    """Where contacts were referred to."""
    found, narrow = count_contacts(period), starred()
    offers = _bars("referrals", contacts_by(period, CONTACT.referrals), found.total)
    return Referred(
        found.narrow,
        found.broad - found.narrow,
        found.total - found.broad,
        tuple(each for each in offers if each.code in narrow),
        tuple(each for each in offers if each.code not in narrow),
    )


def digital_help(period: Period) -> tuple[Bar, ...]:
    """What came of asking about digital help, and how many were not asked (`not_asked`, last)."""
    found = count_contacts(period)
    outcomes = _bars("digital_outcome", contacts_by(period, CONTACT.digital_outcome), found.total)
    return (*outcomes, _bar("not_asked", _("Ikke spurgt"), found.total - found.asked, found.total))


def channels(period: Period) -> Crossed:
    """Channel by target group: two attributes of people, so small counts are hidden."""
    counts = contacts_by(period, CONTACT.channel, CONTACT.target_group)
    rows, columns = _options("channel"), _options("target_group")
    table = [[counts[row.code, column.code] for column in columns] for row in rows]
    return _crossed([each.short for each in columns], [(each.code, each.label) for each in rows], table, people=True)


def target_groups_by_month(period: Period, sender: str | None = None) -> list[tuple[dt.date, list[Cell]]]:
    """The months of the year, each with its contacts by target group; small counts are hidden."""
    counts = contacts_by(period, extract("month", CONTACT.date), CONTACT.target_group, sender=sender)
    numbers = range(1, 13)
    cells = hide([[counts[number, code] for code in TARGET_GROUPS] for number in numbers])
    return [(dt.date(period.year, number, 1), line) for number, line in zip(numbers, cells, strict=True)]


def answers(period: Period, question: str, sender: str | None = None) -> list[tuple[str, int]]:
    """Every answer to a question in words, the most frequent first; those never given are left out."""
    labels = Contact.questions[question].labels()  # type: ignore[attr-defined]
    counts = codes_in(contacts_by(period, CONTACT[question], sender=sender))
    lines = [(labels.get(code, code), number) for code, number in counts.items()]
    return sorted(lines, key=lambda line: (-line[1], line[0]))


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
    rows = [(each.id, each.title) for each in events]
    guests = _crossed(labels, rows, [found[each.id][1] for each in events], people=True)
    return Attended(events, guests, frozenset(id for id, (guess, _counts) in found.items() if guess))


def observations(period: Period, kind: str) -> Crossed:
    """Observations of a kind (good or improve) by category and feeling; unanswered ones stand last."""
    query = by_year.records(Observation, period.year, [SEEN.category, SEEN.feeling, func.count()])
    query = query.where(SEEN.withdrawn_at.is_(None), SEEN.kind == kind).group_by(SEEN.category, SEEN.feeling)
    counts = {(category, feeling): number for category, feeling, number in db.session.execute(query)}
    rows, columns = Observation.questions["category"].options, Observation.questions["feeling"].options
    feelings: list[str | None] = [each.code for each in columns]
    found = [(each, [counts.get((each.code, feeling), 0) for feeling in [*feelings, None]]) for each in rows]
    shown = sorted((each for each in found if any(each[1])), key=lambda each: -sum(each[1]))
    return _crossed(
        [*(each.label for each in columns), _("Ikke svaret")],
        [(each.code, each.label) for each, _counts in shown],
        [numbers for _each, numbers in shown],
        people=False,
    )


def follow_ups(period: Period) -> Crossed:
    """The points of a year's observations by state, and by how long ago each was first seen."""
    today = clock.now()
    ages = [today - dt.timedelta(days=days) for days in AGES]
    counts: dict[str, list[int]] = {state: [0] * (len(AGES) + 1) for state in STATES}
    for state, seen in _begun(period):
        counts[state][sum(seen < age for age in ages)] += 1
    for group, number in enumerate(_loose(period, ages)):
        counts["new"][group] += number
    rows = [(state, words.label) for state, words in STATES.items() if any(counts[state])]
    columns = [_("Under 30 dage"), _("30–90 dage"), _("90–180 dage"), _("Over 180 dage")]
    return _crossed(columns, rows, [counts[state] for state, _words in rows], people=False)


def _begun(period: Period) -> list[tuple[str, dt.datetime]]:
    """State, and when its first observation was made, of every follow-up."""
    first = func.min(SEEN.captured_at)
    query = by_year.records(Observation, period.year, [FollowUp.state, first]).where(
        SEEN.id == FollowUpObservation.observation_id,
        FollowUp.id == FollowUpObservation.follow_up_id,
        SEEN.withdrawn_at.is_(None),
    )
    return [(state, seen) for state, seen in db.session.execute(query.group_by(FollowUp.id, FollowUp.state))]


def _loose(period: Period, ages: list[dt.datetime]) -> list[int]:
    """How many observations nobody has begun with, by age."""
    seen = SEEN.captured_at
    groups = [seen >= ages[0], *(and_(seen < newer, seen >= older) for newer, older in pairwise(ages)), seen < ages[-1]]
    begun = select(FollowUpObservation.observation_id).where(FollowUpObservation.observation_id == SEEN.id)
    sums = [func.coalesce(func.sum(case((group, 1), else_=0)), 0) for group in groups]
    query = by_year.records(Observation, period.year, sums).where(
        SEEN.kind == "improve", SEEN.withdrawn_at.is_(None), ~begun.exists()
    )
    return [int(number) for number in db.session.execute(query).one()]


def _options(question: str) -> Any:
    return Contact.questions[question].options


def _bar(code: str, label: object, count: int, whole: int, short: object = None) -> Bar:
    """A bar with its share of the whole."""
    return Bar(code, str(label), str(short or label), count, Fraction(count * 100, whole) if whole else None)


def _bars(question: str, answered: Counter[Any], whole: int) -> tuple[Bar, ...]:
    counts = codes_in(answered)
    found = [
        _bar(each.code, each.label, counts[each.code], whole, each.short)
        for each in _options(question)
        if counts[each.code]
    ]
    return tuple(sorted(found, key=lambda each: -each.count))


def _crossed(
    columns: Sequence[object], rows: Sequence[tuple[str, object]], table: list[list[int]], *, people: bool
) -> Crossed:
    """A table of counts; small ones of `people` are hidden."""
    cells = hide_crossed(table) if people else [[Cell(count) for count in row] for row in table]
    return Crossed(
        tuple(map(str, columns)),
        tuple(
            CrossedRow(key, str(label), tuple(line), sum(counts))
            for (key, label), line, counts in zip(rows, cells, table, strict=True)
        ),
        tuple(map(sum, zip(*table, strict=True))) if table else (0,) * len(columns),
    )
