"""The questions for where something is: a GPS position, and a spot on the plan of the estate."""

import math
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Column, Float, ForeignKey, String
from werkzeug.datastructures import MultiDict

from ..base import messages
from ..base.ids import read_uuid
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


@dataclass(frozen=True)
class Spot:
    """A spot on a plan: its id, and fractions of the picture's width and height from the upper left corner."""

    plan: str
    x: float
    y: float


class PlanPoint(Question):
    """A spot on the plan that the phone held when somebody tapped it. Whether there is such a plan, intake decides."""

    kind = "plan"
    parts = ("plan", "x", "y")

    def clean(self, raw: Any) -> Spot | None:
        if raw is None or raw == {}:
            return None
        if not isinstance(raw, dict) or raw.keys() != set(self.parts):
            raise ValueError(messages.NOT_A_SPOT)
        try:
            plan = read_uuid(raw["plan"])
        except ValueError:
            raise ValueError(messages.NOT_A_SPOT) from None
        for number in (raw["x"], raw["y"]):
            if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 1:
                raise ValueError(messages.NOT_A_SPOT)
        return Spot(plan, float(raw["x"]), float(raw["y"]))

    def read(self, form: MultiDict[str, str], name: str) -> Any:
        """The plan's id goes along with every form of the office: without x and y it is no answer."""
        texts = {part: (form.get(f"{name}_{part}") or "").strip() for part in self.parts}
        if not texts["x"] and not texts["y"]:
            return None
        return {"plan": texts["plan"], "x": typed_number(texts["x"]), "y": typed_number(texts["y"])}

    def answer(self, value: Any) -> Any:
        return value and {part: getattr(value, part) for part in self.parts}

    def columns(self) -> list[Column[Any]]:
        plan, x, y = (f"{self.name}_{part}" for part in self.parts)
        return [Column(plan, String(36), ForeignKey("estate_plan.id")), Column(x, Float()), Column(y, Float())]

    def store(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}_{part}": value and getattr(value, part) for part in self.parts}

    def load(self, row: Any) -> Any:
        plan, x, y = (row[f"{self.name}_{part}"] for part in self.parts)
        return None if plan is None else Spot(plan, x, y)

    def headers(self) -> list[Header]:
        columns = (
            (_("Plan"), "text", "plan", _("Nummeret på den plan over området, som der blev peget på")),
            (_("Plan: fra venstre"), "number", "x", _("Stedet som andel af planens bredde, 0–1 fra venstre kant")),
            (_("Plan: fra toppen"), "number", "y", _("Stedet som andel af planens højde, 0–1 fra øverste kant")),
        )
        return [Header(str(title), kind, f"{self.name}_{part}", str(words)) for title, kind, part, words in columns]

    def schema(self) -> dict[str, Any]:
        fraction = {"type": "number", "minimum": 0, "maximum": 1}
        return {
            "type": "object",
            "properties": {"plan": {"type": "string", "format": "uuid"}, "x": fraction, "y": fraction},
            "required": list(self.parts),
            "additionalProperties": False,
        }

    def shown(self, value: Any) -> str:
        if value is None:
            return ""
        x, y = (round(number * 100) for number in (value.x, value.y))
        return gettext("%(x)d %% fra venstre, %(y)d %% fra toppen", x=x, y=y)
