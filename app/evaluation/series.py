"""What the charts of the activities and the page of contacts are drawn from; each asks the database when it is wanted."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Integer, and_, case, extract, func, select

from ..agreement import Agreement
from ..base import clock, db, years
from ..criteria import parts
from ..definitions import Attendance, Contact, Observation
from ..follow_up import STATES
from ..questions import Count
from ..store import Event, FollowUp, FollowUpObservation, by_year
from .behind import Held, events_of
from .facts import CONTACT, REFERRALS, Period, codes_in, contacts_by
from .folding import Crossed, Named, fold, plain

# Who is counted at events.
GROUPS = [name for name, question in Attendance.questions.items() if isinstance(question, Count)]
# The question whose answers are crossed with the target groups.
CHANNEL = "channel"
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
class Months:
    """A month of a running total, or several where one alone would tell of few people: what is new in them, all until
    their end (or until today, then `unfinished`), the even pace towards the target, and how far ahead of it.
    """

    first: dt.date
    last: dt.date
    new: int
    total: int
    pace: Fraction
    ahead: Fraction
    unfinished: bool

    @property
    def count(self) -> int:
        """How many months it is."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def name(self) -> str:
        """`jan`, `jan–mar`."""
        ends = dict.fromkeys(str(format_date(each, "MMM")).rstrip(".") for each in (self.first, self.last))
        return "–".join(ends)


@dataclass(frozen=True, slots=True)
class Referred:
    """Contacts by the narrow reading, by the broad one only, and referred nowhere; and the offers of both kinds.

    A contact with several referrals stands once in the counts, and once for each offer in the bars.
    """

    narrow: int
    broad_only: int
    nowhere: int
    within: tuple[Bar, ...]
    others: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Attended:
    """Who came to the events of a year. `events`: each event of the table by its id; it says how many nationalities were
    named, never which. `estimated`: ids of the events where somebody guessed.
    """

    events: Mapping[str, Held]
    table: Crossed
    estimated: frozenset[str]


