"""The annual evaluation: plan and records turned into a report. Knows nothing of screens or Excel."""

from .finding import Finding, Part, State
from .headlines import headline
from .missing_figures import Lacking
from .period import Period
from .reminders import Message, messages
from .report import FigureLine, HoursLine, Report, evaluate, lacking_in
from .report_json import as_json
from .report_text import as_text
from .years_compared import Years, side_by_side, years_beside

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
