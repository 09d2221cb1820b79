"""What somebody's file becomes as a draft: what it may leave out is added, and the decision is left to adoption."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from ..agreement.format import FORMAT
from ..agreement.kept import Version
from ..base import clock
from . import draft_rows, editing
from .book_writing import to_book
from .meaning import words_only
from .parts import Document
from .succession import is_correction


def empty_book() -> bytes:
    """An Excel file of an agreement in which nothing is filled in yet."""
    return to_book({"format": FORMAT})


def completing(taken: Iterable[str]) -> Callable[[Document], dict[str, Any]]:
    """What adds to a file's document what is made here: its code, from the name, and the facts of its version.

    taken: the codes of the agreements that there are.
    """

    def complete(document: Document) -> dict[str, Any]:
        made = dict(document)
        if isinstance(made.get("name"), str) and "code" not in made:
            made["code"] = editing.proposed(made["name"], [*taken, editing.NEW])
        made["version"] = _facts(made) | (made.get("version") or {})
        return made

    return complete


def _facts(document: Document) -> dict[str, str]:
    """The facts of a first version, as far as the document says enough."""
    try:
        return draft_rows.version_facts(document)
    except (KeyError, IndexError, TypeError, ValueError):
        return {"decided_on": clock.today().isoformat(), "note": draft_rows.FIRST}


def as_next(document: Document, newest: Version | None, earliest: date | None = None) -> Document:
    """The document as a draft of its agreement: one that corrects words keeps the day of the newest version; one that changes
    more and is not valid from a day on which it may be gets the day and the decision that a new draft begins with.
    """
    if newest is None or (is_correction(newest.document, document) and words_only(newest.document, document)):
        return document
    said = document["version"]
    day = date.fromisoformat(said["valid_from"])
    if day > newest.valid_from and (earliest is None or day >= earliest):
        return document
    note = {"note": said["note"]}
    return {**document, "version": draft_rows.version_facts(document, newest) | note}
