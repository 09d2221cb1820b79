"""What the cells of a column can hold: for each kind how a cell is made of a row, written for Excel, and written as CSV."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from flask_babel import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.hyperlink import Hyperlink

from ..base import clock
from ..base.text import defuse, printable

# Excel makes a formula of these when somebody edits the cell.
RISKY = frozenset("=+-@")
# What XML cannot hold beside the control characters, which no record has either.
NOT_XML = re.compile("[\ufffe\uffff]")
# Inside a text Excel takes `_x0041_` for A (ECMA-376, part 1, 22.9.2.19).
LIKE_A_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
MOST_CHARACTERS = 32_767  # in one cell of Excel
MOST_LINKS = 65_530  # on one sheet of Excel; it repairs a file that has more
LINKED = Font(name="Calibri", size=11, underline="single", color="0F5C4D")
BOLD = Font(name="Calibri", size=11, bold=True)

# Takes a row and gives what stands in it, or a cell.
Getter = Callable[[Any], Any]


class Link(NamedTuple):
    """What a cell says, and the page that it leads to."""

    text: str
    target: str


class FormattedNumber(NamedTuple):
    """A number whose format is its own."""

    value: float
    format: str


class Mark(NamedTuple):
    """A word with a sign before it, a tint behind it and an ink of its own; filters see the word alone."""

    text: str
    sign: str = ""
    tint: str = ""
    ink: str = ""


class Formula(NamedTuple):
    """What Excel shall work out in a cell, without the `=`."""

    expression: str
    format: str = "General"


class ColumnCells:
    """The cells of one column of numbers. `sheet` is openpyxl's, whose stubs know nothing of styles."""

    side: str | None = None
    font: Font | None = None

    def __init__(self, sheet: Any, number: int, kind: "CellKind", *, bold: bool) -> None:
        self.letter = get_column_letter(number)
        model: Any = WriteOnlyCell(sheet)
        indent = 1 if self.side == "left" else 0  # words keep clear of the column before them
        wrap = kind.wraps or None
        model.alignment = Alignment(horizontal=self.side, vertical="top", wrap_text=wrap, indent=indent)
        if self.font or bold:
            model.font = self.font or BOLD
        model.number_format = kind.format
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
    """The cells of a column of text: never a formula, an error or a number, not even after somebody edits one. A cell
    without words is empty.
    """

    side = "left"

    def xml(self, row: int, value: str) -> str:
        if not value:
            return ""
        style = self.quoted if value[:1] in RISKY else self.style
        text = escape(value if value.isascii() and value.isprintable() and "_x" not in value else writable(value))
        return f'<c r="{self.letter}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


class LinkCells(TextCells):
    """The cells of a column that leads to pages."""

    font = LINKED

    def __init__(self, sheet: Any, number: int, kind: "CellKind", *, bold: bool) -> None:
        super().__init__(sheet, number, kind, bold=bold)
        self.sheet: Any = sheet

    def xml(self, row: int, value: Link) -> str:  # type: ignore[override]
        if len(self.sheet._hyperlinks) < MOST_LINKS:
            self.sheet._hyperlinks.append(Hyperlink(ref=f"{self.letter}{row}", target=value.target))
        return super().xml(row, value.text)


class FigureCells(ColumnCells):
    """The cells of a column of numbers that each have a format of their own; not close to the words beside them."""

    side = "right"

    def __init__(self, sheet: Any, number: int, kind: "CellKind", *, bold: bool) -> None:
        super().__init__(sheet, number, kind, bold=bold)
        self.styles: dict[tuple[str, str, str], int] = {}
        model: Any = WriteOnlyCell(sheet)
        self.plain = BOLD if bold else Font(name="Calibri", size=11)
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


def writable(text: str) -> str:
    """`text` without what a workbook cannot hold. What Excel would read as a character's code is said by its own."""
    return LIKE_A_CODE.sub("_x005F_", NOT_XML.sub("", printable(text))[:MOST_CHARACTERS])


def _as_it_is(get: Getter) -> Getter:
    return get


def _yes_no(get: Getter) -> Getter:
    words = {True: _("Ja"), False: _("Nej"), None: None}
    return lambda row: words[get(row)]


def _danish_time(get: Getter) -> Getter:
    def local(row: Any) -> datetime | None:
        """Without a zone, as Excel knows it, in whole seconds."""
        moment = get(row)
        return None if moment is None else clock.local(moment).replace(tzinfo=None, microsecond=0)

    return local


def _number(value: float) -> str:
    """As many digits as Excel has: one more shows how a computer counts, not what was counted."""
    return f"{value:.15g}".replace(".", ",")


def _date(value: date) -> str:
    return f"{value:%d-%m-}{value.year:04}"


@dataclass(frozen=True, eq=False)
class CellKind:
    """A kind of column. `cells` writes for Excel, `plain` a cell as CSV; formulas, which would have nothing to count on
    there, have none. `made`: what gives the cell of a row, where a getter gives what the row holds.

    `wraps`: a row grows with its text. `close`: the header stands as close to the column before it as the numbers do.
    """

    cells: type[ColumnCells]
    plain: Callable[[Any], str] | None
    format: str = "General"
    made: Callable[[Getter], Getter] = _as_it_is
    wraps: bool = False
    close: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its cells stand on the right."""
        return self.cells.side != "left"


TEXT = CellKind(TextCells, defuse)
LONG = CellKind(TextCells, defuse, wraps=True)
YES_NO = CellKind(TextCells, defuse, made=_yes_no)
INT = CellKind(ColumnCells, str, "#,##0", close=True)
NUMBER = CellKind(ColumnCells, _number, "0.0#####", close=True)
DATE = CellKind(TimeCells, _date, "dd-mm-yyyy")
TIME = CellKind(TimeCells, lambda value: f"{value:%H:%M}", "hh:mm")
MOMENT = CellKind(TimeCells, lambda value: f"{_date(value)} {value:%H:%M:%S}", "dd-mm-yyyy hh:mm", _danish_time)
LINK = CellKind(LinkCells, lambda link: link.target)
FIGURE = CellKind(FigureCells, lambda figure: _number(figure.value))
MARK = CellKind(MarkCells, lambda mark: defuse(mark.text))
FORMULA = CellKind(FormulaCells, None)
