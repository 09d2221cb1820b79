"""The Excel sheet in which others fill in a year's figures: how it is laid out, and a file of it that somebody sent opened, as
far as it is one that Feltbog handed out: small, without macros, nothing hidden.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from flask_babel import lazy_gettext as _

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

MOST_BYTES = 1024 * 1024
MOST_UNPACKED = 4 * 1024 * 1024
MOST_PARTS = 100
# What old Excel files begin with, and new ones that are locked with a password.
OLD = bytes.fromhex("d0cf11e0")
DECLARED = (b"<!DOCTYPE", b"<!ENTITY")

TOO_LARGE = _("Filen er for stor til at være skabelonen. Hent skabelonen igen, og udfyld den.")
NOT_EXCEL = _("Det er ikke en Excel-fil (.xlsx). Hent skabelonen, udfyld den, og vælg den her.")
OLD_EXCEL = _("Filen er i et gammelt Excel-format eller låst med en adgangskode. Gem den som .xlsx uden adgangskode.")
MACROS = _("Filen har makroer. Gem den som en almindelig .xlsx, eller hent skabelonen igen.")
DAMAGED = _("Filen kan ikke læses. Den er beskadiget. Hent skabelonen igen, og udfyld den.")
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
    from openpyxl import load_workbook

    _check(body)
    try:
        book = load_workbook(BytesIO(body), read_only=True, keep_links=False)
    except Exception:  # a damaged file breaks openpyxl in any way
        raise _fault(DAMAGED) from None
    try:
        if SHEET not in book.sheetnames or not hasattr(book[SHEET], "iter_rows"):
            names = ", ".join(f"»{name[:31]}«" for name in book.sheetnames[:5]) or "–"
            raise _fault(NO_SHEET % {"sheet": SHEET, "found": names})
        yield book[SHEET]
    finally:
        book.close()


def _check(body: bytes) -> None:
    """Look at the file from outside, before anything in it is believed."""
    if len(body) > MOST_BYTES:
        raise _fault(TOO_LARGE)
    if body.startswith(OLD):
        raise _fault(OLD_EXCEL)
    try:
        with ZipFile(BytesIO(body)) as archive:
            _look_into(archive)
    except SheetError:
        raise
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, OverflowError):
        raise _fault(NOT_EXCEL) from None
    except Exception:  # what zlib and others say of damaged parts
        raise _fault(DAMAGED) from None


def _look_into(archive: ZipFile) -> None:
    parts = archive.infolist()
    # A part is never unpacked further than the size that is written here.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _fault(TOO_LARGE)
    names = {part.filename.lower() for part in parts}
    if "[content_types].xml" not in names:
        raise _fault(NOT_EXCEL)
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise _fault(MACROS)
    for part in parts:
        content = archive.read(part).replace(b"\0", b"")
        if part.filename.lower() == "[content_types].xml" and b"macroEnabled" in content:
            raise _fault(MACROS)
        if any(sign in content for sign in DECLARED):
            raise _fault(DAMAGED)


def _fault(message: Any) -> SheetError:
    return SheetError([("", str(message))])
