"""Free text that is too old: in records, in their history, in what waited for review, in follow-up."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from ..db import Base
from ..follow_up import OPEN
from ..form import Form
from ..forms import FORMS
from ..models import FollowUp, FollowUpEntry, History, Quarantine

_HISTORY, _QUARANTINE = (Base.metadata.tables[model.__tablename__] for model in (History, Quarantine))
# Entries of the history that hold a copy as it was sent: anything may stand in it.
RAW = ("accepted", "discarded", "kept_both")
EMPTY = "{}"
# What somebody wrote about a matter in their own words; what became of it and why stays, because it was published.
OWN_WORDS = ("problem", "proposal", "checked_by")
CHUNK = 500


def count_records(session: Session, before: datetime) -> int:
    """How many records have texts that are too old."""
    return sum(session.scalar(select(func.count()).where(_has_text(form, before))) or 0 for form in FORMS.values())


def clear_records(session: Session, before: datetime) -> None:
    """Empty those texts; everything else of the records stays."""
    for form in FORMS.values():
        session.execute(update(form.table).where(_has_text(form, before)).values(dict.fromkeys(form.free_texts())))


def count_history(session: Session, before: datetime) -> int:
    """How many entries of the history say what stood in such texts."""
    return session.scalar(select(func.count()).where(_says_texts(before))) or 0


def clear_history(session: Session, before: datetime) -> None:
    """Leave only choices and counts in them."""
    columns = _HISTORY.c.id, _HISTORY.c.form, _HISTORY.c.action, _HISTORY.c.answers, _HISTORY.c.note
    for row in session.execute(select(*columns).where(_says_texts(before))).all():
        answers = EMPTY if row.action in RAW else without_texts(row.form, row.answers)
        note = row.note if row.action == "kept_both" else None
        session.execute(update(_HISTORY).where(_HISTORY.c.id == row.id).values(answers=answers, note=note))


def count_reviewed(session: Session, before: datetime) -> int:
    """How many submissions that were reviewed are too old."""
    return session.scalar(select(func.count()).where(_is_reviewed(before))) or 0


def clear_reviewed(session: Session, before: datetime) -> None:
    """Leave only their ids, so that a repeat is still known. What nobody has looked at stays."""
    query = select(_QUARANTINE.c.id, _QUARANTINE.c.submission_id).where(_is_reviewed(before))
    for row in session.execute(query).all():
        stub = {"content": json.dumps({"id": row.submission_id}), "errors": EMPTY}
        session.execute(update(_QUARANTINE).where(_QUARANTINE.c.id == row.id).values(stub))


def count_follow_up(session: Session, before: datetime) -> int:
    """How many closed matters, and entries of whatever matter, have texts that are too old."""
    closed = session.scalar(select(func.count()).select_from(FollowUp).where(_is_closed(before))) or 0
    return closed + sum(1 for _entry in _entries(session, before))


def clear_follow_up(session: Session, before: datetime) -> None:
    """Empty what was written about them; states, dates, parties and reasons stay."""
    session.execute(update(FollowUp).where(_is_closed(before)).values(dict.fromkeys(OWN_WORDS)))
    for entry in list(_entries(session, before)):
        entry.text = None
        entry.changes = {name: value for name, value in entry.changes.items() if name not in OWN_WORDS}


def without_texts(form_name: str, answers: str) -> str:
    """Answers (JSON) with only those that are choices, counts or places."""
    form, found = FORMS.get(form_name), json.loads(answers)
    if form is None or not isinstance(found, dict):
        return EMPTY
    texts = form.free_texts()
    return json.dumps({name: value for name, value in found.items() if name in form.questions and name not in texts})


def _has_text(form: type[Form], before: datetime) -> ColumnElement[bool]:
    table = form.table
    return and_(table.c.received_at < before, or_(*(table.c[name].is_not(None) for name in form.free_texts())))


def _says_texts(before: datetime) -> ColumnElement[bool]:
    names = sorted({name for form in FORMS.values() for name in form.free_texts()})
    says = [_HISTORY.c.answers.contains(f'"{name}": ', autoescape=True) for name in names]
    noted = and_(_HISTORY.c.note.is_not(None), _HISTORY.c.action != "kept_both")
    raw = and_(_HISTORY.c.action.in_(RAW), _HISTORY.c.answers != EMPTY)
    return and_(_HISTORY.c.at < before, or_(noted, raw, and_(_HISTORY.c.action.not_in(RAW), or_(*says))))


def _is_reviewed(before: datetime) -> ColumnElement[bool]:
    is_old = and_(_QUARANTINE.c.received_at < before, _QUARANTINE.c.resolved_at.is_not(None))
    return and_(is_old, or_(_QUARANTINE.c.errors != EMPTY, _QUARANTINE.c.content.contains('"answers": ')))


def _is_closed(before: datetime) -> ColumnElement[bool]:
    words = or_(*(getattr(FollowUp, name).is_not(None) for name in OWN_WORDS))
    return and_(FollowUp.changed_at < before, FollowUp.state.not_in(OPEN), words)


def _entries(session: Session, before: datetime) -> Iterator[Any]:
    for entry in session.scalars(select(FollowUpEntry).where(FollowUpEntry.at < before)):
        if entry.text or any(name in OWN_WORDS for name in entry.changes):
            yield entry
