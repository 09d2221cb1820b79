"""Trials that are over go altogether: the walk, its code, what was recorded on it, and its photos."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from .. import audit
from ..access import NOBODY
from ..base import clock, db
from ..definitions import forms
from ..questions.form import Form
from ..store import Code, History, Joined, Quarantine, Walk, gone
from . import retention

# So long somebody may go on trying.
KEPT = timedelta(days=14)


def remove() -> int:
    """Remove the trials that were begun so long ago; → how many. What a phone still sends of them is kept nowhere."""
    found = over(db.session())
    for id in found:
        with db.erasing() as session:
            number = take_away(session, id)
        audit.note("deleted", NOBODY, "trial", id, count=number)
    return len(found)


def over(session: Session) -> list[str]:
    """The trials that have had their time."""
    return list(session.scalars(select(Walk.id).where(Walk.trial, Walk.created_at <= clock.now() - KEPT)))


def take_away(session: Session, walk_id: str) -> int:
    """Take a trial away in the open transaction; → how many records it had."""
    records = [(form, id) for form in _of_walks() for id in session.scalars(_ids(form, walk_id))]
    waiting = session.scalars(select(Quarantine.submission_id).where(Quarantine.content.contains(walk_id))).all()
    ids = sorted({*(id for _form, id in records), *waiting})
    photos = [photo for id in ids for photo in retention.clear(session, id, NOBODY)]
    session.execute(delete(History).where(History.record_id.in_(ids)))
    for form, id in records:
        session.execute(delete(form.table).where(form.table.c.id == id))
    codes = session.scalars(select(Code.id).where(Code.walk_id == walk_id)).all()
    session.execute(delete(Joined).where(Joined.code_id.in_(codes)))
    session.execute(delete(Code).where(Code.id.in_(codes)))
    session.execute(delete(Walk).where(Walk.id == walk_id))
    gone.note(session, gone.PHOTO_REMOVED, *photos)
    gone.note(session, gone.ERASED, *ids)
    return len(ids)


def _of_walks() -> Iterator[type[Form]]:
    """The forms that are filled in on a walk."""
    for form in forms.every():
        reference = form.reference()
        if reference and reference.to == "walk":  # type: ignore[attr-defined]
            yield form


def _ids(form: type[Form], walk_id: str) -> Select[Any]:
    return select(form.table.c.id).where(form.table.c["walk"] == walk_id)
