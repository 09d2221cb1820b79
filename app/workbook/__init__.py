"""Records as an Excel workbook, and its tables as CSV.

`sheets_of` are those that a person may see, in their order; `write` makes the workbook of them, `stream` one as CSV.
"""

from datetime import datetime

from ..access import Person
from ..definitions import forms
from .book import Progress, snapshot, stream, write
from .change_sheet import ChangeSheet, note_download
from .chart_sheet import ChartSheet
from .evaluated_sheets import CriterionSheet, PromiseSheet, YearsSheet
from .gathering_sheets import EventSheet, WalkSheet
from .kept_book import without_records
from .record_sheets import FollowUpSheet, RecordSheet
from .reported_sheets import FigureSheet, HoursSheet, ListSheet, MilestoneSheet, MoneySheet
from .sheet import CodebookSheet, Column, Counts, Sheet


def sheets_of(year: int, person: Person, since: datetime | None = None) -> list[Sheet]:
    """The sheets that this person may see of a year: all of them, or one's own contacts; the codebook comes last.

    since: the moment whose changes are listed; the person's last download, unless told otherwise.
    """
    visible: list[Sheet]
    if is_own(person):
        visible = [RecordSheet(forms.of("contact"), year, person.id)]
    else:
        visible = [
            CriterionSheet(year),
            RecordSheet(forms.of("observation"), year),
            FollowUpSheet(year),
            WalkSheet(year),
            EventSheet(year),
            RecordSheet(forms.of("attendance"), year),
            RecordSheet(forms.of("contact"), year),
            HoursSheet(year),
            ListSheet(year),
            MoneySheet(year),
            FigureSheet(year),
            MilestoneSheet(year),
            PromiseSheet(year),
            YearsSheet(year),
            ChartSheet(year),
            ChangeSheet(year, person.id, since),
        ]
    return [*visible, CodebookSheet(visible)]


def is_own(person: Person) -> bool:
    """Whether the person sees only records of one's own."""
    return not person.may("records.see")
