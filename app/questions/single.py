"""Questions with one plain answer: a text, a count, a date, a walk, an event or a point; and dates as Danes type them."""

import datetime as dt
import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Column, Date, ForeignKey, Integer, String
from werkzeug.datastructures import MultiDict

from ..base import clock, cpr, messages
from ..base.ids import read_uuid
from ..base.messages import FAR_OFF, NO_SUCH_DAY, NOT_A_DAY, NOT_A_TIME
from ..base.text import digits, tidy
from .question import Question, Words

ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
DANISH = re.compile(r"(?P<day>\d{1,2})[ ./-]+(?P<month>\d{1,2})[ ./-]+(?P<year>\d{4}|\d{2})", re.ASCII)
IN_WORDS = re.compile(r"(?P<day>\d{1,2})[. ]+(?P<month>[a-zæøå]{3,9})[. ]+(?P<year>\d{4})", re.ASCII | re.IGNORECASE)
CLOCK = re.compile(r"(?:kl\.? ?)?(?P<hour>\d{1,2})(?:[.:]?(?P<minute>\d{2}))?", re.ASCII | re.IGNORECASE)
# Further from today than that, a year is mistyped.
MOST_YEARS = 10
# A text with more than so many times the characters that it may have is too long, whatever of it is spaces.
MOST_SPACES = 4


def read_day(text: str) -> dt.date:
    """The date that somebody typed; raises ValueError with the Danish message."""
    text = digits(text).strip()
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
    found = CLOCK.fullmatch(digits(text).strip())
    if found is None or int(found["hour"]) > 23 or int(found["minute"] or 0) > 59:
        raise ValueError(NOT_A_TIME)
    return dt.time(int(found["hour"]), int(found["minute"] or 0))


def danish(day: dt.date) -> str:
    """`17.11.2017`: a date inside a message."""
    return f"{day:%d.%m.%Y}"


# The earliest date that an answer may hold; anything before is a mistyped year.
EARLIEST = date(2000, 1, 1)
# Of an address that a page hands on, that many characters: more than any that leads anywhere here.
MOST_UNSEEN = 200


class Text(Question):
    """Free text of at most `most` code points, trimmed; CPR numbers are masked.

    lasting: says where something is, not what somebody said; stays as long as the choices do (`app.maintenance.retention`).
    """

    kind = "text"

    def __init__(self, label: Words, *, most: int, lasting: bool = False, **rest: Any) -> None:
        super().__init__(label, **{"look": "textarea" if most > 200 else "text"} | rest)
        self.most, self.lasting = most, lasting

    def clean(self, raw: Any) -> str | None:
        if raw is None:
            return None
        if not isinstance(raw, str):
            raise ValueError(messages.WRONG_KIND)
        if len(raw) > MOST_SPACES * self.most:  # type: ignore[operator]
            raise ValueError(messages.TOO_LONG % {"most": self.most, "length": len(raw)})
        text = tidy(raw, is_line=self.look != "textarea")
        if len(text) > self.most:  # type: ignore[operator]
            raise ValueError(messages.TOO_LONG % {"most": self.most, "length": len(text)})
        return cpr.mask(text) or None

    def column_type(self) -> Any:
        return String()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}


class Unseen(Question):
    """What a page hands on to itself, an id or an address. Nobody types it, so no personal number is looked for in it:
    in one id of some hundreds the digits happen to make one.
    """

    kind = "unseen"

    def __init__(self) -> None:
        super().__init__("", look="hidden")

    def clean(self, raw: Any) -> str | None:
        return raw[:MOST_UNSEEN] or None if isinstance(raw, str) else None


