"""The office's corrections of records: amended, withdrawn, restored. Every one leaves what was before in the history."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from .. import clock, db
from ..access import Person
from ..form import Cleaned, Form
from ..models import History
from .accept import note_history


class ChangedMeanwhileError(Exception):
    """Somebody else changed the record after this person opened it; nothing was written."""


def changes(session: Session, form: type[Form], id: str) -> int:
    """How many changes the record has seen: what an editing page shows and hands back to `amend`."""
    query = select(func.count()).where(History.form == form.name, History.record_id == id)
    return session.scalar(query) or 0


def amend(form: type[Form], id: str, answers: Mapping[str, Any], person: Person, seen: int, note: str = "") -> Cleaned:
    """Replace a record's answers by corrected ones; nothing is written when the returned errors are not empty.

    seen: `changes` when the person opened it. Raises ChangedMeanwhileError, and LookupError for an unknown record.
    """
    cleaned = form.clean(answers)
    if cleaned.errors:
        return cleaned
    with db.writing() as session:
        if changes(session, form, id) != seen:
            raise ChangedMeanwhileError
        change(session, form, id, "amended", person, note, {"amended": True, **form.store(cleaned.values)})
    return cleaned


def withdraw(form: type[Form], id: str, person: Person, reason: str = "") -> None:
    """Take a record out of every count and sheet; it stays in the history and can be restored."""
    with db.writing() as session:
        change(session, form, id, "withdrawn", person, reason, {"withdrawn_at": clock.now()})


def restore(form: type[Form], id: str, person: Person) -> None:
    """Undo a withdrawal."""
    with db.writing() as session:
        change(session, form, id, "restored", person, "", {"withdrawn_at": None, "amended": True})


def change(
    session: Session, form: type[Form], id: str, action: str, person: Person, note: str, columns: dict[str, Any]
) -> None:
    """Write columns of a record and what it was before; LookupError when there is none."""
    table = form.table
    before = session.execute(select(table).where(table.c.id == id)).mappings().one_or_none()
    if before is None:
        raise LookupError(id)
    note_history(session.connection(), form, before, action, person, clock.now(), note or None)
    session.execute(update(table).where(table.c.id == id).values(columns))
