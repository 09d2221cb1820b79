"""The draft of an agreement in the database, changed a row at a time.

Two people in different rows do not get into each other's way: a change is made to the draft as it is by then, and only
where the row itself is another than the one that was shown, somebody must choose.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from ..agreement import binding, format, kept
from ..agreement.kept import Document, Draft, Signer, Version
from ..agreement.shape import Fault
from ..base import clock, cpr, db
from . import added_questions, adoption, editing, succession
from .added_questions import TWICE
from .adoption import CHANGED_MEANWHILE, DraftConflictError
from .editing import NEW
from .parts import Part

BOARD: Final = "board"
# Why there is a first version.
FIRST: Final = "Første udgave"


class RowConflictError(DraftConflictError):
    """Somebody else has changed the same row meanwhile. `theirs`: how it is now; None where it is gone."""

    def __init__(self, theirs: Part | None) -> None:
        self.theirs = theirs
        super().__init__(CHANGED_MEANWHILE)


def begin(code: str, person: Signer) -> Draft:
    """The draft of an agreement's next version: the one there is, else the newest version's document with facts of its own.

    Raises LookupError where there is neither.
    """
    with db.writing() as session:
        if there := session.get(kept.AgreementDraft, code):
            return kept.as_draft(there)
        versions = binding.of_agreement(kept.read(session), code)
        if not versions:
            raise LookupError(code)
        document = next_document(binding.newest(versions))
        return adoption.write(adoption.new_row(session, document), document, person)


def next_document(newest: Version) -> dict[str, Any]:
    """What a new draft begins with: all that the newest version says, from the next year of the agreement on."""
    return {**newest.document, "version": version_facts(newest.document, newest)}


def widened(document: Document, newest: Version) -> dict[str, Any]:
    """A draft that was to correct words as one of the next version, which may change anything."""
    return {**document, "version": version_facts(document, newest)}


def version_facts(document: Document, newest: Version | None = None) -> dict[str, str]:
    """The facts that a version begins with, until somebody says otherwise when it is adopted. newest: the one before it."""
    today, starts = clock.today(), int(document.get("year_starts", 1))
    first = date(document["first_year"], starts, 1)
    coming = date(today.year + (today.month >= starts), starts, 1)
    since = max(coming, first, _year_after(newest)) if newest else first
    parties = [row["code"] for row in document["parties"]]
    return {
        "valid_from": since.isoformat(),
        "decided_by": BOARD if BOARD in parties else parties[0],
        "decided_on": today.isoformat(),
        "note": newest.document["version"]["note"] if newest else FIRST,
    }


def _year_after(version: Version) -> date:
    """The first day of the year after the one in which a version begins."""
    return binding.days_of(version, binding.year_of(version, version.valid_from) + 1)[0]


def save_row(
    code: str,
    part: str,
    row: Part,
    seen: str,
    person: Signer,
    *,
    key: str = "",
    choices: Sequence[Part] = (),
    address: str = "",
) -> tuple[Draft, str]:
    """Put a row in the draft, as the last of its part where it has no `key`; what it is known by comes back.

    seen: `editing.mark` of the row that the person saw. choices: what it names and the document may not have yet.
    address: of the form, where that is somebody else's. Raises RowConflictError where it is another by now,
    AgreementFaultsError where the row is no row, and LookupError where there is no draft.
    """
    found = []

    def change(document: Document) -> Document:
        there = _place(document, part, key, seen)
        _stop_at_double(document, part, row, there)
        _stop_at_eleventh(document, part, row, there)
        changed = editing.put(document, part, row, there)
        for choice in choices:
            if editing.known_by(changed, "choices", choice) not in editing.rows(changed, "choices"):
                changed = editing.put(changed, "choices", choice)
        found.append(editing.known_by(changed, part, row, there))
        return changed

    draft = change_draft(code, change, person, finished=address or address_of(part, key or NEW, person.id))
    return draft, found[0]


def change_draft(code: str, change: Callable[[Document], Document], person: Signer, *, finished: str = "") -> Draft:
    """Change the draft as it is by then. finished: the address of a form of which nothing is left to be finished.

    Raises AgreementFaultsError where what comes out has another shape, and LookupError where there is no draft.
    """
    with db.writing() as session:
        row = adoption.row_of(session, code, None)
        document = change(json.loads(row.document))
        adoption.stop_at(format.faults(document))
        row.unfinished = {address: each for address, each in row.unfinished.items() if address != finished}
        return adoption.write(row, document, person)


def change_row(
    code: str, part: str, key: str, seen: str, person: Signer, change: Callable[[Document, str], Document]
) -> Draft:
    """Do something else with a row than save it: `change` gets the document and the row's key. Raises as `save_row` does."""
    return change_draft(
        code,
        lambda document: change(document, _place(document, part, key, seen)),
        person,
        finished=address_of(part, key, person.id),
    )


def keep_unfinished(
    code: str, address: str, fields: Sequence[tuple[str, str]], says: Sequence[str], person: Signer
) -> Draft:
    """Keep what was typed into a form beside the document, until it is saved or thrown away. Raises LookupError."""
    with db.writing() as session:
        row = adoption.row_of(session, code, None)
        kept_now = {"fields": [[name, cpr.mask(value)] for name, value in fields], "says": list(says)}
        row.unfinished = {**row.unfinished, address: kept_now}
        return adoption.write(row, json.loads(row.document), person)


def drop_unfinished(code: str, address: str, person: Signer) -> Draft:
    """Throw away what was typed there. Raises LookupError where there is no draft."""
    return change_draft(code, lambda document: document, person, finished=address)


def address_of(part: str, key: str, person_id: str) -> str:
    """Where a form's unfinished values are kept; of a new row each person has their own."""
    return f"{part}/{key}/{person_id}" if key == NEW else f"{part}/{key}"


def _stop_at_double(document: Document, part: str, row: Part, there: str) -> None:
    key = editing.known_by(document, part, row, there)
    if part in succession.CODED and key != there and key in editing.rows(document, part):
        adoption.stop_at([Fault(f"{part}.{key}.code", TWICE)])


def _stop_at_eleventh(document: Document, part: str, row: Part, there: str) -> None:
    """Nobody answers more than ten questions of one form, over all agreements in force at once."""
    if part == "questions" and not there:
        together = [*adoption.beside(document, kept.versions()), document]
        adoption.stop_at(added_questions.no_more(together, row["form"]))


def _place(document: Document, part: str, key: str, seen: str) -> str:
    """The key of the row that was seen; rows that have a number alone may have moved meanwhile."""
    if not key:
        return ""
    found = editing.rows(document, part)
    if key in found and editing.mark(found[key]) == seen:
        return key
    if part not in {editing.ABOUT, *succession.CODED}:
        moved = next((each for each, row in found.items() if editing.mark(row) == seen), None)
        if moved:
            return moved
    raise RowConflictError(found.get(key))
