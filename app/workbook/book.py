"""Writes the workbook: a front page and one sheet with one Excel table for each kind of row, in constant memory."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from sqlalchemy import Connection

from ..base import clock, db, dialects
from . import cover, looks
from .fast_sheet import TypedSheet
from .sheet import HEADER_ROW, Place, Sheet

# What a sheet of Excel holds below the header.
MOST_ROWS = 1_048_576 - HEADER_ROW
STEP = 250

Progress = Callable[[int, int], None]


def write(
    target: IO[bytes],
    year: int,
    sheets: Sequence[Sheet],
    *,
    at: datetime | None = None,
    own: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write the workbook of a year into a binary file; how many rows it has.

    at: the moment that it says it shows (now).
    own: the sheets hold only one person's records, and the front page says so.
    progress: called with rows written and rows in all, now and then.
    """
    made_at = at or clock.now()
    book = _new_book(year, made_at)
    try:
        first = TypedSheet(book, _("Forside"))
        with snapshot() as connection:
            counted = [(sheet, sheet.counts(connection)) for sheet in sheets]
            places = {sheet.key: _place(sheet, counts.rows) for sheet, counts in counted}
            for sheet in sheets:
                sheet.lay_out(places)
            meter = _Meter(sum(counts.rows for _sheet, counts in counted), progress)
            done = [
                (sheet, counts, _write_sheet(TypedSheet(book, sheet.name), sheet, year, connection, meter))
                for sheet, counts in counted
            ]
        cover.write(first, year, made_at, done, own=own)
        book.save(target)
    except BaseException:
        for sheet in book.worksheets:
            sheet.discard()
        raise
    return meter.written


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection whose queries all see the database as it was at the first of them."""
    with dialects.snapshot(db.engine()) as connection:
        yield connection


class _Meter:
    """Tells how far the writing is."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.written, self.total, self.progress = 0, total, progress
        self._tell()

    def count(self) -> None:
        self.written += 1
        if self.written % STEP == 0 or self.written == self.total:
            self._tell()

    def _tell(self) -> None:
        if self.progress:
            self.progress(self.written, self.total)


def _new_book(year: int, made_at: datetime) -> Any:
    book = Workbook(write_only=True)
    about = book.properties
    about.title, about.creator, about.language = _("Feltbog %(year)d", year=year), "Feltbog", "da-DK"
    about.created = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return book


def _write_sheet(typed: TypedSheet, sheet: Sheet, year: int, connection: Connection, meter: _Meter) -> int:
    """Write one sheet row by row; how many rows."""
    looks.prepare(typed, sheet.columns, sheet.beside)
    covers = sheet.covers or cover.period(year)
    looks.head(typed, [f"{sheet.name} {year}", f"{cover.subject()} {covers}", sheet.reading], sheet.columns)
    typed.type_columns(sheet.columns)
    written = 0
    for row in sheet.rows(connection):
        if written == MOST_ROWS:
            break
        typed.append(row)
        written += 1
        meter.count()
    sheet.finish(typed, _place(sheet, written))
    _add_table(typed, sheet, written)
    return written


def _place(sheet: Sheet, rows: int) -> Place:
    return Place(sheet.name, tuple(column.title for column in sheet.columns), min(rows, MOST_ROWS))


def _add_table(typed: TypedSheet, sheet: Sheet, rows: int) -> None:
    """The Excel table around header and rows; Excel wants at least one row, so an empty table keeps an empty one."""
    last = f"{get_column_letter(len(sheet.columns))}{HEADER_ROW + max(rows, 1)}"
    table = Table(displayName=sheet.name.replace(" ", "_"), ref=f"A{HEADER_ROW}:{last}")
    table.autoFilter = AutoFilter(ref=table.ref)
    table.tableColumns = [TableColumn(id=number, name=column.title) for number, column in enumerate(sheet.columns, 1)]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    typed.tables.add(table)
    looks.rule(typed, f"A{HEADER_ROW + 1}:{last}")
