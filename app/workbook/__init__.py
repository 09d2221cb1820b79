"""Records as an Excel workbook, and its tables as CSV.

`sheets` are those that a person may see, in their order; `write` makes the workbook of them, `stream` one as CSV.
"""

from ..access import Person
from ..forms import FORMS
from .book import Progress, snapshot, write
from .codebook import CodebookSheet
from .entries import FigureSheet, HoursSheet, MilestoneSheet
from .evaluated import CriterionSheet, PromiseSheet
from .events import EventSheet
from .records import RecordSheet
from .semicolon import stream
from .sheet import Column, Counts, Sheet

__all__ = ["Column", "Counts", "Progress", "Sheet", "is_own", "sheets", "snapshot", "stream", "write"]


def sheets(year: int, person: Person) -> list[Sheet]:
    """The sheets that this person may see of a year: all of them, or one's own contacts; the codebook comes last."""
    own = person.id if is_own(person) else None
    visible: list[Sheet] = []
    if own is None:
        visible.append(CriterionSheet(year))
        visible += [RecordSheet(FORMS["observation"], year), EventSheet(year), RecordSheet(FORMS["attendance"], year)]
    visible.append(RecordSheet(FORMS["contact"], year, own))
    if own is None:
        visible += [HoursSheet(year), FigureSheet(year), MilestoneSheet(year), PromiseSheet(year)]
    return [*visible, CodebookSheet(visible)]


def is_own(person: Person) -> bool:
    """Whether the person sees only records of one's own."""
    return not person.may("records.see")
