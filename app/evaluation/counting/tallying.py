"""Counting records: every tally that a report asks for, one pass over each kind of record."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    false,
    func,
    null,
    or_,
    select,
    text,
    true,
    type_coerce,
)

from ...base import db
from ...base.dialects import holds_code
from ...criteria import parts
from ...criteria.parts import Document, Part, number
from ...definitions.countable import ANY, CHOICES, CODES, DATE, YES, YES_NO
from .sources import Source, source

# As many sums as one statement has.
MOST_SUMS: Final = 500
# The area of records that have none.
NOWHERE: Final = "-"
# A condition that can be compared: the field, what it asks (is, is_not, at_least, at_most), and the codes or the number.
Condition = tuple[str, str, tuple[str, ...]]


def condition(document: Document, kind: str, said: Part) -> Condition:
    """A condition of the document, its groups replaced by the choices that are in them."""
    name = said["field"]
    for asks in ("at_least", "at_most"):
        if asks in said:
            return name, asks, (said[asks],)
    asks = "is" if "is" in said else "is_not"
    return name, asks, parts.chosen(document, parts.list_of(document, kind, name), said[asks])


@dataclass(frozen=True)
class RecordTally:
    """What is counted: records of a kind from a day to another for which all conditions of one of `cases` hold.

    `how`: `count` them, `sum` a field, or count the `distinct` codes of one. `criterion`: the code that events are
    flagged for, where that is asked. `area`: only those of that one, or of none (`NOWHERE`); empty: all that the agreement
    sees.
    """

    kind: str
    how: str
    field: str
    cases: tuple[tuple[Condition, ...], ...]
    first: dt.date
    until: dt.date
    criterion: str = ""
    area: str = ""

    @property
    def fields(self) -> set[str]:
        """The fields that it needs."""
        return {self.field, *(each[0] for conditions in self.cases for each in conditions)} - {""}

    def chosen(self, found: Source) -> ColumnElement[bool]:
        """That a record is among them, its date included."""
        if self.until < self.first:
            return false()
        cases = [and_(true(), *(_holds(self, found, each) for each in conditions)) for conditions in self.cases]
        return and_(found.within(self.first, self.until), or_(*cases))

    def is_there(self, found: Source) -> ColumnElement[bool]:
        """That a record is of its area."""
        if not self.area:
            return true()
        return found.area.is_(None) if self.area == NOWHERE else found.area == self.area


@dataclass
class Counted:
    """The values of tallies, asked of the database once."""

    document: Document
    values: dict[RecordTally, Fraction] = field(default_factory=dict)

    def count(self, tallies: Iterable[RecordTally]) -> None:
        """Count all of them that are not counted yet."""
        wanted: dict[str, list[RecordTally]] = {}
        for each in dict.fromkeys(tallies):
            if each not in self.values:
                wanted.setdefault(each.kind, []).append(each)
        for kind, asked in wanted.items():
            found = source(kind, self.document, set().union(*(each.fields for each in asked)))
            summed = _by_bare(each for each in asked if each.how != "distinct")
            for start in range(0, len(summed), MOST_SUMS):
                self.values.update(_summed(found, dict(list(summed.items())[start : start + MOST_SUMS])))
            for each in asked:
                if each.how == "distinct":
                    self.values[each] = _distinct(found, each)

    def __getitem__(self, tally: RecordTally) -> Fraction:
        return self.values[tally]


def records(document: Document, tally: RecordTally) -> Select[Any]:
    """A query for the ids of the records that a tally is of."""
    found = source(tally.kind, document, tally.fields)
    return select(found.id).select_from(found.tables).where(found.counts, tally.is_there(found), tally.chosen(found))


def _by_bare(asked: Iterable[RecordTally]) -> dict[RecordTally, list[RecordTally]]:
    """Those that differ by their area alone, under the one without."""
    together: dict[RecordTally, list[RecordTally]] = {}
    for each in asked:
        together.setdefault(replace(each, area=""), []).append(each)
    return together


def _summed(found: Source, asked: Mapping[RecordTally, list[RecordTally]]) -> dict[RecordTally, Fraction]:
    """One statement for all of them, a row an area where any is of one."""
    sums = [func.sum(case((each.chosen(found), _amount(found, each)), else_=0)) for each in asked]
    is_apart = any(each.area for tallies in asked.values() for each in tallies)
    area = found.area.label("area") if is_apart else null()
    query = select(area, *sums).select_from(found.tables).where(found.counts, _somewhen(found, list(asked)))
    rows = db.session.execute(query.group_by(text("1")) if is_apart else query).all()
    by_area = {row[0] or NOWHERE: row[1:] for row in rows}
    summed = dict[RecordTally, Fraction]()
    for place, (bare, tallies) in enumerate(asked.items()):
        values = {area: found.value(bare.field, row[place]) for area, row in by_area.items()}
        whole = sum(values.values(), Fraction(0))
        summed |= {each: values.get(each.area, Fraction(0)) if each.area else whole for each in tallies}
    return summed


def _amount(found: Source, tally: RecordTally) -> Any:
    return func.coalesce(found.columns[tally.field], 0) if tally.how == "sum" else 1


def _somewhen(found: Source, tallies: list[RecordTally]) -> ColumnElement[bool]:
    """Between the first day and the last of all of them, so that the database need not look at every year."""
    return found.within(min(each.first for each in tallies), max(each.until for each in tallies))


def _distinct(found: Source, tally: RecordTally) -> Fraction:
    column = type_coerce(found.columns[tally.field], String)
    query = (
        select(column)
        .distinct()
        .select_from(found.tables)
        .where(found.counts, tally.is_there(found), tally.chosen(found), column.is_not(None))
    )
    return Fraction(len({code for codes in db.session.scalars(query) for code in codes.split()}))


def _holds(tally: RecordTally, found: Source, condition: Condition) -> ColumnElement[bool]:
    """A condition as the database asks it; an empty answer is no choice and no number."""
    name, asks, wanted = condition
    column, sort = found.column(name, tally.criterion), found.sorts[name]
    if sort == DATE:
        day = dt.date.fromisoformat(wanted[0])
        return column >= day if asks == "at_least" else column <= day
    if asks in {"at_least", "at_most"}:
        bound = number(wanted[0]) * found.scale.get(name, 1)
        return column >= -(-bound // 1) if asks == "at_least" else column <= bound // 1
    if ANY in wanted:
        hit = column.is_not(None)
    elif sort == YES_NO:
        hit = or_(*(column.is_(code == YES) for code in wanted))
    elif sort in {CHOICES, CODES}:
        hit = or_(*(holds_code(column, code) for code in wanted))
    else:
        hit = column.in_(wanted)
    return hit if asks == "is" else or_(column.is_(None), ~hit)
