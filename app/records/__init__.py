"""Reads records: lists of them, one with its history, what waits for review. Writes nothing.

Everything is worked out from the forms' definitions and handed out as plain dataclasses; `app.intake` writes.
"""

from .activity_titles import ActivityTitle, gathering, gatherings, titles
from .answer_texts import AnswerDifference, differences
from .one_record import Record, exists, may_see, record
from .point_labels import point_label
from .record_list import RecordFilters, RecordPage, RecordRow, listed, senders
from .review_queue import Waiting, resolved, unresolved, waiting, waiting_one

__all__ = [
    "ActivityTitle",
    "AnswerDifference",
    "Record",
    "RecordFilters",
    "RecordPage",
    "RecordRow",
    "Waiting",
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
]
