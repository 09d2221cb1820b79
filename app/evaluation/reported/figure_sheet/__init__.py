"""The Excel sheet in which others fill in a year's figures: Feltbog hands it out and takes it in again.

Nothing is written down by reading it: `read` says what stands there, cell by cell, `several.enter` writes.
"""

from .opening import SheetError
from .parsing import SheetRow, read
from .rendering import MIME, write

__all__ = ["MIME", "SheetError", "SheetRow", "read", "write"]
