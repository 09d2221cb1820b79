"""A write-only sheet of openpyxl whose columns know what they hold.

openpyxl guesses the kind of every cell from its value, so that a text beginning with = becomes a formula, and builds
each cell from five nested objects. Here each column writes its own cells, and a row is parsed and copied as a whole
(docs/decisions/0010-typed-columns.md has the measurements).
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from typing import Any
from xml.sax.saxutils import escape

from lxml.etree import fromstring
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.hyperlink import Hyperlink

from ..questions import printable
from .sheet import DATE, INT, LINK, LONG, MOMENT, NUMBER, TEXT, TIME, Column, Link

FORMATS = {INT: "#,##0", NUMBER: "0.0#####", DATE: "dd-mm-yyyy", TIME: "hh:mm", MOMENT: "dd-mm-yyyy hh:mm"}
# Excel makes a formula of these when somebody edits the cell.
FORMULA = frozenset("=+-@")
# What XML cannot hold beside the control characters, which no record has either.
NOT_XML = re.compile("[\ufffe\uffff]")
MOST_CHARACTERS = 32_767  # in one cell of Excel
MOST_LINKS = 65_530  # on one sheet of Excel; it repairs a file that has more
LINKED = Font(name="Calibri", size=11, underline="single", color="0F5C4D")

# The stubs know little of styles and of write-only sheets.
_WriteOnly: Any = WriteOnlyWorksheet
_Writer: Any = WorksheetWriter


class ColumnCells:
    """The cells of one column of numbers."""

    side: str | None = None
    font: Font | None = None

    def __init__(self, sheet: "TypedSheet", number: int, column: Column) -> None:
        self.letter = get_column_letter(number)
        model: Any = WriteOnlyCell(sheet)
        model.alignment = Alignment(horizontal=self.side, vertical="top", wrap_text=column.kind == LONG or None)
        if self.font:
            model.font = self.font
        model.number_format = FORMATS.get(column.kind, "General")
        styles = sheet.parent._cell_styles
        self.style = styles.add(copy(model._style))
        model.quotePrefix = True
        self.quoted = styles.add(copy(model._style))

    def xml(self, row: int, value: Any) -> str:
        """The cell in that row."""
        return f'<c r="{self.letter}{row}" s="{self.style}"><v>{value:.16g}</v></c>'


class TimeCells(ColumnCells):
    """The cells of a column of dates, times, or both: for Excel numbers of days."""

    side = "left"

    def xml(self, row: int, value: Any) -> str:
        return super().xml(row, to_excel(value))  # type: ignore[no-untyped-call]


class TextCells(ColumnCells):
    """The cells of a column of text: never a formula, an error or a number, not even after somebody edits one."""

    def xml(self, row: int, value: str) -> str:
        style = self.quoted if value[:1] in FORMULA else self.style
        text = escape(value if value.isascii() and value.isprintable() else writable(value))
        return f'<c r="{self.letter}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


class LinkCells(TextCells):
    """The cells of a column that leads to pages."""

    font = LINKED

    def __init__(self, sheet: "TypedSheet", number: int, column: Column) -> None:
        super().__init__(sheet, number, column)
        self.sheet: Any = sheet

    def xml(self, row: int, value: Link) -> str:  # type: ignore[override]
        if len(self.sheet._hyperlinks) < MOST_LINKS:
            self.sheet._hyperlinks.append(Hyperlink(ref=f"{self.letter}{row}", target=value.target))
        return super().xml(row, value.text)


CELLS = {
    TEXT: TextCells,
    LONG: TextCells,
    INT: ColumnCells,
    NUMBER: ColumnCells,
    DATE: TimeCells,
    LINK: LinkCells,
    TIME: TimeCells,
    MOMENT: TimeCells,
}


def writable(text: str) -> str:
    """`text` without what a workbook cannot hold."""
    return NOT_XML.sub("", printable(text))[:MOST_CHARACTERS]


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
    _writer: Any = None

    def __init__(self, book: Any, title: str) -> None:
        super().__init__(book, title)
        book._add_sheet(self)

    def type_columns(self, columns: Sequence[Column]) -> None:
        """Say what the rows from here on hold."""
        self._columns = [CELLS[column.kind](self, number, column) for number, column in enumerate(columns, 1)]

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
        return f'<row r="{row_idx}">{"".join(cells)}</row>'

    def discard(self) -> None:
        """Remove the temporary file of a sheet that will not be saved."""
        if self._writer is None:
            return
        with suppress(Exception):  # the failure that ended the writing may have left it half-way through a row
            self.close()
        with suppress(FileNotFoundError):  # saving removes each sheet's file in turn
            self._writer.cleanup()
