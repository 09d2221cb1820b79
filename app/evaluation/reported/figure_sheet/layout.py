"""How the sheet is laid out."""

from typing import Final

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
MOST_SOURCE: Final = 200
MOST_NOTE: Final = 1000
