"""Years in Danish time: which are possible, and from when to when one lasts."""

from collections.abc import Sequence
from datetime import date, datetime

from . import clock

# The years that `clock.parse` lets a record be captured in.
FIRST, LAST = 1901, 8999


def is_possible(year: int) -> bool:
    """Whether a record can belong to the year at all."""
    return FIRST <= year <= LAST


def days(year: int) -> tuple[date, date]:
    """The first and the last day."""
    return date(year, 1, 1), date(year, 12, 31)


def moments(year: int) -> tuple[datetime, datetime]:
    """The year in Danish time as UTC: its beginning, and that of the next."""
    return clock.midnight(date(year, 1, 1)), clock.midnight(date(year + 1, 1, 1))


def spanned(years: Sequence[int]) -> str:
    """`2017`, `2017–2020`, `2017, 2019`."""
    found = sorted(years)
    if len(found) > 1 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]}–{found[-1]}"
    return ", ".join(map(str, found))
