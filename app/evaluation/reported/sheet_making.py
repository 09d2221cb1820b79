"""Makes the sheet of a year, with what is known already. Imported where that is done: it takes all of openpyxl along."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

from ... import agreement
from ...agreement import COUNT, SHARE, Figure
from ...base.text import printable
from ...store import FigureEntry
from ...store.reported_tables import key_of
from . import sheet_file as layout
from .figure_ledger import figures

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINE = Side(style="thin", color="6F7F7A")
FILL_IN = PatternFill("solid", fgColor="FFF3DC")
HEADER_FILL = PatternFill("solid", fgColor="0F5C4D")
NUMBERS = frozenset({layout.VALUE, layout.BASELINE})
# Points: two lines of text.
HIGH = 32
SOFT = Font(name="Calibri", size=11, color="3F504D")


def write(year: int, party: str | None = None) -> bytes:
    """The file for a year: all figures, or those of one party."""
    agreed = agreement.of_year(year)
    wanted = [
        (each, area)
        for each in agreed.figures_of(year) if party in (None, each.party)
        for area in agreed.areas_of(each, year)
    ]  # fmt: skip
    book = Workbook()
    sheet: Any = book.active
    sheet.title = layout.SHEET
    _head(sheet, year)
    known = figures.current([year])
    for row, (figure, area) in enumerate(wanted, layout.FIRST_ROW):
        _row(sheet, row, agreed, figure, area, known.get((figure.id, year, area)))
    _guard(sheet, [figure for figure, _area in wanted])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _head(sheet: Any, year: int) -> None:
    agreed = agreement.of_year(year)
    _text(sheet["A1"], _("Årets tal %(year)d · %(estate)s", year=year, estate=agreed.estate))
    sheet["A1"].font = Font(name="Calibri", size=16, bold=True)
    _text(sheet["A2"], _("År"))
    sheet[layout.YEAR_CELL] = year
    sheet[layout.YEAR_CELL].alignment = Alignment(horizontal="left")
    _text(
        sheet["C2"],
        _("Udfyld de gule felter. Lad feltet være tomt, hvis du ikke har tallet. Skriv 0, når tallet er 0."),
    )
    for column, title, width in layout.COLUMNS:
        cell = sheet[f"{column}{layout.HEADER_ROW}"]
        _text(cell, str(year) if title is None else str(title))
        cell.font = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
        cell.fill = HEADER_FILL
        cell.alignment = Alignment(horizontal="right" if column in NUMBERS else "left", vertical="center", indent=1)
        sheet.column_dimensions[column].width = width
    sheet.row_dimensions[1].height, sheet.row_dimensions[layout.HEADER_ROW].height = 24, 30
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.freeze_panes = f"{layout.VALUE}{layout.FIRST_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _row(
    sheet: Any, row: int, agreed: agreement.Agreement, figure: Figure, area: str, given: FigureEntry | None
) -> None:
    texts = {
        layout.ID: key_of(figure.id, area),
        layout.NAME: agreed.figure_name(figure.id, area),
        layout.UNIT: figure.unit,
        layout.SOURCE: given.source if given else figure.source,
        layout.NOTE: given.note if given else "",
        layout.PARTY: agreement.parties()[figure.party],
        layout.ABOUT: figure.about,
    }
    sheet.row_dimensions[row].height = HIGH
    for column, _title, _width in layout.COLUMNS:
        cell = sheet[f"{column}{row}"]
        if texts.get(column):
            _text(cell, texts[column])
        cell.font = SOFT if column not in layout.OPEN else Font(name="Calibri", size=11)
        side = "right" if column in NUMBERS else "left"
        cell.alignment = Alignment(
            side,
            "center",
            wrap_text=column in {layout.NAME, layout.SOURCE, layout.NOTE, layout.PARTY, layout.ABOUT},
            indent=1,
        )
        if column in layout.OPEN:
            cell.protection = Protection(locked=False)
            cell.fill = FILL_IN
            cell.border = Border(LINE, LINE, LINE, LINE)
    if (baseline := figure.baseline_of(area)) is not None:
        sheet[f"{layout.BASELINE}{row}"] = baseline
    if given:
        sheet[f"{layout.VALUE}{row}"] = given.value
        sheet[f"{layout.ON}{row}"] = given.on
    sheet[f"{layout.VALUE}{row}"].number_format = "0" if figure.kind == COUNT else "0.0#####"
    sheet[f"{layout.ON}{row}"].number_format = "dd-mm-yyyy"


def _guard(sheet: Any, wanted: Iterable[Figure]) -> None:
    """Excel itself refuses what is impossible, and lets nothing be changed but the open cells."""
    row = layout.HEADER_ROW
    for row, figure in enumerate(wanted, layout.FIRST_ROW):
        if figure.kind == COUNT:
            rule, words = DataValidation("whole", operator="greaterThanOrEqual", formula1=str(figure.least)), _("Skriv et helt tal, mindst %(least)d.", least=figure.least)  # fmt: skip
        elif figure.kind == SHARE:
            rule, words = DataValidation("decimal", formula1=str(figure.least), formula2="100"), _("Skriv et tal fra %(least)d til 100.", least=figure.least)  # fmt: skip
        else:
            rule, words = DataValidation("decimal", operator="greaterThanOrEqual", formula1=str(figure.least)), _("Skriv et tal, mindst %(least)d.", least=figure.least)  # fmt: skip
        _add(sheet, rule, f"{layout.VALUE}{row}", words)
    first = agreement.earliest()
    dates = DataValidation("date", operator="greaterThanOrEqual", formula1=f"DATE({first},1,1)")
    _add(sheet, dates, f"{layout.ON}{layout.FIRST_ROW}:{layout.ON}{row}", _("Skriv datoen som dag-måned-år."))
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _add(sheet: Any, rule: DataValidation, cells: str, words: str) -> None:
    rule.allow_blank = True
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = _("Det kan ikke passe"), words
    sheet.add_data_validation(rule)
    rule.add(cells)


def _text(cell: Any, text: str) -> None:
    """A text that is never a formula, whatever it begins with."""
    cell.value = printable(text)
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in "=+-@"
