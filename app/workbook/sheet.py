"""What every sheet of records is: a name, typed columns, rows, codebook lines, and what was left out of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import Connection

TEXT, LONG, INT, NUMBER, DATE, TIME, MOMENT = "text", "long", "int", "number", "date", "time", "moment"
LINK = "link"
# Rows that are fetched at a time: enough to be fast, few enough to weigh nothing.
FETCHED = 500


@dataclass(frozen=True)
class Column:
    """One column. `kind` says what its cells hold: text, long (a text that wraps), int, number, date, time, moment
    (naive Danish time), link (a `Link`). `width` is in characters. `field` and `meaning` are its line in the codebook, unless the
    sheet has better ones.
    """

    title: str
    kind: str
    width: int
    field: str = ""
    meaning: str = ""


class Link(NamedTuple):
    """What a cell says, and the page that it leads to."""

    text: str
    target: str


class Line(NamedTuple):
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
    """A sheet with one table. `key` names it in addresses, `name` in the workbook; `reading` says how to read it."""

    key: ClassVar[str]
    name: str
    reading: str
    columns: Sequence[Column]

    def counts(self, connection: Connection) -> Counts:
        """What there is, counted apart from writing it."""
        raise NotImplementedError

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        """The rows in their stable order, each as long as `columns`; None is an empty cell."""
        raise NotImplementedError

    def codebook(self) -> list[Line]:
        """What the columns mean."""
        return [Line(column.title, column.field, "", column.meaning) for column in self.columns]
