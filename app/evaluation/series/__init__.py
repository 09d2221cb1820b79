"""What the charts of the activities are drawn from; each asks the database when it is wanted."""

from .contacts import Referred, bars, by_month, channels, digital_help, referred
from .events import Attended, attendance
from .shapes import Bar, Crossed, CrossedRow, Month
from .walks import follow_ups, observations

__all__ = [
    "Attended",
    "Bar",
    "Crossed",
    "CrossedRow",
    "Month",
    "Referred",
    "attendance",
    "bars",
    "by_month",
    "channels",
    "digital_help",
    "follow_ups",
    "observations",
    "referred",
]