def by_month(period: Period, target: Fraction | int) -> tuple[Months, ...]:
    """The months that have begun, against an even pace towards the target; the lines of `months`."""
    found: list[Months] = []
    total = 0
    for line in months(period).lines:
        first, last = (dt.date.fromisoformat(f"{line.keys[end]}-01") for end in (0, -1))
        end = (last + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        pace, new = replace(period, as_of=min(end, period.until)).pace(target), line.total or 0
        total += new
        found.append(Months(first, end, new, total, pace, total - pace, end > period.until))
    return tuple(found)


def bars(period: Period, question: str) -> tuple[Bar, ...]:
    """How many contacts have each answer to a question, the most first; what nobody answered is left out.

    With several answers a contact stands once for each.
    """
    counts = contacts_by(period, CONTACT[question])
    return _bars(question, counts, sum(counts.values()))


def referred(period: Period, narrow: Collection[str]) -> Referred:
    """Where contacts were referred to; `narrow`: the codes of the offers that a criterion is about."""
    answered = contacts_by(period, CONTACT.referrals)
    total, nowhere = sum(answered.values()), sum(number for codes, number in answered.items() if not codes)
    counted = sum(number for codes, number in answered.items() if set(codes or ()) & set(narrow))
    offers = _bars("referrals", answered, total)
    return Referred(
        counted,
        total - nowhere - counted,
        nowhere,
        tuple(each for each in offers if each.code in narrow),
        tuple(each for each in offers if each.code not in narrow),
    )


def narrow_offers(plan: Agreement) -> tuple[str, ...]:
    """The offers of the first group of them that the agreement names; none where it names no group."""
    groups = parts.groups(plan.document, REFERRALS)
    return plan.in_group(REFERRALS, next(iter(groups))) if groups else ()


def digital_help(period: Period) -> tuple[Bar, ...]:
    """What came of asking about digital help, and how many were not asked (`not_asked`, last)."""
    answered, asked = contacts_by(period, CONTACT.digital_outcome), contacts_by(period, CONTACT.digital_asked)
    total = sum(asked.values())
    return (*_bars("digital_outcome", answered, total), _bar("not_asked", _("Ikke spurgt"), total - asked[True], total))


def channels(period: Period, sender: str | None = None) -> Crossed:
    """Channel by target group, folded."""
    counts = contacts_by(period, CONTACT[CHANNEL], CONTACT.target_group, sender=sender)
    rows, groups = _named(CHANNEL), _target_groups()
    return fold(
        groups, rows, [[counts[row, group] for group, _words in groups] for row, _words in rows], is_public=True
    )


def months(period: Period, sender: str | None = None) -> Crossed:
    """The months that have begun (`2017-03`) by target group, folded."""
    counts = contacts_by(period, extract("month", CONTACT.date), CONTACT.target_group, sender=sender)
    begun = [day for number in range(12) if (day := _month(period, number)) <= period.until]
    groups = _target_groups()
    return fold(
        groups,
        [(f"{day:%Y-%m}", str(format_date(day, "MMMM")).capitalize()) for day in begun],
        [[counts[day.month, group] for group, _words in groups] for day in begun],
        are_months=True,
        is_public=True,
    )


def _month(period: Period, number: int) -> dt.date:
    """The first day of a month of the year, from 0."""
    year, month = divmod(period.starts - 1 + number, 12)
    return dt.date(period.year + year, month + 1, 1)


def answers(period: Period, question: str, sender: str | None = None) -> list[tuple[str, int]]:
    """Every answer to a question in words, the most frequent first; those never given are left out. The answers of a
    question that is crossed with another are the lines of that table.
    """
    if question == CHANNEL:
        table = channels(period, sender)
        lines = [(line.label, line.total) for line in table.lines if line.total] if table.says_more else []
    else:
        labels = Contact.questions[question].labels()  # type: ignore[attr-defined]
        counts = codes_in(contacts_by(period, CONTACT[question], sender=sender))
        lines = [(labels.get(code, code), number) for code, number in counts.items()]
    return sorted(lines, key=lambda line: (-line[1], line[0]))


def guests(year: int) -> tuple[Crossed, frozenset[str]]:
    """The events of a year that have been counted at and were not cancelled, by date, and the groups of their guests,
    folded; and the ids of those where somebody guessed.
    """
    table = Attendance.table.c
    sums = [func.coalesce(func.sum(table[name]), 0) for name in GROUPS]
    guessed = func.max(func.coalesce(table.estimated.cast(Integer), 0))
    query = (
        select(Event.id, Event.title, guessed, *sums)
        .where(table.event == Event.id, table.withdrawn_at.is_(None))
        .where(Event.cancelled_at.is_(None), Event.date.between(*years.days(year)))
        .group_by(Event.id, Event.title, Event.date)
        .order_by(Event.date, Event.title, Event.id)
    )
    found = db.session.execute(query).all()
    folded = fold(
        [(name, str(Attendance.questions[name].label)) for name in GROUPS],
        [(event, title) for event, title, *_rest in found],
        [list(map(int, counts)) for _event, _title, _guess, *counts in found],
    )
    return folded, frozenset(event for event, _title, guess, *_counts in found if guess)


def attendance(period: Period) -> Attended:
    """Who came to the events of the agreement's year, folded."""
    table, estimated = guests(period.year)
    return Attended(events_of({key for row in table.rows for key in row.keys}), table, estimated)


def of_people(plan: Agreement, period: Period) -> dict[str, Crossed]:
    """Every table of a report that crosses two attributes of people, or one by month or event, by its name; none where
    the agreement does not cover the year.
    """
    if period.year not in plan.years:
        return {}
    return {
        "contacts_by_month": months(period),
        "contacts_by_channel": channels(period),
        "attendance_by_event": guests(period.year)[0],
    }


def observations(period: Period, kind: str) -> Crossed:
    """Observations of a kind (good or improve) by category and feeling; unanswered ones stand last."""
    query = by_year.records(Observation, period.year, [SEEN.category, SEEN.feeling, func.count()])
    query = query.where(SEEN.withdrawn_at.is_(None), SEEN.kind == kind).group_by(SEEN.category, SEEN.feeling)
    counts = {(category, feeling): number for category, feeling, number in db.session.execute(query)}
    rows, columns = Observation.questions["category"].options, Observation.questions["feeling"].options
    feelings: list[str | None] = [each.code for each in columns]
    found = [(each, [counts.get((each.code, feeling), 0) for feeling in [*feelings, None]]) for each in rows]
    shown = sorted((each for each in found if any(each[1])), key=lambda each: -sum(each[1]))
    headings = [*((each.code, str(each.label)) for each in columns), ("", _("Ikke svaret"))]
    return plain(
        headings, [(each.code, str(each.label)) for each, _counts in shown], [numbers for _each, numbers in shown]
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
    rows = [(state, str(words.label)) for state, words in STATES.items() if any(counts[state])]
    columns = [_("Under 30 dage"), _("30–90 dage"), _("90–180 dage"), _("Over 180 dage")]
    return plain([(words, words) for words in columns], rows, [counts[state] for state, _words in rows])


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


def _named(question: str) -> list[Named]:
    return [(each.code, str(each.label)) for each in _options(question)]


def _target_groups() -> list[Named]:
    return [(each.code, str(each.short)) for each in _options("target_group")]


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
