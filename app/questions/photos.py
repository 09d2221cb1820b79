"""The question for photos: their ids. The pictures themselves come apart from the answers, before or after them."""

from typing import Any

from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict

from .. import messages
from ..db import Codes
from .base import Header, Question, Words
from .single import read_uuid


class Photos(Question):
    """At most `most` photos, by the UUIDs that the phone gave them; in their order, each once."""

    kind = "photos"
    most: int

    def __init__(self, label: Words, *, most: int, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.most = most

    def clean(self, raw: Any) -> tuple[str, ...] | None:
        if raw is None or raw == []:
            return None
        if not isinstance(raw, list | tuple):
            raise ValueError(messages.WRONG_KIND)
        try:
            ids = tuple(dict.fromkeys(map(read_uuid, raw)))
        except ValueError:
            raise ValueError(messages.WRONG_KIND) from None
        if len(ids) > self.most:
            raise ValueError(messages.TOO_MANY_PHOTOS % {"most": self.most, "count": len(ids)})
        return ids

    def read(self, form: MultiDict[str, str]) -> Any:
        return [id for id in form.getlist(self.name) if id]

    def answer(self, value: Any) -> Any:
        return list(value) if value else None

    def column_type(self) -> Any:
        return Codes()

    def load(self, row: Any) -> Any:
        return row[self.name] or None

    def headers(self) -> list[Header]:
        """What a person reads, then how many."""
        return [Header(str(self.label), "text"), Header(gettext("Antal fotos"), "int")]

    def cells(self, value: Any) -> list[Any]:
        """The readable one names the photos as the office's addresses do: `/office/photos/<id>`."""
        return [" ".join(value), len(value)] if value else [None, None]

    def codebook(self) -> list[tuple[str, str, str, str]]:
        readable, number = self.headers()
        return [
            (readable.title, self.name, "", gettext("Fotoernes numre. Et foto ses på kontoret under /office/photos/ og nummeret")),
            (number.title, self.name, "", gettext("Hvor mange fotos der hører til; tom = ingen")),
        ]  # fmt: skip

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "format": "uuid"}, "maxItems": self.most}

    def shown(self, value: Any) -> str:
        """How many, and by which they can be told apart: the first part of each id."""
        if not value:
            return ""
        words = ngettext("%(num)d foto", "%(num)d fotos", len(value))
        return gettext("%(count)s (nr. %(ids)s)", count=words, ids=", ".join(id[:8] for id in value))
