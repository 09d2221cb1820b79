"""The question for what is looked at again: a follow-up, or an observation that nobody has begun to follow up."""

from typing import Any

from sqlalchemy import Column, String

from ..base import messages
from ..base.ids import read_uuid
from .question import Question, Words


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
