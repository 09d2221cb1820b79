"""A row of an agreement's part as a line of its table: the few members that tell it from the others, in words."""

from collections.abc import Mapping
from typing import Final

from . import member_values
from .member_words import MEMBERS
from .parts import Document, Part

# What stands in a part's table; the first names the row.
TELLING: Final[Mapping[str, tuple[str, ...]]] = {
    "areas": ("name", "places"), "parties": ("name",), "activities": ("name", "text"),
    "figures": ("name", "kind", "party", "baselines"), "milestones": ("name", "deadline", "demands"),
    "lists": ("name", "party", "months"), "hours": ("activity", "role", "task", "hours", "years"),
    "money": ("source", "activity", "amount", "years"), "questions": ("label", "form", "kind"),
    "choices": ("label", "list", "groups"), "groups": ("name", "list"),
}  # fmt: skip


def heads(part: str) -> list[str]:
    """What the columns of its table are called."""
    return [MEMBERS[name][:1].upper() + MEMBERS[name][1:] for name in TELLING[part]]


def cells(document: Document, part: str, row: Part) -> list[str]:
    """What stands in them; empty where the row says nothing."""
    return [member_values.said(document, part, name, row.get(name), row) for name in TELLING[part]]
