"""The question for a spot on the plan of the estate."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Column, Float, ForeignKey, String
from werkzeug.datastructures import MultiDict

from ..base import messages
from ..base.ids import read_uuid
from .geo_point import typed_number
from .question import Header, Question


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
