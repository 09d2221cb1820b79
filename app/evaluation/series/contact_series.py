"""Contacts month by month, by topic, by where they were referred to, by digital help, by channel and target group."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import extract, func

from ...base import db
from ...definitions import Contact
from ..facts import CONTACT, contacts_query
from ..period import Period
from .shapes import Bar, Crossed, Month, bar, crossed


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


def by_month(period: Period, target: Fraction | int) -> tuple[Month, ...]:
    """The months that have begun, against an even pace towards the target."""
    counts = _counted(period, extract("month", CONTACT.date))
    months: list[Month] = []
    total = 0
    for number in range(1, 13):
        first = dt.date(period.year, number, 1)
        if first > period.until:
            break
        last = _last(first)
        seen = Period(period.year, min(last, period.until))
        new = counts.get(number, 0)
        total += new
        pace = seen.pace(target)
        months.append(Month(first, new, total, pace, total - pace, last > period.until))
    return tuple(months)


def bars(period: Period, question: str) -> tuple[Bar, ...]:
    """How many contacts have each answer to a question, the most first; what nobody answered is left out.

    With several answers a contact stands once for each.
    """
    counts = _counted(period, CONTACT[question])
    return _bars(question, _each(counts), sum(counts.values()))


def referred(period: Period) -> Referred:
    """Where contacts were referred to."""
    counts = _counted(period, CONTACT.referrals)
    starred = {option.code for option in Contact.questions["referrals"].options if option.starred}
    whole = sum(counts.values())
    narrow = sum(number for codes, number in counts.items() if starred.intersection(codes or ()))
    nowhere = sum(number for codes, number in counts.items() if not codes)
    offers = _bars("referrals", _each(counts), whole)
    return Referred(
        narrow,
        whole - narrow - nowhere,
        nowhere,
        tuple(each for each in offers if each.code in starred),
        tuple(each for each in offers if each.code not in starred),
    )


def digital_help(period: Period) -> tuple[Bar, ...]:
    """What came of asking about digital help, and how many were not asked (`not_asked`, last)."""
    asked = _counted(period, CONTACT.digital_asked)
    whole = sum(asked.values())
    outcomes = _bars("digital_outcome", _each(_counted(period, CONTACT.digital_outcome)), whole)
    not_asked = whole - asked.get(True, 0)
    return (*outcomes, bar("not_asked", _("Ikke spurgt"), not_asked, whole))


def channels(period: Period) -> Crossed:
    """Channel by target group: two attributes of people, so small counts are hidden."""
    query = contacts_query(period, [CONTACT.channel, CONTACT.target_group, func.count()])
    found = db.session.execute(query.group_by(CONTACT.channel, CONTACT.target_group))
    counts = {(channel, group): number for channel, group, number in found}
    rows, columns = _options("channel"), _options("target_group")
    table = [[counts.get((row.code, column.code), 0) for column in columns] for row in rows]
    return crossed([each.short for each in columns], [(each.code, each.label) for each in rows], table, people=True)


def _counted(period: Period, column: Any) -> dict[Any, int]:
    """How many contacts have each value."""
    query = contacts_query(period, [column, func.count()]).group_by(column)
    return dict(map(tuple, db.session.execute(query)))


def _each(counts: dict[Any, int]) -> Counter[str]:
    """How many have each single code."""
    found: Counter[str] = Counter()
    for value, number in counts.items():
        for code in [value] if isinstance(value, str) else value or ():
            found[code] += number
    return found


def _bars(question: str, counts: Counter[str], whole: int) -> tuple[Bar, ...]:
    found = [
        bar(each.code, each.label, counts[each.code], whole, each.short)
        for each in _options(question)
        if counts[each.code]
    ]
    return tuple(sorted(found, key=lambda each: -each.count))


def _options(question: str) -> Any:
    return Contact.questions[question].options


def _last(first: dt.date) -> dt.date:
    """The last day of a month."""
    return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
