"""Questions with one plain answer: a text, a count, a date, a walk or an event."""

import re
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column, Date, ForeignKey, Integer, String
from werkzeug.datastructures import MultiDict

from ..base import clock, cpr, messages
from ..base.ids import read_uuid
from .question import Question, Words, printable

# The earliest date that an answer may hold; anything before is a mistyped year.
EARLIEST = date(2000, 1, 1)


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
        text = printable(raw).strip()
        if len(text) > self.most:  # type: ignore[operator]
            raise ValueError(messages.TOO_LONG % {"most": self.most, "length": len(text)})
        return cpr.mask(text) or None

    def column_type(self) -> Any:
        return String()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}


class Count(Question):
    """A whole number from `least` to `most`."""

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

    def read(self, form: MultiDict[str, str]) -> Any:
        text = (form.get(self.name) or "").strip()
        return (int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text) if text else None

    def column_type(self) -> Any:
        return Integer()

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Day(Question):
    """A date, not in the future by the Danish date of the server."""

    kind = "date"
    cell = "date"

    def clean(self, raw: Any) -> date | None:
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
            raise ValueError(messages.NOT_A_DATE)
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            raise ValueError(messages.NOT_A_DATE) from None
        if day > clock.today():
            raise ValueError(self._future(day))
        if day < EARLIEST:
            raise ValueError(messages.TOO_EARLY % {"earliest": danish(EARLIEST)})
        return day

    def _future(self, day: date) -> Words:
        """Proposes the same day of the month before, the commonest slip, where that is past."""
        last = day.replace(day=1) - timedelta(days=1)
        guess = last.replace(day=min(day.day, last.day))
        if guess > clock.today():
            return messages.IN_THE_FUTURE
        return messages.IN_THE_FUTURE_GUESS % {"guess": danish(guess)}

    def answer(self, value: Any) -> Any:
        return value and value.isoformat()

    def column_type(self) -> Any:
        return Date()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def shown(self, value: Any) -> str:
        return "" if value is None else danish(value)


class Reference(Question):
    """A walk or an event, by its id. Whether it exists and may be used, intake decides."""

    kind = "reference"

    def __init__(self, label: Words, *, to: str, **rest: Any) -> None:
        """to: `walk` or `event`."""
        super().__init__(label, **{"look": "select"} | rest)
        self.to = to

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


def danish(day: date) -> str:
    """`17.11.2017`: a date inside a message."""
    return f"{day:%d.%m.%Y}"
