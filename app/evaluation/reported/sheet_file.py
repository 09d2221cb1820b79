"""The Excel sheet in which others fill in a year's figures: how it is laid out, and a file of it that somebody sent opened, as
far as it is one that Feltbog handed out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from flask_babel import lazy_gettext as _

from ...base import excel_file

SHEET: Final = "Tal"
YEAR_CELL: Final = "B2"
HEADER_ROW: Final = 4
FIRST_ROW: Final = HEADER_ROW + 1
ID, NAME, VALUE, UNIT, SOURCE, ON, NOTE, PARTY, BASELINE, ABOUT = "ABCDEFGHIJ"
# Column, title (None: the year), width.
COLUMNS: Final = (
    (ID, _("Id"), 24),
    (NAME, _("Tal"), 38),
    (VALUE, None, 12),
    (UNIT, _("Enhed"), 12),
    (SOURCE, _("Kilde"), 34),
    (ON, _("Givet den"), 13),
    (NOTE, _("Bemærkning"), 34),
    (PARTY, _("Hvem leverer"), 34),
    (BASELINE, _("Udgangspunkt"), 14),
    (ABOUT, _("Om tallet"), 60),
)
# What may be filled in; everything else is protected.
OPEN: Final = frozenset({VALUE, SOURCE, ON, NOTE})

ADVICE = _("Hent skabelonen igen, og udfyld den.")
DAMAGED = excel_file.DAMAGED % {"advice": ADVICE}
NO_SHEET = _("Filen har ikke arket »%(sheet)s«. Den har: %(found)s. Hent skabelonen, og udfyld den.")


class SheetError(ValueError):
    """What is wrong with a file, in Danish: (cell, message); the cell is empty for what is wrong with all of it.

    `rows`: what could be read nevertheless.
    """

    def __init__(self, faults: list[tuple[str, str]], rows: Sequence[Any] = ()) -> None:
        self.faults = faults
        self.rows = rows
        super().__init__(" ".join(f"{cell}: {message}" if cell else message for cell, message in faults))


@contextmanager
def opened(body: bytes) -> Iterator[Any]:
    """The sheet in the file, to be read row by row; raises SheetError."""
    try:
        book = excel_file.open_book(body, ADVICE)
    except excel_file.ExcelFileError as refused:
        raise _fault(refused) from None
    try:
        if SHEET not in book.sheetnames or not hasattr(book[SHEET], "iter_rows"):
            names = ", ".join(f"»{name[:31]}«" for name in book.sheetnames[:5]) or "–"
            raise _fault(NO_SHEET % {"sheet": SHEET, "found": names})
        yield book[SHEET]
    finally:
        book.close()


def _fault(message: Any) -> SheetError:
    return SheetError([("", str(message))])
