"""Reads records: lists of them, one with its history, what waits for review. Writes nothing.

Everything is worked out from the forms' definitions and handed out as plain dataclasses; `app.intake` writes.
"""

from .one_record import Record, exists, may_see, record
from .record_list import RecordFilters, RecordRow, listed, senders
from .record_words import ActivityTitle, day_of, gathering_of, gatherings, point_label, titles
from .review_queue import Waiting, resolved, waiting, waiting_one
