"""What the charts of the activities are drawn from; each asks the database when it is wanted."""

from .contact_series import Referred, bars, by_month, channels, digital_help, referred
from .event_series import Attended, attendance
from .shapes import Bar, Crossed, CrossedRow, Month
from .walk_series import follow_ups, observations

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
