"""Where in an Excel file a fault of an agreement stands: *Ark »Kriterier«, række 7, kolonne »ordlyd«*."""

from collections.abc import Mapping
from typing import Any

from ..agreement.format import DOCUMENT
from ..agreement.shape import Many, Members, place
from .book_layout import BOOK, BookSheet
from .member_words import MEMBERS


def cell_in_words(sheet: BookSheet, row: int = 0, column: str = "") -> str:
    """A sheet, a row of it, a cell: `Ark »Tal«, række 4, kolonne »kilde«`. A colon never follows: that is the fault's."""
    words = [f"Ark »{sheet.title}«", f"række {row}" if row else "", f"kolonne »{column}«" if column else ""]
    return ", ".join(filter(None, words))


class BookPlaces:
    """The rows of the document that was read from a file, and where each stood there."""

    def __init__(self, document: Mapping[str, Any], rows: Mapping[int, int]) -> None:
        """rows: the number in Excel of each row of the document, by which object it is."""
        self._document, self._rows = document, rows

    def of(self, path: str) -> str:
        """The place of a fault's path, as far as the file has it; empty for one of the whole agreement."""
        return self._within(path, self._document, DOCUMENT, "", self._rows[id(self._document)]) if path else ""

    def _within(self, path: str, row: Any, members: Members, sheet: str, number: int, prefix: str = "") -> str:
        """members, prefix: of the table in the row that the path goes on in."""
        name, _dot, rest = path.partition(".")
        content, value = members.members.get(name), row.get(name) if isinstance(row, dict) else None
        if isinstance(content, Members):
            return self._within(rest, value or {}, content, sheet, number, f"{prefix}{name}.")
        if isinstance(content, Many) and isinstance(content.of, Members):
            return self._in_list(rest, value or [], content.of, f"{sheet}/{prefix}{name}".lstrip("/"))
        return cell_in_words(BOOK[sheet], number, MEMBERS.get(prefix + name, ""))

    def _in_list(self, path: str, rows: list[Any], members: Members, sheet: str) -> str:
        for number, row in enumerate(rows, 1):
            for known_by in _known_by(row, number):
                if path == known_by or path.startswith(f"{known_by}."):
                    return self._within(path[len(known_by) + 1 :], row, members, sheet, self._rows[id(row)])
        return cell_in_words(BOOK[sheet])


def _known_by(row: Any, number: int) -> list[str]:
    """What a path can call a row: its code, below its list or form where it has one, or its number."""
    code = place(row, number)
    below = row.get("list") or row.get("form")
    return [f"{below}.{code}", code] if below else [code]
