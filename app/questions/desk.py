"""Kinds of question that only pages at a desk ask: a time of day, a decimal number, a moment, and what an account needs."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Time
from werkzeug.datastructures import MultiDict

from ..base import clock, messages, numbers
from ..base.db import Exact, UtcDateTime
from ..base.text import digits
from .choice import YesNo
from .question import Question, Words
from .single import Text, read_clock

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")


class TimeOfDay(Question):
    """A Danish time of day, to the minute."""

    kind = "time"
    cell = "time"

    def clean(self, raw: Any) -> dt.time | None:
        if raw is None or raw == "":
            return None
        if isinstance(raw, dt.time):
            return raw
        if not isinstance(raw, str):
            raise ValueError(messages.NOT_A_TIME)
        return read_clock(raw)

    def typed(self, text: str) -> str:
        return f"{read_clock(text):%H:%M}"

    def answer(self, value: Any) -> Any:
        return None if value is None else f"{value:%H:%M}"

    def column_type(self) -> Any:
        return Time()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}

    def shown(self, value: Any) -> str:
        return "" if value is None else f"{value:%H.%M}"


class Moment(Question):
    """A moment, as JSON an ISO 8601 text with its zone."""

    kind = "moment"
    cell = "moment"

    def clean(self, raw: Any) -> dt.datetime | None:
        if raw is None or isinstance(raw, dt.datetime):
            return raw
        try:
            return clock.parse(raw)
        except (ValueError, OverflowError):
            raise ValueError(messages.UNREADABLE_TIME) from None

    def answer(self, value: Any) -> Any:
        return None if value is None else clock.iso(value)

    def column_type(self) -> Any:
        return UtcDateTime()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}

    def shown(self, value: Any) -> str:
        return "" if value is None else f"{clock.local(value):%d-%m-%Y %H.%M}"


class Number(Question):
    """A decimal number, kept exactly as it was written; as JSON a text like `83.9`."""

    kind = "decimal"
    cell = "number"

    def __init__(self, label: Words, **rest: Any) -> None:
        super().__init__(label, **{"look": "text"} | rest)

    def clean(self, raw: Any) -> Decimal | None:
        if raw is None or raw == "" or isinstance(raw, Decimal):
            return None if raw == "" else raw
        if not isinstance(raw, str):
            raise ValueError(numbers.NOT_A_NUMBER)
        return numbers.parse(raw)

    def typed(self, text: str) -> str:
        return str(numbers.parse(text))

    def answer(self, value: Any) -> Any:
        return None if value is None else str(value)

    def written(self, answer: Any) -> str:
        """With a comma, without thousands' dots and needless zeros."""
        return "" if answer is None else numbers.shown(Fraction(answer)).replace(".", "")

    def column_type(self) -> Any:
        return Exact()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^-?\d{1,12}(\.\d{1,6})?$"}

    def shown(self, value: Any) -> str:
        return "" if value is None else numbers.shown(value)


class CertainNumber(Number):
    """A decimal number of which nothing is guessed: a dot before three digits is asked about."""

    def typed(self, text: str) -> str:
        if asked := numbers.doubt(digits(text)):
            raise ValueError(asked)
        return super().typed(text)

    def written(self, answer: Any) -> str:
        """As it was written, needless zeros too."""
        return "" if answer is None else str(answer).replace(".", ",")


class Lines(Text):
    """Several short texts, one a line."""

    kind = "lines"

    def __init__(self, label: Words, *, most: int, **rest: Any) -> None:
        super().__init__(label, most=most, **{"look": "textarea"} | rest)

    def clean(self, raw: Any) -> tuple[str, ...] | None:  # type: ignore[override]
        if not isinstance(raw, str | None):
            raise ValueError(messages.WRONG_KIND)
        lines = [super(Lines, self).clean(line) for line in (raw or "").splitlines()]
        return tuple(dict.fromkeys(line for line in lines if line)) or None

    def answer(self, value: Any) -> Any:
        return "\n".join(value) if value else None

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": super().schema()}

    def shown(self, value: Any) -> str:
        return ", ".join(value or ())


class Tick(YesNo):
    """Something that is so where it is ticked, and else is not said."""

    def __init__(self, label: Words, **rest: Any) -> None:
        super().__init__(label, **{"look": "tick"} | rest)

    def clean(self, raw: Any) -> bool | None:
        return super().clean(raw) or None


class Email(Text):
    """An e-mail address, kept in lower case."""

    kind = "email"

    def __init__(self, label: Words, **rest: Any) -> None:
        super().__init__(label, most=254, **{"look": "email"} | rest)

    def clean(self, raw: Any) -> str | None:
        text = super().clean("".join(filter(str.isprintable, raw)).lower() if isinstance(raw, str) else raw)
        if text is not None and not EMAIL.fullmatch(text):
            raise ValueError(messages.WRONG_EMAIL)
        return text


class Secret(Question):
    """A password or a code: never changed, shown again or stored as it is."""

    kind = "secret"

    def clean(self, raw: Any) -> str | None:
        if raw is not None and not isinstance(raw, str):
            raise ValueError(messages.WRONG_KIND)
        return raw or None

    def written(self, answer: Any) -> str:
        return ""

    def columns(self) -> list[Any]:
        return []

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "password"}

    def shown(self, value: Any) -> str:
        return ""


class Upload(Question):
    """A file that is chosen on a page; its bytes are read by whoever takes it in."""

    kind = "file"

    def clean(self, raw: Any) -> None:
        return None

    def read(self, form: MultiDict[str, str], name: str) -> None:
        return None
