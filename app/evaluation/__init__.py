"""The annual evaluation: plan and records turned into a report. Knows nothing of screens or Excel."""

from .as_json import as_json
from .as_text import as_text
from .asking import Message, messages
from .finding import Finding, Part, State
from .headline import headline
from .lacking import Lacking
from .period import Period
from .report import FigureLine, HoursLine, Report, evaluate, lacking_in
from .side_by_side import Years, side_by_side, years_beside

__all__ = [
    "FigureLine",
    "Finding",
    "HoursLine",
    "Lacking",
    "Message",
    "Part",
    "Period",
    "Report",
    "State",
    "Years",
    "as_json",
    "as_text",
    "evaluate",
    "headline",
    "lacking_in",
    "messages",
    "side_by_side",
    "years_beside",
]
