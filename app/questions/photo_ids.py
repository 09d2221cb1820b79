"""The question for photos: their ids. The pictures themselves come apart from the answers, before or after them."""

from typing import Any

from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict

from ..base import messages
from ..base.db import Codes
from ..base.ids import read_uuid
from .question import Header, Question, Words


class Photos(Question):
    """At most `most` photos, by the UUIDs that the phone gave them; in their order, each once.

    first: in these words the phone asks for one above all other questions, as another way to begin.
    """

    kind = "photos"
    most: int

    def __init__(self, label: Words, *, most: int, first: Words = None, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.most, self.first = most, first

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

    def read(self, form: MultiDict[str, str], name: str) -> Any:
        return [id for id in form.getlist(name) if id]

    def answer(self, value: Any) -> Any:
        return list(value) if value else None

    def column_type(self) -> Any:
        return Codes()

    def load(self, row: Any) -> Any:
        return row[self.name] or None

    def headers(self) -> list[Header]:
        """What a person reads and follows to the record's page in the office, then how many."""
        where = gettext("Link til registreringen på kontoret, hvor fotoerne kan ses")
        how_many = gettext("Hvor mange fotos der hører til; tom = ingen")
        return [
            Header(str(self.label), "link", self.name, where, cell=lambda ids: _count(ids) if ids else None),
            Header(gettext("Antal fotos"), "int", self.name, how_many, cell=lambda ids: len(ids) if ids else None),
        ]

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "format": "uuid"}, "maxItems": self.most}

    def shown(self, value: Any) -> str:
        """How many, and by which they can be told apart: the first part of each id."""
        if not value:
            return ""
        return gettext("%(count)s (nr. %(ids)s)", count=_count(value), ids=", ".join(id[:8] for id in value))


def _count(ids: Any) -> str:
    return str(ngettext("%(num)d foto", "%(num)d fotos", len(ids)))
