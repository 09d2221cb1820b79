"""Counts of a year's contacts, for whoever may see them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import extract, func

from ..base import db
from ..base.small_cells import Cell, hide
from ..definitions import Contact
from ..store import by_year

MONTHS = range(1, 13)
# The questions whose answers are counted one by one.
TALLIED = ("topics", "referrals", "digital_outcome", "channel", "heard_via")


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """How often each option of a question was chosen, the most frequent first; those never chosen are left out."""

    label: str
    lines: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Year:
    """A year's contacts. `referred`: to an offer of the programme or the municipality (A2d's narrow reading);
    `referred_anywhere`: to any offer. `unhelped`: asked, and help still missing.
    """

    year: int
    total: int
    asked: int
    unhelped: int
    referred: int
    referred_anywhere: int
    groups: list[tuple[str, int]]
    months: list[tuple[date, list[Cell]]]
    tallies: list[TopicCounts]


def year_of_contacts(year: int, person_id: str | None = None) -> Year:
    """The contacts of a year that count; of one counsellor alone where `person_id` is given."""
    count = _Counter(year, person_id)
    groups, outcomes, referrals = (count.by(name) for name in ("target_group", "digital_outcome", "referrals"))
    starred = {option.code for option in _options("referrals") if option.starred}
    codes = [option.code for option in _options("target_group")]
    per_month = count.per_month("target_group")
    table = [[per_month[month, code] for code in codes] for month in MONTHS]
    return Year(
        year=year,
        total=sum(groups.values()),
        asked=count.by("digital_asked")[True],
        unhelped=outcomes["open"],
        referred=sum(number for codes, number in referrals.items() if not starred.isdisjoint(codes)),
        referred_anywhere=sum(number for codes, number in referrals.items() if codes),
        groups=[(str(option.label), groups[option.code]) for option in _options("target_group")],
        months=[(date(year, month, 1), cells) for month, cells in zip(MONTHS, hide(table), strict=True)],
        tallies=[_tally(name, count.by(name)) for name in TALLIED],
    )


class _Counter:
    """Counts one year's contacts by what was answered."""

    def __init__(self, year: int, person_id: str | None) -> None:
        self.year, self.person_id = year, person_id

    def by(self, name: str) -> Counter[Any]:
        """How many contacts have each value of a question; a set of codes is one value."""
        column = Contact.table.c[name]
        found = self._rows([column, func.count()], column)
        return Counter(dict(map(tuple, found)))

    def per_month(self, name: str) -> Counter[tuple[int, Any]]:
        """The year's contacts by month, 1 to 12."""
        month, column = extract("month", Contact.table.c.date), Contact.table.c[name]
        found = self._rows([month, column, func.count()], month, column)
        return Counter({(int(number), value): count for number, value, count in found})

    def _rows(self, columns: list[Any], *groups: Any) -> Sequence[Any]:
        table = Contact.table
        query = by_year.records(Contact, self.year, columns).where(table.c.withdrawn_at.is_(None))
        if self.person_id is not None:
            query = query.where(table.c.user_id == self.person_id)
        return db.session.execute(query.group_by(*groups)).all()


def _options(name: str) -> Any:
    return Contact.questions[name].options


def _tally(name: str, counted: Counter[Any]) -> TopicCounts:
    question = Contact.questions[name]
    found: Counter[str] = Counter()
    for value, number in counted.items():
        for code in [value] if isinstance(value, str) else value or ():
            found[code] += number
    lines = [(question.shown([code] if question.kind == "choices" else code), number) for code, number in found.items()]
    return TopicCounts(str(question.label), sorted(lines, key=lambda line: (-line[1], line[0])))
