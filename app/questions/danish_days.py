"""Dates and times of day as Danes type them, with a proposal where the slip is plain."""

import datetime as dt
import re
from calendar import monthrange

from flask_babel import get_locale

from ..base import clock
from ..base.messages import FAR_OFF, NO_SUCH_DAY, NOT_A_DAY, NOT_A_TIME

ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
DANISH = re.compile(r"(?P<day>\d{1,2})[ ./-]+(?P<month>\d{1,2})[ ./-]+(?P<year>\d{4}|\d{2})", re.ASCII)
IN_WORDS = re.compile(r"(?P<day>\d{1,2})[. ]+(?P<month>[a-zæøå]{3,9})[. ]+(?P<year>\d{4})", re.ASCII | re.IGNORECASE)
CLOCK = re.compile(r"(?:kl\.? ?)?(?P<hour>\d{1,2})(?:[.:]?(?P<minute>\d{2}))?", re.ASCII | re.IGNORECASE)
# Further from today than that, a year is mistyped.
MOST_YEARS = 10


def read_day(text: str) -> dt.date:
    """The date that somebody typed; raises ValueError with the Danish message."""
    text = text.strip()
    found = ISO.fullmatch(text) or DANISH.fullmatch(text) or IN_WORDS.fullmatch(text)
    month = _month(found["month"]) if found else 0
    if found is None or month == 0:
        raise ValueError(NOT_A_DAY % {"example": danish(clock.today())})
    year, day = int(found["year"]), int(found["day"])
    year += 2000 if year < 100 else 0
    if not dt.MINYEAR <= year <= dt.MAXYEAR or day == 0:
        raise ValueError(NOT_A_DAY % {"example": danish(clock.today())})
    if month > 12 >= day:
        raise ValueError(NO_SUCH_DAY % {"guess": danish(_last(year, day, month))})
    if month > 12:
        raise ValueError(NOT_A_DAY % {"example": danish(clock.today())})
    if day > monthrange(year, month)[1]:
        raise ValueError(NO_SUCH_DAY % {"guess": danish(_last(year, month, day))})
    this_year = clock.today().year
    if abs(year - this_year) > MOST_YEARS:
        raise ValueError(FAR_OFF % {"year": year, "guess": danish(_last(this_year, month, day))})
    return dt.date(year, month, day)


def _month(text: str) -> int:
    """A month's number by its Danish name, 0 for a word that is no month."""
    if text.isdecimal():
        return int(text)
    names = get_locale().months["format"]["wide"]
    return next((number for number, name in names.items() if name.startswith(text.lower())), 0)


def _last(year: int, month: int, day: int) -> dt.date:
    """That day, or the month's last where it has fewer."""
    return dt.date(year, month, min(day, monthrange(year, month)[1]))


def read_clock(text: str) -> dt.time:
    """The time of day that somebody typed; raises ValueError with the Danish message."""
    found = CLOCK.fullmatch(text.strip())
    if found is None or int(found["hour"]) > 23 or int(found["minute"] or 0) > 59:
        raise ValueError(NOT_A_TIME)
    return dt.time(int(found["hour"]), int(found["minute"] or 0))


def danish(day: dt.date) -> str:
    """`17.11.2017`: a date inside a message."""
    return f"{day:%d.%m.%Y}"
