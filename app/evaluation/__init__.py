"""The annual evaluation: agreement and records turned into a report. Knows nothing of screens or Excel."""

from .facts import Contacts, Period, count_contacts, period_of
from .finding import Finding
from .folding import Crossed
from .renderings import Message, as_json, as_text, messages
from .report import FigureLine, HoursLine, Lacking, Report, Years, evaluate, lacking_in, side_by_side, years_beside
from .state import State
from .wording import headline
