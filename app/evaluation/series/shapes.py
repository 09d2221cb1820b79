"""What a chart or a table is drawn from."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...base.small_cells import Cell, hide_crossed


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


def bar(code: str, label: object, count: int, whole: int, short: object = None) -> Bar:
    """A bar with its share of the whole."""
    return Bar(code, str(label), str(short or label), count, Fraction(count * 100, whole) if whole else None)


def crossed(
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
