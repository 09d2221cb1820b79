"""The year of a report and the day it is seen from."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from ..base import years


@dataclass(frozen=True, slots=True)
class Period:
    """A year as of a day. 31 December still runs; what happens on the day itself has not passed."""

    year: int
    as_of: dt.date

    @property
    def first(self) -> dt.date:
        """1 January."""
        return years.days(self.year)[0]

    @property
    def last(self) -> dt.date:
        """31 December."""
        return years.days(self.year)[1]

    @property
    def until(self) -> dt.date:
        """The last day of the year that is counted: the day itself, or 31 December."""
        return min(self.last, self.as_of)

    @property
    def running(self) -> bool:
        """Whether the year is not over; one that has not begun is not."""
        return self.as_of <= self.last

    @property
    def days(self) -> int:
        """How many days the year has."""
        return (self.last - self.first).days + 1

    @property
    def gone(self) -> int:
        """How many of them have gone, the day itself included."""
        return max(0, (self.until - self.first).days + 1)

    def pace(self, target: int | Fraction) -> Fraction:
        """What an even pace towards a target would have reached by the day."""
        return Fraction(target) * self.gone / self.days

    def has_passed(self, date: dt.date) -> bool:
        """Whether a date of the year lies before the day."""
        return self.first <= date <= self.last and date < self.as_of
