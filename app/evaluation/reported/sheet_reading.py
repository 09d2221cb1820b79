"""Reads what stands in the sheet, cell by cell. Whether the figures are possible is not decided here, and nothing is written
down by reading it.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _

from ... import agreement
from ...agreement import SHARE
from ...base import clock, cpr
from ...base.text import printable
from ...definitions import FigureFields
from ...questions import Text
from .figure_ledger import TypedFigure
from .sheet_file import DAMAGED, FIRST_ROW, HEADER_ROW, ID, NOTE, ON, SOURCE, VALUE, YEAR_CELL, SheetError, opened

MOST_ROWS = 200
LAST_COLUMN = 10
DAY = re.compile(
    r"(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>\d{4})|(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII
)

NOT_TEMPLATE = _("Arket ligner ikke skabelonen. Hent den igen, og skriv tallene i de gule felter.")
OTHER_YEAR = _("Filen er for %(found)s, ikke for %(year)d. Vælg filen for %(year)d, eller åbn siden for det andet år.")
FORMULA = _("Her står en formel. Skriv selve tallet.")
EXCEL_ERROR = _("Her står en fejl fra Excel. Skriv selve tallet.")
BECAME_DATE = _("Excel har lavet tallet om til en dato. Skriv det igen, med komma.")
NO_NUMBER = _("»%(text)s« er ikke et tal. Skriv det med cifre, for eksempel 41 eller 83,9.")
UNKNOWN = _("»%(id)s« er ikke et af aftalens tal. Hent skabelonen igen.")
TWICE = _("»%(id)s« står også i %(cell)s. Slet den ene række.")
NO_DAY = _("»%(text)s« er ikke en dato. Skriv den som dag-måned-år, for eksempel %(example)s.")
FUTURE = _("Datoen ligger i fremtiden. Skriv den dag, tallet blev givet.")
TOO_EARLY = _("Datoen er før %(year)d. Ret årstallet.")
CPR = _("Her står et CPR-nummer. Fjern det.")
NOTHING = _("Der er ingen tal i arket.")


CELLS = {"source": SOURCE, "on": ON, "note": NOTE}


class SheetCell(NamedTuple):
    """What stands in a cell: `kind` is openpyxl's (f a formula, e an error)."""

    value: Any
    kind: str
    is_percent: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A figure that stands in the sheet, and where."""

    number: int
    told: TypedFigure

    def cell(self, field: str) -> str:
        """The cell of the value, or of source, date or note."""
        return f"{CELLS.get(field, VALUE)}{self.number}"


def read(body: bytes, year: int) -> list[SheetRow]:
    """The figures in a file for the year; empty cells say nothing. Raises SheetError."""
    with opened(body) as sheet:
        cells = _cells(sheet)
    _check_head(cells, year)
    faults: list[tuple[str, str]] = []
    faulty: set[str] = set()
    found: dict[str, SheetRow] = {}
    for number in range(FIRST_ROW, MOST_ROWS + 1):
        id = _text(cells.get(f"{ID}{number}"))
        if not id or not _is_filled(cells.get(f"{VALUE}{number}")):
            continue
        if id.partition("-")[0] not in agreement.figures():
            faults.append((f"{ID}{number}", str(UNKNOWN % {"id": id[:40]})))
        elif id in found:
            faults.append((f"{ID}{number}", str(TWICE % {"id": id, "cell": f"{ID}{found[id].number}"})))
        else:
            found[id], wrong = _row(cells, number, id)
            faults += wrong
            if wrong:
                faulty.add(id)
    if not found and not faults:
        faults.append(("", str(NOTHING)))
    if faults:
        raise SheetError(faults, [row for id, row in found.items() if id not in faulty])
    return list(found.values())


def _cells(sheet: Any) -> dict[str, SheetCell]:
    """The cells that have something in them, by name, as far as the sheet can reach."""
    try:
        rows = sheet.iter_rows(min_row=1, max_row=MOST_ROWS, max_col=LAST_COLUMN)
        return {
            f"{chr(ord('A') + cell.column - 1)}{cell.row}": SheetCell(
                cell.value, cell.data_type, "%" in str(cell.number_format)
            )
            for row in rows
            for cell in row
            if cell.value is not None
        }
    except Exception:  # a damaged sheet breaks openpyxl in any way
        raise SheetError([("", str(DAMAGED))]) from None


def _check_head(cells: dict[str, SheetCell], year: int) -> None:
    stated = cells.get(YEAR_CELL)
    header = [_text(cells.get(f"{column}{HEADER_ROW}")) for column in (ID, VALUE)]
    if stated is None or header[0] != "Id" or not header[1]:
        raise SheetError([("", str(NOT_TEMPLATE))])
    if _text(stated) != str(year):
        raise SheetError([(YEAR_CELL, str(OTHER_YEAR % {"found": _text(stated)[:20], "year": year}))])


def _row(cells: dict[str, SheetCell], number: int, id: str) -> tuple[SheetRow, list[tuple[str, str]]]:
    faults: list[tuple[str, str]] = []

    def take(column: str, read: Any) -> Any:
        try:
            return read(cells.get(f"{column}{number}"))
        except ValueError as error:
            faults.append((f"{column}{number}", str(error.args[0])))
            return None

    figure, _dash, area = id.partition("-")
    is_share = agreement.figures()[figure].kind == SHARE
    value = take(VALUE, lambda cell: _number(cell, is_share))
    source = take(SOURCE, lambda cell: _words(cell, FigureFields.source))
    on = take(ON, _day)
    note = take(NOTE, lambda cell: _words(cell, FigureFields.note))
    told = TypedFigure(figure, value or "", source or "", on or clock.today(), note or "", area)
    return SheetRow(number, told), faults


def _number(cell: SheetCell, is_share: bool) -> str:
    """The number of a cell as somebody would write it; ValueError for what is none."""
    value = cell.value
    if cell.kind == "f":
        raise ValueError(FORMULA)
    if cell.kind == "e":
        raise ValueError(EXCEL_ERROR)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        raise ValueError(BECAME_DATE)
    if isinstance(value, bool):
        raise ValueError(NO_NUMBER % {"text": _("sand") if value else _("falsk")})
    if isinstance(value, str):
        text = printable(value).strip()
        text = text.removesuffix("%").strip() if is_share else text
        if not any(character.isdecimal() for character in text):
            raise ValueError(NO_NUMBER % {"text": text[:40]})
        return text
    number = Decimal(repr(value))
    if not number.is_finite():
        raise ValueError(NO_NUMBER % {"text": str(value)})
    # 85 % in a cell that Excel shows as percent is kept as 0,85.
    number = number * 100 if is_share and cell.is_percent else number
    return _plain(number)


def _plain(number: Decimal) -> str:
    """`83,9`, never `8.39E+1`; more digits than a person writes are cut where Excel's own arithmetic left them."""
    rounded = round(number, 6) if abs(number) < 10**12 else number
    whole = rounded.to_integral_value()
    text = f"{whole:f}" if rounded == whole else f"{rounded:f}".rstrip("0")
    return text.replace(".", ",")


