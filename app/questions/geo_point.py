"""The question for a GPS position."""

import math
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Column, Float
from werkzeug.datastructures import MultiDict

from ..base import messages
from .question import Header, Question


@dataclass(frozen=True)
class Position:
    """A position: degrees in WGS 84 and, where known, accuracy in metres."""

    latitude: float
    longitude: float
    accuracy: float | None = None


class GeoPoint(Question):
    """A GPS position."""

    kind = "point"
    parts = ("latitude", "longitude", "accuracy")
    limits = ((-90, 90), (-180, 180), (0, 10_000_000))

    def clean(self, raw: Any) -> Position | None:
        if raw is None or raw == {}:
            return None
        if not isinstance(raw, dict) or not raw.keys() <= set(self.parts):
            raise ValueError(messages.NOT_A_POINT)
        numbers = [raw.get(part) for part in self.parts]
        if numbers[0] is None or numbers[1] is None:
            raise ValueError(messages.NOT_A_POINT)
        for number, (low, high) in zip(numbers, self.limits, strict=True):
            if number is None:
                continue
            if isinstance(number, bool) or not isinstance(number, int | float) or not low <= number <= high:
                raise ValueError(messages.NOT_A_POINT)
        return Position(*(None if number is None else float(number) for number in numbers))  # type: ignore[arg-type]

    def read(self, form: MultiDict[str, str], name: str) -> Any:
        texts = {part: (form.get(f"{name}_{part}") or "").strip() for part in self.parts}
        return {part: typed_number(text) for part, text in texts.items() if text} or None

    def answer(self, value: Any) -> Any:
        return value and {part: getattr(value, part) for part in self.parts}

    def columns(self) -> list[Column[Any]]:
        return [Column(f"{self.name}_{part}", Float()) for part in self.parts]

    def store(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}_{part}": value and getattr(value, part) for part in self.parts}

    def load(self, row: Any) -> Any:
        numbers = [row[f"{self.name}_{part}"] for part in self.parts]
        return None if numbers[0] is None else Position(*numbers)

    def headers(self) -> list[Header]:
        columns = (
            (_("Breddegrad"), "latitude", _("Grader nord, WGS 84")),
            (_("Længdegrad"), "longitude", _("Grader øst, WGS 84")),
            (_("Nøjagtighed (m)"), "accuracy", _("Meter; positionen ligger inden for")),
        )
        return [Header(str(title), "number", f"{self.name}_{part}", str(words)) for title, part, words in columns]

    def schema(self) -> dict[str, Any]:
        (south, north), (west, east), (least, most) = self.limits
        numbers = {
            "latitude": {"type": "number", "minimum": south, "maximum": north},
            "longitude": {"type": "number", "minimum": west, "maximum": east},
            "accuracy": {"anyOf": [{"type": "number", "minimum": least, "maximum": most}, {"type": "null"}]},
        }
        return {
            "type": "object",
            "properties": numbers,
            "required": ["latitude", "longitude"],
            "additionalProperties": False,
        }

    def shown(self, value: Any) -> str:
        if value is None:
            return ""
        place = f"{value.latitude:.5f}, {value.longitude:.5f}".replace(".", ",").replace(", ", " · ", 1)
        return place if value.accuracy is None else f"{place} (±{math.ceil(value.accuracy)} m)"


def typed_number(text: str) -> float | str:
    """A typed number with comma or full stop; what is none stays text, for `clean` to refuse."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    return number if math.isfinite(number) else text
