"""What every sheet of records is: a name, typed columns, rows, codebook lines, and what was left out of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from openpyxl.utils import get_column_letter
from sqlalchemy import Connection

TEXT, LONG, INT, NUMBER, DATE, TIME, MOMENT = "text", "long", "int", "number", "date", "time", "moment"
LINK, FIGURE, MARK, FORMULA = "link", "figure", "mark", "formula"
# The title rows and an empty one stand above the header.
HEADER_ROW = 5
# Rows that are fetched at a time: enough to be fast, few enough to weigh nothing.
FETCHED = 500


@dataclass(frozen=True)
class Column:
    """One column. `kind` says what its cells hold: text, long (a text that wraps), int, number, date, time, moment
    (naive Danish time), link (a `Link`), figure (a `Figure`), mark (a `Mark`), formula (a `Formula`). `width` is in characters. `field` and `meaning` are its line in the codebook, unless the
    sheet has better ones. `bold`: its cells stand out.
    """

    title: str
    kind: str
    width: int
    field: str = ""
    meaning: str = ""
    bold: bool = False


class Link(NamedTuple):
    """What a cell says, and the page that it leads to."""

    text: str
    target: str


class FormattedNumber(NamedTuple):
    """A number whose format is its own."""

    value: float
    format: str


class Mark(NamedTuple):
    """A word with a sign before it, a tint behind it and an ink of its own; filters see the word alone."""

    text: str
    sign: str = ""
    tint: str = ""
    ink: str = ""


class Formula(NamedTuple):
    """What Excel shall work out in a cell, without the `=`."""

    expression: str
    format: str = "General"


@dataclass(frozen=True)
class Place:
    """Where the rows of a sheet stand in the workbook."""

    name: str
    columns: tuple[str, ...]
    rows: int

    def cells(self, title: str) -> str:
        """The cells of a column, as formulas and charts name them; an empty table keeps an empty row."""
        return self.part(title, 0, max(self.rows, 1))

    def part(self, title: str, first: int, count: int) -> str:
        """So many of them from a row on, counted from 0."""
        letter, top = get_column_letter(self.columns.index(title) + 1), HEADER_ROW + 1 + first
        return f"'{self.name}'!${letter}${top}:${letter}${top + count - 1}"


class CodebookLine(NamedTuple):
    """One line of the codebook."""

    column: str
    field: str
    code: str
    meaning: str


@dataclass(frozen=True)
class Counts:
    """How many rows a sheet must hold, and what it leaves out. None: the sheet has no such thing."""

    rows: int
    withdrawn: int | None = None
    waiting: int | None = None


class Sheet:
    """A sheet with one table. `key` names it in addresses, `name` in the workbook; `reading` says how to read it.

    `covers`: until when it says something, where that is not simply the whole year. `listed`: whether the page about
    the workbook counts its rows and offers it alone. `beside`: the widths of the columns to the right of the table.
    """

    key: ClassVar[str]
    name: str
    reading: str
    columns: Sequence[Column]
    covers: str = ""
    listed: ClassVar[bool] = True
    beside: Sequence[int] = ()

    def counts(self, connection: Connection) -> Counts:
        """What there is, counted apart from writing it."""
        raise NotImplementedError

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        """The rows in their stable order, each as long as `columns`; None is an empty cell."""
        raise NotImplementedError

    def codebook(self) -> list[CodebookLine]:
        """What the columns mean."""
        return [CodebookLine(column.title, column.field, "", column.meaning) for column in self.columns]

    def lay_out(self, places: Mapping[str, Place]) -> None:
        """Be told where the rows of all sheets of the workbook will stand, by key."""

    def finish(self, typed: Any, place: Place) -> None:
        """Add what stands beside the table, after its last row."""
