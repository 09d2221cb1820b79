"""An Excel file that somebody sent: looked at from outside before anything in it is believed, then opened.

It is small, without macros, with nothing that reaches out of it.
"""

from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from flask_babel import lazy_gettext as _

MOST_BYTES = 1024 * 1024
MOST_UNPACKED = 4 * 1024 * 1024
MOST_PARTS = 100
# What old Excel files begin with, and new ones that are locked with a password.
OLD = bytes.fromhex("d0cf11e0")
DECLARED = (b"<!DOCTYPE", b"<!ENTITY")

TOO_LARGE = _("Filen er for stor. %(advice)s")
NOT_EXCEL = _("Det er ikke en Excel-fil (.xlsx). %(advice)s")
OLD_EXCEL = _("Filen er i et gammelt Excel-format eller låst med en adgangskode. Gem den som .xlsx uden adgangskode.")
MACROS = _("Filen har makroer. Gem den som en almindelig .xlsx. %(advice)s")
DAMAGED = _("Filen kan ikke læses. Den er beskadiget. %(advice)s")


class ExcelFileError(ValueError):
    """Why a file is not opened, in Danish."""


def open_book(body: bytes, advice: Any) -> Any:
    """The workbook in a file, to be read row by row; whoever opens it closes it.

    advice: what to do instead, a Danish sentence. Raises ExcelFileError.
    """
    from openpyxl import load_workbook

    try:
        _check(body)
        return load_workbook(BytesIO(body), read_only=True, keep_links=False)
    except _RefusedFileError as refused:
        raise ExcelFileError(str(refused.args[0] % {"advice": advice})) from None
    except Exception:  # a damaged file breaks openpyxl in any way
        raise ExcelFileError(str(DAMAGED % {"advice": advice})) from None


class _RefusedFileError(Exception):
    """With the message to fill in."""


def _check(body: bytes) -> None:
    """Look at the file from outside, before anything in it is believed."""
    if len(body) > MOST_BYTES:
        raise _RefusedFileError(TOO_LARGE)
    if body.startswith(OLD):
        raise _RefusedFileError(OLD_EXCEL)
    try:
        with ZipFile(BytesIO(body)) as archive:
            _look_into(archive)
    except _RefusedFileError:
        raise
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, OverflowError):
        raise _RefusedFileError(NOT_EXCEL) from None
    except Exception:  # what zlib and others say of damaged parts
        raise _RefusedFileError(DAMAGED) from None


def _look_into(archive: ZipFile) -> None:
    parts = archive.infolist()
    # A part is never unpacked further than the size that is written here.
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _RefusedFileError(TOO_LARGE)
    names = {part.filename.lower() for part in parts}
    if "[content_types].xml" not in names:
        raise _RefusedFileError(NOT_EXCEL)
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise _RefusedFileError(MACROS)
    for part in parts:
        content = archive.read(part).replace(b"\0", b"")
        if part.filename.lower() == "[content_types].xml" and b"macroEnabled" in content:
            raise _RefusedFileError(MACROS)
        if any(sign in content for sign in DECLARED):
            raise _RefusedFileError(DAMAGED)
