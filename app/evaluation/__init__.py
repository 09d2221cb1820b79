"""The annual evaluation: agreement and records turned into a report. Knows nothing of screens or Excel."""

from .asking import Message, messages
from .beside import Years, all_figures, side_by_side, years_beside
from .facts import Contacts, Period, count_contacts, period_of
from .finding import Finding, headline
from .folding import Crossed
from .renderings import as_json, as_text
from .report import FigureLine, HandedIn, HeldLine, HoursLine, Lacking, Report, evaluate, lacking_in
from .state import State
