"""An Excel file of an agreement → its document; what is wrong in it stays, for the faults to tell."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from ..agreement.shape import Content, Date, ExactText, Fault, Flag, Many, Members, OneOf, Whole
from ..base import excel_file, numbers
from .book_layout import BOOK, FIRST_ROW, NO, NUMBER, NUMBER_IN_WORDS, TOP, YES, BookSheet
from .book_places import BookPlaces, cell_in_words
from .member_words import MEMBERS

ADVICE: Final = "Hent aftalen som Excel-fil, og ret i den."
MOST_ROWS, MOST_COLUMNS = 2000, 60
_PLACE = re.compile(r"[1-9]\d{0,3}(\.[1-9]\d{0,3}){0,3}", re.ASCII)
_COMMA = re.compile(r"(-?\d+),(\d+)", re.ASCII)
_DANISH_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", re.ASCII)
_DECIMALS = re.compile(r"0\.(0+)")
_FLAGS: Final = {YES: True, "true": True, "sand": True, NO: False, "false": False, "falsk": False}

Place = tuple[int, ...]


class BookFaultsError(ValueError):
    """`faults`: what in a file cannot be read for certain, in Danish, each with its sheet and cell."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


def from_book(body: bytes) -> dict[str, Any]:
    """The document in a file. Raises BookFaultsError, also for what is no Excel file."""
    return read_book(body)[0]


def read_book(body: bytes) -> tuple[dict[str, Any], BookPlaces]:
    """The same, and where in the file each of its rows stands."""
    try:
        book = excel_file.open_book(body, ADVICE)
        try:
            cells = {path: rows for page in book for path, rows in _cells(page)}
        finally:
            book.close()
    except excel_file.ExcelFileError as refused:
        raise BookFaultsError([Fault("", str(refused))]) from None
    if "" not in cells:
        raise BookFaultsError([Fault("", f"Filen har ikke arket »{BOOK[''].title}«. {ADVICE}")])
    reading = _Reading()
    document = reading.document(cells)
    return document, BookPlaces(document, reading.found)


def _cells(page: Any) -> Iterator[tuple[str, list[list[Any]]]]:
    """The path of a sheet and its rows of cells; nothing of a sheet that is somebody's own."""
    try:
        rows = [list(row) for row in page.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)]
    except Exception:  # a damaged sheet breaks openpyxl in any way
        raise excel_file.ExcelFileError(str(excel_file.DAMAGED % {"advice": ADVICE})) from None
    head = [cell.value for cell in rows[0][:2]] if rows else []
    path = "" if head[:1] in ([TOP], [None]) else head[0] if head else None
    if path in BOOK and head[1:] == [NUMBER]:
        yield path, rows


