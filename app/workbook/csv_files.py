"""The sheets as CSV for a Danish Excel: semicolon, UTF-8 with signature, decimal comma, Danish dates.

Text that Excel would run as a formula gets an apostrophe in front, as docs/decisions/csv.md explains.
"""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import compress
from typing import Any

from .book import snapshot
from .sheet import (
    DATE,
    FIGURE,
    FORMULA,
    INT,
    LINK,
    LONG,
    MARK,
    MOMENT,
    NUMBER,
    TEXT,
    TIME,
    FormattedNumber,
    Link,
    Mark,
    Sheet,
)

SIGNATURE = "\ufeff"
# Excel, LibreOffice and Sheets make formulas of these; a text that begins with the mark itself gets it too,
# so that taking one away always gives the text back.
DEFUSED = frozenset("=+-@\t\r\n'＝＋－＠")
APOSTROPHE = "'"
BYTES = 64 * 1024


def stream(sheet: Sheet) -> Iterator[str]:
    """The sheet's table as pieces of CSV, some 64 KB each; formulas, which would have nothing to count on, are left out."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(SIGNATURE)
    kept = [column.kind != FORMULA for column in sheet.columns]
    columns = list(compress(sheet.columns, kept))
    writer.writerow(defuse(column.title) for column in columns)
    shown = [SHOWN[column.kind] for column in columns]
    with snapshot() as connection:
        for row in sheet.rows(connection):
            writer.writerow(
                "" if value is None else show(value) for show, value in zip(shown, compress(row, kept), strict=True)
            )
            if buffer.tell() > BYTES:
                yield buffer.getvalue()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue()


def defuse(text: str) -> str:
    """`text` so that no spreadsheet runs it."""
    return APOSTROPHE + text if text[:1] in DEFUSED else text


def _number(value: float) -> str:
    return f"{value:.16g}".replace(".", ",")


def _date(value: date) -> str:
    return f"{value:%d-%m-}{value.year:04}"


def _time(value: time) -> str:
    return f"{value:%H:%M}"


def _moment(value: datetime) -> str:
    return f"{_date(value)} {value:%H:%M:%S}"


def _address(value: Link) -> str:
    return value.target


def _figure(value: FormattedNumber) -> str:
    return _number(value.value)


def _mark(value: Mark) -> str:
    return defuse(value.text)


SHOWN: dict[str, Callable[[Any], str]] = {
    TEXT: defuse,
    LONG: defuse,
    INT: str,
    NUMBER: _number,
    FIGURE: _figure,
    MARK: _mark,
    LINK: _address,
    DATE: _date,
    TIME: _time,
    MOMENT: _moment,
}
