"""The annual evaluation: plan and records turned into a report. Knows nothing of screens or Excel."""

from .as_json import as_json
from .as_text import as_text
from .finding import Finding, Part, State
from .period import Period
from .report import FigureLine, HoursLine, Report, evaluate

__all__ = ["FigureLine", "Finding", "HoursLine", "Part", "Period", "Report", "State", "as_json", "as_text", "evaluate"]
