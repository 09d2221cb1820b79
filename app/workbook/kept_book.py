"""What is kept of the workbook of a year that was handed in: no row of a single record, nobody's words, no place, no person."""

from collections.abc import Sequence
from typing import Final

from ..definitions import EventFields, WalkFields, forms
from .sheet import CodebookSheet, Sheet

# The sheets with a row a record, or a row about one.
RECORDS: Final = frozenset({*forms.names(), "follow_up", "change"})
# Columns, by their fields, that hold somebody's words, a place or a person.
WORDS: Final = frozenset({
    "note", "person", "entered_at", "host_id", *WalkFields.free_texts(), *WalkFields.free_places(), *EventFields.free_texts(),
    *EventFields.free_places(),
})  # fmt: skip


def without_records(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets that may be kept, without such columns; the codebook is about them alone."""
    kept = [sheet for sheet in sheets if sheet.key not in RECORDS and not isinstance(sheet, CodebookSheet)]
    for sheet in kept:
        sheet.columns = [column for column in sheet.columns if column.field not in WORDS]
    return [*kept, CodebookSheet(kept)]
