"""An agreement as an Excel file: every list that the format has is a sheet, so that any of it can be filled in."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from ..agreement.shape import Content, Date, ExactText, Flag, OneOf
from .book_layout import BOOK, FIRST_ROW, NO, NUMBER, NUMBER_IN_WORDS, TOP, YES, BookSheet
from .member_words import MEMBERS, REFERENCES
from .parts import Document, Part

# What Excel keeps of a number, and of a text in one cell; as many rows are prepared for what is filled in.
MOST_DIGITS, MOST_CHARACTERS, PREPARED = 15, 32767, 1000
LONG: Final = frozenset(
    {"text", "note", "name", "label", "about", "ask", "help", "phrase", "source", "demands", "places"}
)

Row = tuple[str, dict[str, Any]]


def to_book(document: Document) -> bytes:
    """The file of a document without faults."""
    from openpyxl import Workbook

    book: Any = Workbook()
    rows = _rows(document)
    book.remove(book.active)
    for sheet in BOOK.values():
        _fill(book.create_sheet(sheet.title), sheet, rows[sheet.path])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(document: Document) -> dict[str, list[Row]]:
    """The rows of every sheet: each has its number and its members."""
    found: dict[str, list[Row]] = {path: [] for path in BOOK}

    def put(path: str, number: str, row: Part) -> None:
        members: dict[str, Any] = {}
        found[path].append((number, members))
        for name, value in _flat(row):
            if name in BOOK[path].columns:
                members[name] = value
                continue
            for place, each in enumerate(value, 1):
                put(f"{path}/{name}".lstrip("/"), f"{number}.{place}".lstrip("."), each)

    put("", "", document)
    return found


def _flat(row: Part, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _fill(page: Any, sheet: BookSheet, rows: list[Row]) -> None:
    from openpyxl.styles import Font

    page["A1"] = sheet.path or TOP
    for place, names in (
        (1, (NUMBER, *sheet.columns)),
        (2, (NUMBER_IN_WORDS, *map(MEMBERS.__getitem__, sheet.columns))),
    ):
        for column, name in enumerate(names, 2):
            page.cell(place, column, name).font = Font(bold=place == 2, color=None if place == 2 else "888888")
    for place, (number, members) in enumerate(rows, FIRST_ROW):
        _text(page.cell(place, 2), number)
        for column, (name, content) in enumerate(sheet.columns.items(), 3):
            if name in members:
                _write(page.cell(place, column), content, members[name])
    page.freeze_panes = page.cell(FIRST_ROW, 3)
    _prepare(page, sheet)


def _write(cell: Any, content: Content, value: Any) -> None:
    if isinstance(value, list):
        _text(cell, "\n".join(" ".join(str(each).splitlines()) for each in value))
    elif isinstance(value, bool):
        _text(cell, YES if value else NO)
    elif isinstance(content, ExactText):
        _exact(cell, value)
    elif isinstance(content, Date):
        cell.value, cell.number_format = date.fromisoformat(value), "yyyy-mm-dd"
    elif isinstance(value, int):
        cell.value = value
    else:
        _text(cell, value)


def _exact(cell: Any, text: str) -> None:
    """A number with its decimals, those that are 0 too; where Excel would round it, the text."""
    if len(text.strip("-").replace(".", "")) > MOST_DIGITS:
        _text(cell, text)
        return
    decimals = len(text.partition(".")[2])
    cell.value = Decimal(text)
    cell.number_format = f"0.{'0' * decimals}{'#' * (6 - decimals)}" if decimals else "General"


def _text(cell: Any, text: str) -> None:
    """Never a formula."""
    from openpyxl.styles import Alignment

    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"Teksten i {cell.coordinate} er for lang til Excel. Gem aftalen som .toml eller .json.")
    cell.value, cell.number_format = text, "@"
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _prepare(page: Any, sheet: BookSheet) -> None:
    """Widths, and what can be chosen in each column."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    page.column_dimensions["A"].width = 12
    for column, (name, content) in enumerate(sheet.columns.items(), 3):
        letter = get_column_letter(column)
        page.column_dimensions[letter].width = 40 if name.rpartition(".")[2] in LONG else 16
        if allowed := _allowed(name, content):
            rule = DataValidation("list", formula1=allowed, allow_blank=True)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{PREPARED}")
            page.add_data_validation(rule)


def _allowed(name: str, content: Content) -> str:
    """What a column's cells can be, as Excel writes it; empty where there is no list of it."""
    from openpyxl.utils import get_column_letter

    part = REFERENCES.get(name.rpartition(".")[2])
    if part:
        letter = get_column_letter(3 + list(BOOK[part].columns).index("code"))
        return f"'{BOOK[part].title}'!${letter}${FIRST_ROW}:${letter}${PREPARED}"
    if isinstance(content, Flag) or (isinstance(content, OneOf) and content.allowed == (True,)):
        return f'"{YES},{NO}"'
    if isinstance(content, OneOf):
        return f'"{",".join(map(str, content.allowed))}"'
    return ""
