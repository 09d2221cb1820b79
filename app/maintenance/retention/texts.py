"""Free text that is too old: in records, in their history, in what waited for review, in follow-up."""

import json
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, cast, or_, select, update
from sqlalchemy.orm import Session

from ...base.db import Base
from ...definitions import FORMS
from ...follow_up import OPEN
from ...questions.form import Form
from ...store import FollowUp, FollowUpEntry, History, Quarantine
from .portions import SOME, Portion

_HISTORY, _QUARANTINE, _MATTERS, _ENTRIES = (
    Base.metadata.tables[model.__tablename__] for model in (History, Quarantine, FollowUp, FollowUpEntry)
)
# Entries of the history that hold a copy as it was sent: anything may stand in it.
RAW = ("accepted", "discarded", "kept_both")
EMPTY = "{}"
# What somebody wrote about a matter in their own words; what became of it and why stays, because it was published.
OWN_WORDS = ("problem", "proposal", "checked_by")


def of_records(before: datetime) -> list[Portion]:
    """Texts of records that are too old; everything else of the records stays."""
    return [Portion((form.table.c.id,), _has_text(form, before), _emptying(form)) for form in FORMS.values()]


def of_history(before: datetime) -> list[Portion]:
    """Entries of the history that say what stood in such texts; only choices and counts stay in them."""
    return [Portion((_HISTORY.c.id,), _says_texts(before), _clear_history)]


def of_reviewed(before: datetime) -> list[Portion]:
    """Submissions that were reviewed: only their ids stay, so that a repeat is still known. What nobody has looked at stays."""
    return [Portion((_QUARANTINE.c.id,), _is_reviewed(before), _clear_reviewed, SOME)]


def of_follow_up(before: datetime) -> list[Portion]:
    """What was written about closed matters, and in entries of whatever matter; states, dates, parties and reasons stay."""
    return [
        Portion((_MATTERS.c.id,), _is_closed(before), _clear_matters),
        Portion((_ENTRIES.c.id,), _says_words(before), _clear_entries),
    ]


def _emptying(form: type[Form]) -> Callable[[Session, ColumnElement[bool]], None]:
    def clear(session: Session, some: ColumnElement[bool]) -> None:
        session.execute(update(form.table).where(some).values(dict.fromkeys(form.free_texts())))

    return clear


def _clear_history(session: Session, some: ColumnElement[bool]) -> None:
    columns = _HISTORY.c.id, _HISTORY.c.form, _HISTORY.c.action, _HISTORY.c.answers, _HISTORY.c.note
    for row in session.execute(select(*columns).where(some)).all():
        answers = EMPTY if row.action in RAW else without_texts(row.form, row.answers)
        note = row.note if row.action == "kept_both" else None
        session.execute(update(_HISTORY).where(_HISTORY.c.id == row.id).values(answers=answers, note=note))


def _clear_reviewed(session: Session, some: ColumnElement[bool]) -> None:
    for row in session.execute(select(_QUARANTINE.c.id, _QUARANTINE.c.submission_id).where(some)).all():
        stub = {"content": json.dumps({"id": row.submission_id}), "errors": EMPTY}
        session.execute(update(_QUARANTINE).where(_QUARANTINE.c.id == row.id).values(stub))


def _clear_matters(session: Session, some: ColumnElement[bool]) -> None:
    session.execute(update(_MATTERS).where(some).values(dict.fromkeys(OWN_WORDS)))


def _clear_entries(session: Session, some: ColumnElement[bool]) -> None:
    for entry in session.scalars(select(FollowUpEntry).where(some)):
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
    words = or_(*(_MATTERS.c[name].is_not(None) for name in OWN_WORDS))
    return and_(_MATTERS.c.changed_at < before, _MATTERS.c.state.not_in(OPEN), words)


def _says_words(before: datetime) -> ColumnElement[bool]:
    """A name with its quotes and colon stands in JSON only where it is a name: within a text its quotes are escaped."""
    changes = cast(_ENTRIES.c.changes, Text)
    names = (changes.contains(f'"{name}": ', autoescape=True) for name in OWN_WORDS)
    return and_(_ENTRIES.c.at < before, or_(_ENTRIES.c.text != "", *names))
