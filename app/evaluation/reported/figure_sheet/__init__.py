"""The Excel sheet in which others fill in a year's figures: Feltbog hands it out and takes it in again.

Nothing is written down by reading it: `read` says what stands there, cell by cell, `several.enter` writes. The module
`rendering`, which makes the file, is imported where that is done: it takes all of openpyxl along.
"""

from .opening import SheetError
from .parsing import SheetRow, read

__all__ = ["SheetError", "SheetRow", "read"]
