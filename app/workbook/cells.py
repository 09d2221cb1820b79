"""How the cells of a column are written, by what the column holds."""

import re
from copy import copy
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.hyperlink import Hyperlink

from ..questions import printable
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
    Column,
    FormattedNumber,
    Formula,
    Link,
    Mark,
)

FORMATS = {INT: "#,##0", NUMBER: "0.0#####", DATE: "dd-mm-yyyy", TIME: "hh:mm", MOMENT: "dd-mm-yyyy hh:mm"}
# Excel makes a formula of these when somebody edits the cell.
RISKY = frozenset("=+-@")
# What XML cannot hold beside the control characters, which no record has either.
NOT_XML = re.compile("[\ufffe\uffff]")
MOST_CHARACTERS = 32_767  # in one cell of Excel
MOST_LINKS = 65_530  # on one sheet of Excel; it repairs a file that has more
LINKED = Font(name="Calibri", size=11, underline="single", color="0F5C4D")
BOLD = Font(name="Calibri", size=11, bold=True)


class ColumnCells:
    """The cells of one column of numbers. `sheet` is openpyxl's, whose stubs know nothing of styles."""

    side: str | None = None
    font: Font | None = None

    def __init__(self, sheet: Any, number: int, column: Column) -> None:
        self.letter = get_column_letter(number)
        model: Any = WriteOnlyCell(sheet)
        indent = 1 if self.side == "left" else 0  # words keep clear of the column before them
        wrap = column.kind == LONG or None
        model.alignment = Alignment(horizontal=self.side, vertical="top", wrap_text=wrap, indent=indent)
        if self.font or column.bold:
            model.font = self.font or BOLD
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

    side = "left"

    def xml(self, row: int, value: str) -> str:
        style = self.quoted if value[:1] in RISKY else self.style
        text = escape(value if value.isascii() and value.isprintable() else writable(value))
        return f'<c r="{self.letter}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


class LinkCells(TextCells):
    """The cells of a column that leads to pages."""

    font = LINKED

    def __init__(self, sheet: Any, number: int, column: Column) -> None:
        super().__init__(sheet, number, column)
        self.sheet: Any = sheet

    def xml(self, row: int, value: Link) -> str:  # type: ignore[override]
        if len(self.sheet._hyperlinks) < MOST_LINKS:
            self.sheet._hyperlinks.append(Hyperlink(ref=f"{self.letter}{row}", target=value.target))
        return super().xml(row, value.text)


class FigureCells(ColumnCells):
    """The cells of a column of numbers that each have a format of their own; not close to the words beside them."""

    side = "right"

    def __init__(self, sheet: Any, number: int, column: Column) -> None:
        super().__init__(sheet, number, column)
        self.styles: dict[tuple[str, str, str], int] = {}
        model: Any = WriteOnlyCell(sheet)
        self.plain = BOLD if column.bold else Font(name="Calibri", size=11)
        model.alignment = Alignment(horizontal=self.side, vertical="top", indent=1)
        self.looks = sheet.parent, model

    def xml(self, row: int, value: FormattedNumber) -> str:
        return f'<c r="{self.letter}{row}" s="{self.styled(value.format)}"><v>{value.value:.16g}</v></c>'

    def styled(self, format: str, tint: str = "", ink: str = "") -> int:
        """The style with that format, tint and ink, made once."""
        key = (format, tint, ink)
        if key not in self.styles:
            book, model = self.looks
            model.number_format = format
            model.fill = PatternFill("solid", fgColor=tint) if tint else PatternFill()
            model.font = Font(name="Calibri", size=11, bold=True, color=ink) if ink else self.plain
            self.styles[key] = book._cell_styles.add(copy(model._style))
        return self.styles[key]


class MarkCells(FigureCells):
    """The cells of a column of words with a sign and a tint. The sign is the format's, so that the value stays clean."""

    side = "left"

    def xml(self, row: int, value: Mark) -> str:  # type: ignore[override]
        style = self.styled(f'"{value.sign}  "@' if value.sign else "General", value.tint, value.ink)
        text = escape(writable(value.text))
        return f'<c r="{self.letter}{row}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


class FormulaCells(FigureCells):
    """The cells of a column that Excel works out. They carry no value, so that what is shown was really worked out."""

    def xml(self, row: int, value: Formula) -> str:  # type: ignore[override]
        return f'<c r="{self.letter}{row}" s="{self.styled(value.format)}"><f>{escape(value.expression)}</f></c>'


CELLS = {
    FIGURE: FigureCells,
    FORMULA: FormulaCells,
    MARK: MarkCells,
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
