"""What every sheet of the workbook is: a name, columns that each know their cells, and rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as declared
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple

from flask_babel import gettext as _
from openpyxl.utils import get_column_letter
from sqlalchemy import Connection

from ..base import db
from ..questions import Option
from .kinds import INT, LONG, TEXT, CellKind, Getter

# The title rows and an empty one stand above the header.
HEADER_ROW = 5
# Rows that are fetched at a time: enough to be fast, few enough to weigh nothing.
FETCHED = 500


class CodebookLine(NamedTuple):
    """One line of the codebook."""

    sheet: str
    column: str
    field: str
    code: str
    meaning: str


@dataclass(frozen=True)
class Column:
    """One column: what its cells hold, how wide it is (in characters), how a cell is made of a row, and what the codebook
    says of it.

    `field`: the name that the codebook gives; a row has by it what stands in the cell, unless `value` says otherwise: a
    function of the row, or another name. The kind makes the cell of it: of a moment Danish time, of no text none.
    `codes`: each code that can stand there, and its meaning. The codebook lists them instead of `meaning`, and a cell
    shows the meaning for the code where there is no `value`. `notes`: what the codebook says of a code in the place of its
    meaning. `bold`: its cells stand out.
    """

    title: str
    kind: CellKind
    width: int
    field: str = ""
    meaning: str = ""
    value: Getter | str | None = None
    codes: Sequence[tuple[str, str]] = ()
    bold: bool = False
    notes: Mapping[str, str] = declared(default_factory=dict)

    @property
    def is_flag(self) -> bool:
        """Whether it says of a single code, as 1 or 0, that it is among several."""
        return self.kind is INT and len(self.codes) == 1

    def cell_of(self, read: Callable[[str], Getter]) -> Getter:
        """What makes the cell of a row; `read`: see `Sheet`. None and an empty text are an empty cell."""
        if callable(self.value):
            return self.kind.made(self.value)
        get = self.kind.made(read(self.value or self.field))
        if self.value or not self.codes:
            return get
        meanings: dict[Any, str] = dict(self.codes)
        return lambda row: meanings.get(code := get(row), code)


def codes_of(options: Iterable[Option]) -> list[tuple[str, str]]:
    """The codes of a choice, in the order in which it is offered, and what they mean."""
    return [(option.code, str(option.label)) for option in options]


def attribute(path: str) -> Getter:
    """What a row has by that name, and behind a dot what that has; nothing where there is nothing on the way."""
    names = path.split(".")
    if len(names) == 1:
        return attrgetter(path)

    def follow(row: Any) -> Any:
        for name in names:
            row = None if row is None else getattr(row, name)
        return row

    return follow


@dataclass(frozen=True)
class Place:
    """Where the rows of a sheet stand in the workbook. `declared`: the columns themselves, as `columns` names them."""

    name: str
    columns: tuple[str, ...]
    rows: int
    declared: tuple[Column, ...] = ()

    def cells(self, title: str) -> str:
        """The cells of a column, as formulas and charts name them; an empty table keeps an empty row."""
        return self._cells(self.columns.index(title))

    def of(self, field: str) -> tuple[str, Column]:
        """The cells of the column that shows a field in words or as a number, and the column; LookupError without one."""
        for number, column in enumerate(self.declared):
            if column.field == field and not column.is_flag:
                return self._cells(number), column
        raise LookupError(field)

    def flag(self, field: str, code: str) -> str:
        """The cells of the column that is 1 where a code is among those of a field; LookupError without one."""
        for number, column in enumerate(self.declared):
            if column.field == field and column.is_flag and column.codes[0][0] == code:
                return self._cells(number)
        raise LookupError(f"{field}.{code}")

    def _cells(self, number: int) -> str:
        letter, top = get_column_letter(number + 1), HEADER_ROW + 1
        return f"'{self.name}'!${letter}${top}:${letter}${top + max(self.rows, 1) - 1}"


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
    `read`: makes of a name what reads it from a row: a path of attributes, or `itemgetter` where rows are mappings.
    """

    key: ClassVar[str]
    name: str
    reading: str
    columns: Sequence[Column]
    covers: str = ""
    listed: ClassVar[bool] = True
    beside: Sequence[int] = ()
    read: Callable[[str], Getter] = staticmethod(attribute)

    def counts(self, connection: Connection) -> Counts:
        """What there is, counted apart from writing it."""
        raise NotImplementedError

    def rows(self, connection: Connection) -> Iterator[Any]:
        """The rows in their stable order, as the columns know them."""
        raise NotImplementedError

    def cells(self, connection: Connection, columns: Sequence[Column] | None = None) -> Iterator[list[Any]]:
        """The cells of each row, of all columns or of these. What makes them is made once, not for each row."""
        getters = [column.cell_of(self.read) for column in (self.columns if columns is None else columns)]
        for row in self.rows(connection):
            yield [get(row) for get in getters]

    def codebook(self) -> list[CodebookLine]:
        """What the columns mean: a line each, or one for each code that can stand there."""
        return [
            CodebookLine(self.name, column.title, column.field, code, column.notes.get(code, meaning))
            for column in self.columns
            for code, meaning in column.codes or [("", column.meaning)]
        ]

    def lay_out(self, places: Mapping[str, Place]) -> None:
        """Be told where the rows of all sheets of the workbook will stand, by key."""

    def finish(self, typed: Any, place: Place) -> None:
        """Add what stands beside the table, after its last row."""


class ShortSheet(Sheet):
    """A sheet so short that its rows are made at once, and only once."""

    _kept: list[Any] | None = None

    def make_rows(self) -> Iterable[Any]:
        """The rows, from a session that reads."""
        raise NotImplementedError

    def counts(self, connection: Connection) -> Counts:
        return Counts(len(self._rows(connection)))

    def rows(self, connection: Connection) -> Iterator[Any]:
        yield from self._rows(connection)

    def _rows(self, connection: Connection) -> list[Any]:
        if self._kept is None:
            with db.reading(connection):
                self._kept = list(self.make_rows())
        return self._kept


class CodebookSheet(Sheet):
    """*Kodebog*: what every column of the sheets beside it means, and every code in them."""

    key = "codebook"

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.name = _("Kodebog")
        self.reading = _("Hver række forklarer en kolonne eller en kode i et af de andre ark.")
        self.columns = [
            Column(_("Ark"), TEXT, 18, "", _("Arkets navn"), "sheet"),
            Column(_("Kolonne"), TEXT, 40, "", _("Kolonnens overskrift"), "column"),
            Column(_("Felt"), TEXT, 22, "", _("Feltets faste navn i Feltbog"), "field"),
            Column(_("Kode"), TEXT, 26, "", _("Svarets faste kode i Feltbog"), "code"),
            Column(_("Betydning"), LONG, 60, "", _("Hvad kolonnen eller koden betyder"), "meaning"),
        ]
        self.lines = [line for sheet in (*sheets, self) for line in sheet.codebook()]

    def counts(self, connection: Connection) -> Counts:
        return Counts(len(self.lines))

    def rows(self, connection: Connection) -> Iterator[CodebookLine]:
        yield from self.lines
