"""Writes the workbook: a front page and one sheet with one Excel table for each kind of row, in constant memory; and one
table as CSV for a Danish Excel: semicolon, UTF-8 with signature, decimal comma, Danish dates.
"""

import csv
import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import IO, Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from sqlalchemy import Connection

from .. import agreement
from ..base import clock, db, dialects
from ..base.text import defuse
from .fast_sheet import SOFT, TypedSheet
from .kinds import BOLD, INT, TEXT
from .sheet import HEADER_ROW, Column, Counts, Place, Sheet

# What a sheet of Excel holds below the header.
MOST_ROWS = 1_048_576 - HEADER_ROW
STEP = 250
SIGNATURE = "\ufeff"
BYTES = 64 * 1024

Progress = Callable[[int, int], None]


def write(
    target: IO[bytes],
    year: int,
    sheets: Sequence[Sheet],
    *,
    at: datetime | None = None,
    own: bool = False,
    progress: Progress | None = None,
    reading: Connection | None = None,
) -> int:
    """Write the workbook of a year into a binary file; how many rows it has.

    at: the moment that it says it shows (now).
    own: the sheets hold only one person's records, and the front page says so.
    progress: called with rows written and rows in all, now and then.
    reading: what is read from, where something else shall be of the same moment.
    """
    made_at = at or clock.now()
    book = _new_book(year, made_at)
    try:
        front = TypedSheet(book, _("Forside"))
        with nullcontext(reading) if reading else snapshot() as connection:
            counted = [(sheet, sheet.counts(connection)) for sheet in sheets]
            places = {sheet.key: _place(sheet, counts.rows) for sheet, counts in counted}
            for sheet in sheets:
                sheet.lay_out(places)
            count = _counter(sum(counts.rows for _sheet, counts in counted), progress)
            done = [
                (sheet, counts, _write_sheet(TypedSheet(book, sheet.name), sheet, year, connection, count))
                for sheet, counts in counted
            ]
        _write_front(front, year, made_at, done, own=own)
        book.save(target)
    except BaseException:
        for sheet in book.worksheets:
            sheet.discard()
        raise
    return sum(written for _sheet, _counts, written in done)


def stream(sheet: Sheet) -> Iterator[str]:
    """The sheet's table as pieces of CSV, some 64 KB each."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(SIGNATURE)
    columns = [column for column in sheet.columns if column.kind.plain]
    writer.writerow(defuse(column.title) for column in columns)
    shown: list[Any] = [column.kind.plain for column in columns]
    with snapshot() as connection:
        for cells in sheet.cells(connection, columns):
            writer.writerow("" if value is None else show(value) for show, value in zip(shown, cells, strict=True))
            if buffer.tell() > BYTES:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection whose queries all see the database as it was at the first of them."""
    with dialects.snapshot(db.engine()) as connection:
        yield connection


def _counter(total: int, progress: Progress | None) -> Callable[[], None]:
    """What is called with each row that is written: it says now and then how far the writing is, as it does now."""
    numbers = itertools.count()

    def count() -> None:
        written = next(numbers)
        if progress and (written % STEP == 0 or written == total):
            progress(written, total)

    count()
    return count


def _new_book(year: int, made_at: datetime) -> Any:
    book = Workbook(write_only=True)
    about = book.properties
    about.title, about.creator, about.language = _("Feltbog %(year)d", year=year), "Feltbog", "da-DK"
    about.created = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return book


def _write_sheet(typed: TypedSheet, sheet: Sheet, year: int, connection: Connection, count: Callable[[], None]) -> int:
    """Write one sheet row by row; how many rows."""
    titles = [f"{sheet.name} {year}", f"{_subject(year)} {sheet.covers or _period(year)}", sheet.reading]
    typed.begin(titles, sheet.columns, sheet.beside)
    typed.type_columns(sheet.columns)
    written = 0
    for cells in sheet.cells(connection):
        if written == MOST_ROWS:
            break
        typed.append(cells)
        written += 1
        count()
    sheet.finish(typed, _place(sheet, written))
    _add_table(typed, sheet, written)
    return written


def _place(sheet: Sheet, rows: int) -> Place:
    titles = tuple(column.title for column in sheet.columns)
    return Place(sheet.name, titles, min(rows, MOST_ROWS), tuple(sheet.columns))


def _add_table(typed: TypedSheet, sheet: Sheet, rows: int) -> None:
    """The Excel table around header and rows; Excel wants at least one row, so an empty table keeps an empty one."""
    last = f"{get_column_letter(len(sheet.columns))}{HEADER_ROW + max(rows, 1)}"
    table = Table(displayName=sheet.name.replace(" ", "_"), ref=f"A{HEADER_ROW}:{last}")
    table.autoFilter = AutoFilter(ref=table.ref)
    table.tableColumns = [TableColumn(id=number, name=column.title) for number, column in enumerate(sheet.columns, 1)]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    typed.tables.add(table)
    typed.rule(f"A{HEADER_ROW + 1}:{last}")


def _subject(year: int) -> str:
    """The agreement that it is about; empty where the year has none."""
    agreed = agreement.of_year(year)
    if not agreed:
        return ""
    return _("Delaftale »%(name)s«, %(subject)s.", name=agreed.name, subject=agreed.subject)


def _period(year: int) -> str:
    """The days that a year's sheets cover."""
    return _("1. januar – 31. december %(year)d.", year=year)


def _write_front(
    front: TypedSheet, year: int, made_at: datetime, sheets: Sequence[tuple[Sheet, Counts, int]], *, own: bool
) -> None:
    """*Forside*: what the workbook is, how much it holds and what it leaves out, and how to read it.

    `sheets` come with what there is and how many rows were written.
    """
    columns = [
        Column(_("Ark"), TEXT, 24),
        Column(_("Rækker i arket"), INT, 16),
        Column(_("Rækker i alt"), INT, 16),
        Column(_("Trukket tilbage, ikke med"), INT, 18),
        Column(_("Til gennemsyn, ikke med"), INT, 18),
    ]
    local = clock.local(made_at)
    hour = _("Hentet %(date)s kl. %(time)s.", date=f"{local:%d.%m.%Y}", time=f"{local:%H.%M}")
    running = _("Året er ikke slut: tallene er foreløbige.") if local.year <= year else ""
    titles = [_("Feltbog %(year)d", year=year), f"{_subject(year)} {_period(year)}", f"{hour} {running}".strip()]
    front.begin(titles, columns)
    for sheet, counts, written in sheets:
        name = front.text(sheet.name, BOLD)
        name.alignment = Alignment(horizontal="left", indent=1)
        front.append([name, written, counts.rows, counts.withdrawn, counts.waiting])
    front.append([])
    advice = [
        *([_("Projektmappen viser kun dine egne henvendelser.")] if own else []),
        _("Rækker i arket er, hvad arket her rummer; rækker i alt er, hvad Feltbog har for året. De skal være ens."),
        _("Det, der venter til gennemsyn, tæller ikke med, før projektlederen har set på det; tallet er for alle år."),
        _("En tom celle betyder, at der ikke er svaret. 0 er et svar."),
        _("Alle tidspunkter er dansk tid. Arket Kodebog forklarer hver kolonne og kode."),
        _(
            "En henvendelse hører til året for sin dato, et fremmøde til arrangementets, en observation til vandringens."
        ),
        _("En observation uden vandring hører til året, hvor den blev skrevet."),
    ]
    for line in advice:
        front.append([front.text(line, SOFT)])
