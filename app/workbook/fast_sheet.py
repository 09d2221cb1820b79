"""A write-only sheet of openpyxl whose columns know what they hold.

openpyxl guesses the kind of every cell from its value, so that a text beginning with = becomes a formula, and builds
each cell from five nested objects. Here each column writes its own cells, and a row is parsed and copied as a whole
(docs/decisions/0009-typed-columns.md has the measurements).
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from lxml.etree import fromstring
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter

from .cells import CELLS, ColumnCells
from .sheet import LONG, Column

# Points a line of text takes, and the highest row that Excel has.
LINE, HIGHEST = 15, 409
# How much of a line's width words fill before they wrap.
FILLED = 0.95

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

    def type_columns(self, columns: Sequence[Column]) -> None:
        """Say what the rows from here on hold."""
        self._columns = [CELLS[column.kind](self, number, column) for number, column in enumerate(columns, 1)]
        self._wrapped = [(number, column.width) for number, column in enumerate(columns) if column.kind == LONG]

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

    def discard(self) -> None:
        """Remove the temporary file of a sheet that will not be saved."""
        if self._writer is None:
            return
        with suppress(Exception):  # the failure that ended the writing may have left it half-way through a row
            self.close()
        with suppress(FileNotFoundError):  # saving removes each sheet's file in turn
            self._writer.cleanup()
