"""How the workbook looks: calm, printable, readable in grey."""

from collections.abc import Sequence
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from .fast_sheet import TypedSheet
from .sheet import FIGURE, FORMULA, HEADER_ROW, INT, NUMBER, Column

PINE, SOFT_INK, LINE = "0F5C4D", "3F504D", "D9DDD6"
TITLE = Font(name="Calibri", size=16, bold=True)
SOFT = Font(name="Calibri", size=11, color=SOFT_INK)
BOLD = Font(name="Calibri", size=11, bold=True)
HEADER = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
CLEAR = Alignment(horizontal="left", indent=1)
HEADER_FILL = PatternFill("solid", fgColor=PINE)
RIGHT = frozenset({INT, NUMBER, FIGURE, FORMULA})


def prepare(sheet: TypedSheet, columns: Sequence[Column], beside: Sequence[int] = ()) -> None:
    """What must be said before the first row: widths, panes, paper."""
    widths = [column.width + (column.kind not in RIGHT) for column in columns]  # words have a space before them
    for number, width in enumerate([*widths, *beside], 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.row_dimensions[1].height = 24
    sheet.row_dimensions[HEADER_ROW].height = 48
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    if not beside:  # what stands beside a table is printed without it
        sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.HeaderFooter.oddFooter.left.text = "&A"
    sheet.HeaderFooter.oddFooter.right.text = "&P / &N"


def head(sheet: TypedSheet, titles: Sequence[str], columns: Sequence[Column]) -> None:
    """The title rows (at most three), an empty row, and the header."""
    for title, font in zip(titles, (TITLE, SOFT, SOFT), strict=False):
        sheet.append([text(sheet, title, font)])
    for _row in range(HEADER_ROW - 1 - len(titles)):
        sheet.append([])
    sheet.append([header(sheet, column) for column in columns])


def rule(sheet: TypedSheet, cells: str) -> None:
    """A thin line below every row of those cells: one rule for all of them, also for the empty ones."""
    line = Border(bottom=Side(style="thin", color=LINE))
    below: Any = FormulaRule
    sheet.conditional_formatting.add(cells, below(formula=["TRUE"], border=line))


def text(sheet: TypedSheet, value: str, font: Font) -> Any:
    """A cell of text outside the table."""
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    cell.font = font
    return cell


def header(sheet: TypedSheet, column: Column) -> Any:
    """The cell of a header, white on pine, on the side where the numbers or words below it stand."""
    cell = text(sheet, column.title, HEADER)
    side = "right" if column.kind in RIGHT else "left"
    indent = 0 if column.kind in {INT, NUMBER} else 1
    cell.fill = HEADER_FILL
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
    return cell
