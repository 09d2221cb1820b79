"""Dates and times of day as Danes type them, with a proposal where the slip is plain; and texts that may be stored."""

import datetime as dt
import re
from calendar import monthrange
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import StringField, ValidationError
from wtforms.validators import StopValidation
from wtforms.widgets import DateInput, TextInput, TimeInput

from ...base import clock, cpr, messages
from ...questions import danish, printable

NOT_A_DAY = _("Skriv datoen som dag, måned og år, for eksempel %(example)s.")
NO_SUCH_DAY = _("Den dato findes ikke. Mente du %(guess)s?")
FAR_OFF = _("Datoen ligger i %(year)d. Mente du %(guess)s?")
NOT_A_TIME = _("Skriv klokkeslættet som timer og minutter, for eksempel 16.30.")
NOT_A_COUNT = _("Skriv et helt tal fra 0 til %(most)d.")

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


class TypedField(StringField):
    """A text that is read as something else. What cannot be read stays in the control as it was typed."""

    data: Any

    def read(self, text: str) -> Any:
        """The value of a text that is not empty; raises ValueError."""
        raise NotImplementedError

    def process_formdata(self, valuelist: list[str]) -> None:
        text = printable(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if text:
            self.data = self.read(text)

    def unread(self) -> str:
        """The text that could not be read, which a browser's own control would drop."""
        return str(self.raw_data[0]) if self.raw_data and self.data is None else ""


class DayField(TypedField):
    """A date, drawn as the browser's own date control."""

    def read(self, text: str) -> dt.date:
        return read_day(text)

    def _value(self) -> str:
        return self.data.isoformat() if self.data else self.unread()

    def __call__(self, **kwargs: Any) -> Any:
        """A text control where what was typed is no date, so that it is not lost."""
        return (TextInput() if self.unread() else DateInput())(self, **kwargs)


class ClockField(TypedField):
    """A time of day, drawn as the browser's own time control."""

    def read(self, text: str) -> dt.time:
        return read_clock(text)

    def _value(self) -> str:
        return self.unread() if self.data is None else f"{self.data:%H:%M}"

    def __call__(self, **kwargs: Any) -> Any:
        """A text control where what was typed is no time."""
        return (TextInput() if self.unread() else TimeInput())(self, **kwargs)


class CountField(TypedField):
    """A whole number from 0 to `most`; spaces and thousands' dots do not matter."""

    def __init__(self, label: Any, *, most: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most = most

    def read(self, text: str) -> int:
        plain = re.sub(r"[ .\u00a0]", "", text)
        if not re.fullmatch("[0-9]{1,9}", plain) or int(plain) > self.most:
            raise ValueError(NOT_A_COUNT % {"most": self.most})
        return int(plain)

    def _value(self) -> str:
        return self.unread() if self.data is None else str(self.data)


class Storable:
    """A text that may be stored: trimmed, without control characters and CPR numbers, at most `most` characters."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Any) -> None:
        """Raises ValidationError with the Danish message."""
        field.data = printable(field.data or "").strip() or None
        text = field.data or ""
        if len(text) > self.most:
            raise ValidationError(messages.TOO_LONG % {"most": self.most, "length": len(text)})
        if next(cpr.find(text), None):
            raise ValidationError(messages.CPR_FOUND)


class Needed:
    """Must be answered; what cannot be read has its own message already."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Raises StopValidation where there is no answer."""
        if field.data in (None, "") and not field.errors:
            raise StopValidation(self.message)
