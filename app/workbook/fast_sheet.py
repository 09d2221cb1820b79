"""A write-only sheet of openpyxl whose columns know what they hold; calm, printable, readable in grey.

openpyxl guesses the kind of every cell from its value, so that a text beginning with = becomes a formula, and builds
each cell from five nested objects. Here each column writes its own cells, and a row is parsed and copied as a whole
(docs/decisions/0009-typed-columns.md has the measurements).
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from lxml.etree import fromstring
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter

from .kinds import ColumnCells
from .sheet import HEADER_ROW, Column

# Points a line of text takes, and the highest row that Excel has.
LINE, HIGHEST = 15, 409
# How much of a line's width words fill before they wrap.
FILLED = 0.95
PINE, SOFT_INK, THIN = "0F5C4D", "3F504D", "D9DDD6"
TITLE = Font(name="Calibri", size=16, bold=True)
SOFT = Font(name="Calibri", size=11, color=SOFT_INK)
HEADER = Font(name="Calibri", size=11, bold=True, color="FFFFFF")

# The stubs know little of styles and of write-only sheets.
_WriteOnly: Any = WriteOnlyWorksheet
_Writer: Any = WorksheetWriter


class TypedWriter(_Writer):
    """Writes rows that are XML already beside openpyxl's own."""

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:
        if isinstance(row, str):
            xf.write(fromstring(row))
        else:
            super().write_row(xf, row, row_idx)


class TypedSheet(_WriteOnly):
    """A write-only sheet that, after `type_columns`, takes rows of plain values for those columns."""

    _columns: list[ColumnCells] | None = None
    _wrapped: Sequence[tuple[int, int]] = ()
    _writer: Any = None

    def __init__(self, book: Any, title: str) -> None:
        super().__init__(book, title)
        book._add_sheet(self)

    def begin(self, titles: Sequence[str], columns: Sequence[Column], beside: Sequence[int] = ()) -> None:
        """What comes before the first row: widths, panes, paper, title rows (at most three), an empty row, the header."""
        widths = [column.width + (not column.kind.is_number) for column in columns]  # words have a space before them
        for number, width in enumerate([*widths, *beside], 1):
            self.column_dimensions[get_column_letter(number)].width = width
        self._set_up_page()
        if not beside:  # what stands beside a table is printed without it
            self.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
        for title, font in zip(titles, (TITLE, SOFT, SOFT), strict=False):
            self.append([self.text(title, font)])
        for _row in range(HEADER_ROW - 1 - len(titles)):
            self.append([])
        self.append([self._header(column) for column in columns])

    def type_columns(self, columns: Sequence[Column]) -> None:
        """Say what the rows from here on hold."""
        self._columns = [
            column.kind.cells(self, number, column.kind, bold=column.bold) for number, column in enumerate(columns, 1)
        ]
        self._wrapped = [(number, column.width) for number, column in enumerate(columns) if column.kind.wraps]

    def rule(self, cells: str) -> None:
        """A thin line below every row of those cells: one rule for all of them, also for the empty ones."""
        line = Border(bottom=Side(style="thin", color=THIN))
        below: Any = FormulaRule
        self.conditional_formatting.add(cells, below(formula=["TRUE"], border=line))

    def text(self, value: str, font: Font) -> Any:
        """A cell of text outside the table."""
        cell = WriteOnlyCell(self, value)
        cell.data_type = "s"
        cell.font = font
        return cell

    def discard(self) -> None:
        """Remove the temporary file of a sheet that will not be saved."""
        if self._writer is None:
            return
        with suppress(Exception):  # the failure that ended the writing may have left it half-way through a row
            self.close()
        with suppress(FileNotFoundError):  # saving removes each sheet's file in turn
            self._writer.cleanup()

    def _set_up_page(self) -> None:
        self.freeze_panes = f"A{HEADER_ROW + 1}"
        self.row_dimensions[1].height = 24
        self.row_dimensions[HEADER_ROW].height = 48
        self.page_setup.orientation = "landscape"
        self.page_setup.paperSize = 9  # A4
        self.page_setup.fitToWidth, self.page_setup.fitToHeight = 1, 0
        self.sheet_properties.pageSetUpPr.fitToPage = True
        self.page_margins.left = self.page_margins.right = 0.4
        self.page_margins.top = self.page_margins.bottom = 0.7
        self.page_margins.header = self.page_margins.footer = 0.3
        self.HeaderFooter.oddFooter.left.text = "&A"
        self.HeaderFooter.oddFooter.right.text = "&P / &N"

    def _header(self, column: Column) -> Any:
        """The cell of a header, white on pine, on the side where the numbers or words below it stand."""
        cell = self.text(column.title, HEADER)
        side = "right" if column.kind.is_number else "left"
        indent = 0 if column.kind.close else 1
        cell.fill = PatternFill("solid", fgColor=PINE)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=indent)
        return cell

    def _get_writer(self) -> None:
        if self._writer is None:
            self._writer = TypedWriter(self)
            self._writer.write_top()

    def _values_to_row(self, values: Sequence[Any], row_idx: int) -> Any:
        if self._columns is None:
            return super()._values_to_row(values, row_idx)
        cells = [
            column.xml(row_idx, value) for column, value in zip(self._columns, values, strict=True) if value is not None
        ]
        return f'<row r="{row_idx}"{self._height(values)}>{"".join(cells)}</row>'

    def _height(self, values: Sequence[Any]) -> str:
        """How high a row must be for its long texts; not every program works that out when it opens a file."""
        lines = 1
        for number, width in self._wrapped:
            value = values[number]
            if value and (len(value) > width or "\n" in value):
                lines = max(lines, sum(int(len(line) / (width * FILLED)) + 1 for line in value.split("\n")))
        return f' ht="{min(lines * LINE, HIGHEST):g}"' if lines > 1 else ""
