"""The stretches of days that a measure looks at: the agreement's year, its months and quarters, several years together."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from ...criteria.parts import Document, Part

DAY: Final = dt.timedelta(1)
# These count once their day has passed; all else up to and including the day that the report is seen from.
PASSED: Final = frozenset({"walks", "events", "meetings"})
MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12, "two_years": 24}
LONGEST_YEAR: Final = 366


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `first` to `end`, both included, as of a day. Nothing after `last`, the report year's last day, counts.

    `adds`: figures of several years add up. `is_by`: its end is a date to have reached something by.
    """

    first: dt.date
    end: dt.date
    last: dt.date
    as_of: dt.date
    adds: bool = False
    is_by: bool = False

    @property
    def until(self) -> dt.date:
        """The last day that is counted."""
        return min(self.end, self.last, self.as_of)

    @property
    def is_running(self) -> bool:
        """Whether it is not over, or the report looks at a part of it alone. Its last day still runs."""
        return self.as_of <= self.end or self.last < self.end

    def pace(self, target: Fraction) -> Fraction:
        """What an even pace towards a target would have reached by the day, that day included."""
        gone = max(0, (self.until - self.first).days + 1)
        return target * gone / ((self.end - self.first).days + 1)

    def until_for(self, kind: str) -> dt.date:
        """The last day on which records of a kind count."""
        return min(self.until, self.as_of - DAY) if kind in PASSED else self.until


def begins(document: Document, criterion: Part, year: int) -> dt.date:
    """The first day of an agreement's year, or of the criterion's own."""
    return dt.date(year, criterion.get("starts") or document.get("year_starts", 1), 1)


def stretches(document: Document, criterion: Part, measure: Part, year: int, as_of: dt.date) -> list[Stretch]:
    """What a report of the year looks at: those that have begun by the day, else the first."""
    said = {**criterion, **measure}
    period = said.get("period", "year")
    first = begins(document, criterion, document["first_year"])
    start, last = begins(document, criterion, year), begins(document, criterion, year + 1) - DAY
    if period == "by":
        return [Stretch(first, dt.date.fromisoformat(said["until"]), last, as_of, is_by=True)]
    if period == "whole":
        end = begins(document, criterion, document["last_year"] + 1) - DAY
        return [Stretch(first, end, last, as_of, adds=True)]
    months = MONTHS[period]
    if months > 12:
        start = _later(start, -((year - document["first_year"]) * 12 % months))
    found = [
        Stretch(_later(start, month), _later(start, month + months) - DAY, last, as_of, adds=months > 12)
        for month in range(0, max(12, months), months)
    ]
    return [each for each in found if each.first <= as_of] or found[:1]


def _later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1)
