"""Reads records: lists of them, one with its history, what waits for review, counts. Writes nothing.

Everything is worked out from the forms' definitions and handed out as plain dataclasses; `app.intake` writes.
"""

from .about_points import point_label
from .counting import Year, year_of_contacts
from .gatherings import Gathering, gathering, gatherings, titles
from .listing import Filters, Listed, Row, listed, senders
from .one import Record, exists, may_see, record
from .waiting import Waiting, resolved, unresolved, waiting, waiting_one
from .words import Difference, differences

__all__ = [
    "Difference",
    "Filters",
    "Gathering",
    "Listed",
    "Record",
    "Row",
    "Waiting",
    "Year",
    "differences",
    "exists",
    "gathering",
    "gatherings",
    "listed",
    "may_see",
    "point_label",
    "record",
    "resolved",
    "senders",
    "titles",
    "unresolved",
    "waiting",
    "waiting_one",
    "year_of_contacts",
]