class _Reading:
    """The rows that were read so far, by list and place, and what was wrong."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[Place, dict[str, Any]]] = {"": {}}
        # The number in Excel of each row, by which object it became.
        self.found: dict[int, int] = {}
        self.faults: list[Fault] = []

    def document(self, cells: dict[str, list[list[Any]]]) -> dict[str, Any]:
        for path, sheet in BOOK.items():
            self.rows[path] = {}
            for number, row in enumerate(cells.get(path, [])[1:], 2):
                self._take(sheet, number, cells[path][0], row)
            if path:
                self._put_in(sheet)
        if self.faults:
            raise BookFaultsError(self.faults)
        top = self.rows[""].get((), {})
        document = {"format": None, **top}
        self.found[id(document)] = self.found.get(id(top), FIRST_ROW)
        return document

    def _take(self, sheet: BookSheet, number: int, head: list[Any], row: list[Any]) -> None:
        filled = [(name.value, cell) for name, cell in zip(head[2:], row[2:], strict=False) if _is_filled(cell)]
        written = _as_text(row[1].value) if len(row) > 1 else ""
        if written == NUMBER_IN_WORDS or not filled:
            return
        place = self._place(sheet, number, written)
        if place is not None:
            made: dict[str, Any] = {}
            for name, cell in filled:
                self._member(sheet, made, name, cell)
            self.rows[sheet.path][place] = _with_empty_lists(sheet.members, made)
            self.found[id(made)] = number

    def _place(self, sheet: BookSheet, number: int, written: str) -> Place | None:
        """A row at the end of a list of its own needs no number."""
        if not written and sheet.depth < 2:
            return (10**6 + number,)[: sheet.depth]
        place = tuple(map(int, written.split("."))) if _PLACE.fullmatch(written) else ()
        if len(place) != sheet.depth:
            example = ".".join("1" * sheet.depth)
            self._fault(sheet, number, NUMBER_IN_WORDS, f"skal have et nr. som {example}; der står »{written[:20]}«")
        elif place in self.rows[sheet.path]:
            self._fault(sheet, number, NUMBER_IN_WORDS, f"har det samme nr. som en anden række, {written}")
        else:
            return place
        return None

    def _member(self, sheet: BookSheet, made: dict[str, Any], name: Any, cell: Any) -> None:
        content = sheet.columns.get(name)
        if content is None:
            self._fault(sheet, cell.row, str(name)[:40], "findes ikke; slet kolonnen")
            return
        try:
            value = _read(content, cell)
        except ValueError as wrong:
            self._fault(sheet, cell.row, MEMBERS[name], str(wrong))
            return
        *way, last = name.split(".")
        for step in way:
            made = made.setdefault(step, {})
        made[last] = value

    def _put_in(self, sheet: BookSheet) -> None:
        """Hang the rows of a list into the rows that they belong to."""
        above, _slash, name = sheet.path.rpartition("/")
        *way, last = name.split(".")
        for place, row in sorted(self.rows[sheet.path].items()):
            holder = self.rows[above].get(place[:-1])
            if holder is None:
                number = ".".join(map(str, place))
                says = f"hører til {number.rpartition('.')[0]} i »{BOOK[above].title}«, som ikke er der"
                self._fault(sheet, self.found[id(row)], NUMBER_IN_WORDS, says)
                continue
            for step in way:
                holder = holder.setdefault(step, {})
            # A list that was empty in a row of its own stands there already.
            holder.setdefault(last, []).append(row)

    def _fault(self, sheet: BookSheet, row: int, column: str, says: str) -> None:
        self.faults.append(Fault("", f"{cell_in_words(sheet, row, column)}: {says}"))


def _with_empty_lists(members: Members, row: dict[str, Any]) -> dict[str, Any]:
    """An empty cell is an empty list, where the format wants one to be there."""
    for name in members.needed:
        content = members.members[name]
        if isinstance(content, Many) and not content.least:
            row.setdefault(name, [])
    return row


def _is_filled(cell: Any) -> bool:
    return cell.value is not None and bool(str(cell.value).strip())


def _as_text(value: Any) -> str:
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    return "" if value is None else str(value).strip()


def _read(content: Content, cell: Any) -> Any:
    """The cell's value as the document has it; ValueError for what nobody can be sure of."""
    if cell.data_type == "f":
        raise ValueError("er en formel; skriv det, der skal stå")
    if "%" in str(cell.number_format) and isinstance(cell.value, int | float):
        raise ValueError("er skrevet som procent; skriv tallet uden %")
    if isinstance(content, Many):
        return [_single(content.of, line.strip()) for line in _as_text(cell.value).splitlines() if line.strip()]
    if isinstance(cell.value, dt.datetime | dt.date):
        return f"{cell.value:%Y-%m-%d}"
    if isinstance(content, ExactText) and isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return _with_decimals(_as_text(cell.value), str(cell.number_format))
    return _single(content, str(cell.value) if isinstance(cell.value, str) else _as_text(cell.value))


def _with_decimals(text: str, form: str) -> str:
    """The decimals that are 0 are shown by the cell and not kept in it."""
    shown = _DECIMALS.match(form)
    whole, _dot, decimals = text.partition(".")
    decimals = decimals.ljust(len(shown[1]) if shown else 0, "0")
    return f"{whole}.{decimals}" if decimals else whole


def _single(content: Content, text: str) -> Any:
    if isinstance(content, Flag) or (isinstance(content, OneOf) and content.allowed == (True,)):
        return _FLAGS.get(text.strip().casefold(), text)
    if isinstance(content, ExactText):
        return _COMMA.sub(r"\1.\2", _certain(text.strip()))
    if isinstance(content, Whole) or (isinstance(content, OneOf) and isinstance(content.allowed[0], int)):
        return int(text) if re.fullmatch(r"-?\d{1,15}", _certain(text.strip()), re.ASCII) else text
    if isinstance(content, Date) and (found := _DANISH_DAY.fullmatch(text.strip())):
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    return text


def _certain(text: str) -> str:
    """The number that somebody wrote; a dot before three digits can mean two things."""
    if asked := numbers.doubt(text):
        raise ValueError(f"er {text}. {asked}")
    return text
