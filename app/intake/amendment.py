"""The office's corrections of records: amended, withdrawn, restored. Every one leaves what was before in the history."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from .. import photos
from ..access import Person
from ..base import clock, cpr, db
from ..base.text import tidy
from ..questions import Cleaned
from ..questions.form import Form
from ..store import History, gone
from . import effects
from .already_here import ERASED
from .check import clean


class RecordChangedError(Exception):
    """Somebody else changed the record after this person opened it; nothing was written."""


def changes(session: Session, form: type[Form], id: str) -> int:
    """How many changes the record has seen: what an editing page shows and hands back to `amend`."""
    query = select(func.count()).where(History.form == form.name, History.record_id == id)
    return session.scalar(query) or 0


def amend(form: type[Form], id: str, answers: Mapping[str, Any], person: Person, seen: int, note: str = "") -> Cleaned:
    """Replace a record's answers by corrected ones; nothing is written when the returned errors are not empty.

    seen: `changes` when the person opened it. The same answers again change nothing.
    Raises ChangedMeanwhileError, and LookupError for an unknown record.
    """
    with db.writing() as session:
        before = find(session, form, id)
        cleaned = clean(session.connection(), form, answers, before["captured_at"], demanding=True)
        if cleaned.errors:
            return cleaned
        if changes(session, form, id) != seen:
            raise RecordChangedError
        if cleaned.values != form.load(before):
            change(session, form, before, "amended", person, note, corrected(form, before, cleaned))
    return cleaned


def withdraw(form: type[Form], id: str, person: Person, reason: str = "") -> None:
    """Take a record out of every count and sheet; it stays in the history and can be restored."""
    with db.writing() as session:
        if take_out(session, form, find(session, form, id), person, reason):
            gone.note(session, gone.WITHDRAWN, id)


def restore(form: type[Form], id: str, person: Person) -> None:
    """Undo a withdrawal."""
    with db.writing() as session:
        if take_in(session, form, find(session, form, id), person):
            gone.note(session, gone.WITHDRAWN, id, undone=True)


def take_out(session: Session, form: type[Form], before: Mapping[str, Any], person: Person, reason: str = "") -> bool:
    """Withdraw the record of this row, in the open transaction; whether it was not withdrawn before."""
    if before["withdrawn_at"] is not None:
        return False
    change(session, form, before, "withdrawn", person, reason, {"withdrawn_at": clock.now()})
    return True


def take_in(session: Session, form: type[Form], before: Mapping[str, Any], person: Person) -> bool:
    """Let the withdrawn record of this row count again, in the open transaction; whether it does so only now."""
    if before["withdrawn_at"] is None or before["digest"] == ERASED:
        return False
    change(session, form, before, "restored", person, "", {"withdrawn_at": None, "amended": True})
    return True


def find(session: Session, form: type[Form], id: str) -> dict[str, Any]:
    """The record's row; LookupError when there is none."""
    row = session.execute(select(form.table).where(form.table.c.id == id)).mappings().one_or_none()
    if row is None:
        raise LookupError(id)
    return dict(row)


def corrected(form: type[Form], before: Mapping[str, Any], cleaned: Cleaned) -> dict[str, Any]:
    """The columns of a record whose answers the office sets; masked personal numbers add up."""
    return {"amended": True, "masked": before["masked"] + cleaned.masked, **form.store(cleaned.values)}


def change(
    session: Session,
    form: type[Form],
    before: Mapping[str, Any],
    action: str,
    person: Person,
    note: str,
    columns: Mapping[str, Any],
) -> None:
    """Write columns of a record, and what it was before into the history."""
    note = cpr.mask(tidy(note))
    effects.note_history(session.connection(), form, before, action, person, clock.now(), note or None)
    session.execute(update(form.table).where(form.table.c.id == before["id"]).values(columns))
    photos.follow(session, form, before, columns)
    effects.happen(session.connection(), form, {**before, **columns}, person)