def _words(cell: SheetCell | None, question: Text) -> str:
    if cell is not None and cell.kind == "f":
        raise ValueError(_("Her står en formel. Skriv teksten selv."))
    text = _text(cell)
    words = question.clean(text)
    if next(cpr.find(text), None):
        raise ValueError(CPR)
    return words or ""


def _day(cell: SheetCell | None) -> dt.date | None:
    """The date of a cell; today's where it is empty is said elsewhere."""
    if cell is None or not _is_filled(cell):
        return None
    value = cell.value
    day = value.date() if isinstance(value, dt.datetime) else value
    if not isinstance(day, dt.date):
        day = _typed_day(_text(cell))
    if day is None:
        raise ValueError(NO_DAY % {"text": _text(cell)[:40], "example": f"{clock.today():%d-%m-%Y}"})
    if day > clock.today():
        raise ValueError(FUTURE)
    if day.year < agreement.earliest():
        raise ValueError(TOO_EARLY % {"year": agreement.earliest()})
    return day


def _typed_day(text: str) -> dt.date | None:
    """The date that a text is."""
    found = DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (found[long] or found[short] for long, short in (("year", "y"), ("month", "m"), ("day", "d")))
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _is_filled(cell: SheetCell | None) -> bool:
    return cell is not None and (not isinstance(cell.value, str) or bool(printable(cell.value).strip()))


def _text(cell: SheetCell | None) -> str:
    if cell is None or cell.value is None:
        return ""
    return printable(str(cell.value)).strip()