class Count(Question):
    """A whole number from `least` to `most`. Typed at a desk, spaces and thousands' dots do not matter."""

    kind = "count"
    cell = "int"
    least: int
    most: int

    def __init__(self, label: Words, *, least: int = 0, most: int, **rest: Any) -> None:
        super().__init__(label, **{"look": "number"} | rest)
        self.least, self.most = least, most

    def clean(self, raw: Any) -> int | None:
        if raw is None:
            return None
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)  # 5.0 and 5 are one number in JSON
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise ValueError(messages.NOT_A_NUMBER)
        if not self.least <= raw <= self.most:
            raise ValueError(messages.OUT_OF_RANGE % {"least": self.least, "most": self.most})
        return raw

    def read(self, form: MultiDict[str, str], name: str) -> Any:
        text = digits(form.get(name) or "").strip()
        return (int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text) if text else None

    def typed(self, text: str) -> int:
        plain = re.sub(r"[ .\u00a0]", "", digits(text))
        if not re.fullmatch("[0-9]{1,10}", plain) or int(plain) > self.most:
            raise ValueError(messages.NOT_A_COUNT % {"most": self.most})
        return int(plain)

    def column_type(self) -> Any:
        return Integer()

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Day(Question):
    """A date, not in the future by the Danish date of the server unless it may lie `ahead`."""

    kind = "date"
    cell = "date"

    def __init__(
        self, label: Words, *, ahead: timedelta | None = timedelta(0), late: Words = None, **rest: Any
    ) -> None:
        """ahead: how far in the future it may lie, None for any. late: the error where it lies further."""
        super().__init__(label, **rest)
        self.ahead, self.late = ahead, late

    def clean(self, raw: Any) -> date | None:
        if raw is None or raw == "":
            return None
        day = raw if isinstance(raw, date) and not isinstance(raw, datetime) else _iso_day(raw)
        if self.ahead is not None and day > clock.today() + self.ahead:
            raise ValueError(self.late or _future(day))
        if day < EARLIEST:
            raise ValueError(messages.TOO_EARLY % {"earliest": danish(EARLIEST)})
        return day

    def unpacked(self, kept: Any) -> date:
        return date.fromisoformat(kept)

    def typed(self, text: str) -> str:
        return read_day(text).isoformat()

    def answer(self, value: Any) -> Any:
        return value and value.isoformat()

    def column_type(self) -> Any:
        return Date()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def shown(self, value: Any) -> str:
        return "" if value is None else f"{value:%d-%m-%Y}"


def _iso_day(raw: Any) -> date:
    if not isinstance(raw, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        raise ValueError(messages.NOT_A_DATE)
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(messages.NOT_A_DATE) from None


def _future(day: date) -> Words:
    """Proposes the same day of the month before, the commonest slip, where that is past."""
    last = day.replace(day=1) - timedelta(days=1)
    guess = last.replace(day=min(day.day, last.day))
    if guess > clock.today():
        return messages.IN_THE_FUTURE
    return messages.IN_THE_FUTURE_GUESS % {"guess": danish(guess)}


class Reference(Question):
    """A walk, an event or an account, by its id. Whether it exists and may be used, whoever stores it decides."""

    kind = "reference"

    def __init__(self, label: Words, *, to: str, nothing: Words = None, **rest: Any) -> None:
        """to: the table: `walk`, `event` or `user`. nothing: the words for none, in a list."""
        super().__init__(label, **{"look": "select"} | rest)
        self.to, self.nothing = to, nothing

    def clean(self, raw: Any) -> str | None:
        if raw is None or raw == "":
            return None
        try:
            return read_uuid(raw)
        except ValueError:
            raise ValueError(messages.UNKNOWN_REFERENCE % {"label": self.label}) from None

    def columns(self) -> list[Column[Any]]:
        return [Column(self.name, String(36), ForeignKey(f"{self.to}.id"), index=True)]

    def meaning(self) -> str:
        return _("Navnet på den, som registreringen hører til")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"}


class OpenPoint(Question):
    """A point by its id. Whether there is such a one, intake decides; on the phone it is chosen from a list."""

    kind = "open_point"

    def __init__(self, label: Words, **rest: Any) -> None:
        super().__init__(label, **{"look": "open_point"} | rest)

    def clean(self, raw: Any) -> str | None:
        if raw is None or raw == "":
            return None
        try:
            return read_uuid(raw)
        except ValueError:
            raise ValueError(messages.UNKNOWN_POINT) from None

    def columns(self) -> list[Column[Any]]:
        return [Column(self.name, String(36), index=True)]

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"}
