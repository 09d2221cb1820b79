"""A write-only sheet of openpyxl whose columns know what they hold.

openpyxl guesses the kind of every cell from its value, so that a text beginning with = becomes a formula and a date
costs a new style; here each column has one cell that says what it is and is used again for every row
(docs/decisions/workbook.md has the measurements).
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from ..questions import printable
from .sheet import DATE, INT, LONG, MOMENT, NUMBER, TEXT, TIME, Column

FORMATS = {INT: "#,##0", NUMBER: "0.0#####", DATE: "dd-mm-yyyy", TIME: "hh:mm", MOMENT: "dd-mm-yyyy hh:mm"}
TYPES = {TEXT: "s", LONG: "s", INT: "n", NUMBER: "n", DATE: "d", TIME: "d", MOMENT: "d"}
# Excel makes a formula of these when somebody edits the cell.
FORMULA = frozenset("=+-@")

# What XML cannot hold beside the control characters, which no record has either.
NOT_XML = re.compile("[\ufffe\uffff]")
MOST_CHARACTERS = 32_767  # in one cell of Excel


# The stubs know little of cells' styles and of write-only sheets.
_Cell: Any = Cell
_WriteOnly: Any = WriteOnlyWorksheet


class ColumnCell(_Cell):
    """The one cell of a column; only its row, value and, for some texts, its style change."""

    # openpyxl works these out anew for every cell.
    has_style = True
    style_id = 0

    def __init__(self, sheet: Any, number: int, column: Column) -> None:
        super().__init__(sheet, row=1, column=number)
        self.letter = get_column_letter(number)
        self.data_type = TYPES[column.kind]
        side = "left" if self.data_type == "d" else None
        self.alignment = Alignment(horizontal=side, vertical="top", wrap_text=column.kind == LONG or None)
        self.number_format = FORMATS.get(column.kind, "General")
        self.plain = self.style_id = self._register()
        self.quotePrefix = True
        self.quoted = self._register()

    def _register(self) -> int:
        """The number of the style as it is now; a copy, because the book keeps what it is given."""
        number: int = self.parent.parent._cell_styles.add(copy(self._style))
        return number

    @property
    def coordinate(self) -> str:
        return f"{self.letter}{self.row}"

    def put(self, value: Any) -> None:
        """Hold a value that is not text."""
        self._value = value


class TextCell(ColumnCell):
    """The cell of a column of text: never a formula, an error or a number, not even after somebody edits it."""

    def put(self, value: str) -> None:
        self._value = value if value.isprintable() and value.isascii() else writable(value)
        self.style_id = self.quoted if value[:1] in FORMULA else self.plain


def writable(text: str) -> str:
    """`text` without what a workbook cannot hold."""
    return NOT_XML.sub("", printable(text))[:MOST_CHARACTERS]


class TypedSheet(_WriteOnly):
    """A write-only sheet that, after `type_columns`, takes rows of plain values for those columns."""

    _cells_of_row: list[ColumnCell] | None = None

    def __init__(self, book: Any, title: str) -> None:
        super().__init__(book, title)
        book._add_sheet(self)

    def type_columns(self, columns: Sequence[Column]) -> None:
        """Say what the rows from here on hold."""
        self._cells_of_row = [
            (TextCell if TYPES[column.kind] == "s" else ColumnCell)(self, number, column)
            for number, column in enumerate(columns, 1)
        ]

    def _values_to_row(self, values: Sequence[Any], row_idx: int) -> Iterator[Cell]:
        if self._cells_of_row is None:
            yield from super()._values_to_row(values, row_idx)
            return
        for cell, value in zip(self._cells_of_row, values, strict=True):
            if value is not None:
                cell.row = row_idx
                cell.put(value)
                yield cell

    def discard(self) -> None:
        """Remove the temporary file of a sheet that will not be saved."""
        if self._writer is None:
            return
        with suppress(Exception):  # the failure that ended the writing may have left it half-way through a row
            self.close()
        with suppress(FileNotFoundError):  # saving removes each sheet's file in turn
            self._writer.cleanup()
