"""Which rows are too old, and how they are taken away: texts, photos, what tells of people that use Feltbog."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Table, Text, and_, cast, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from ..base import db
from ..definitions import forms
from ..follow_up import OPEN
from ..photos import stored
from ..store import (
    AuditEntry,
    Code,
    Device,
    Event,
    FailedAttempt,
    FollowUp,
    FollowUpEntry,
    Guest,
    History,
    Invitation,
    Joined,
    Photo,
    PhotoUse,
    Quarantine,
    SignIn,
    Walk,
)

MANY, SOME = 500, 10
# Entries of the history that hold a copy as it was sent: anything may stand in it.
RAW = ("accepted", "discarded", "kept_both")
EMPTY = "{}"
# What somebody wrote about a matter in their own words; what became of it and why stays, because it was published.
OWN_WORDS = ("problem", "proposal", "checked_by")

_HISTORY, _QUARANTINE, _MATTERS, _ENTRIES, _PHOTOS = map(
    db.table_of, (History, Quarantine, FollowUp, FollowUpEntry, Photo)
)


@dataclass(frozen=True)
class Portion:
    """Rows of one table: which they are, what takes away some of them, how many at once where there is room."""

    table: Table
    which: ColumnElement[bool]
    clear: Callable[[Session, ColumnElement[bool]], object]
    size: int = MANY


def texts_of_records(before: datetime) -> list[Portion]:
    """Texts of records that are too old; everything else of the records stays."""
    parts = []
    for form in forms.every():
        table, names = form.table, form.free_texts()
        has_text = or_(*(table.c[name].is_not(None) for name in names))
        parts.append(Portion(table, and_(table.c.received_at < before, has_text), _setting(table, names)))
    return parts


def texts_of_history(before: datetime) -> list[Portion]:
    """Entries of the history that say what stood in such texts; only choices and counts stay in them."""
    entry, is_raw = _HISTORY.c, _HISTORY.c.action.in_(RAW)
    names = sorted({name for form in forms.every() for name in form.free_texts()})
    says = or_(*(entry.answers.contains(f'"{name}": ', autoescape=True) for name in names))
    noted = and_(entry.note.is_not(None), entry.action != "kept_both")
    has_text = or_(noted, and_(is_raw, entry.answers != EMPTY), and_(~is_raw, says))
    return [Portion(_HISTORY, and_(entry.at < before, has_text), _clear_history)]


def reviewed(before: datetime) -> list[Portion]:
    """Submissions that were reviewed: only their ids stay, so that a repeat is still known. What nobody has looked at stays."""
    row = _QUARANTINE.c
    has_content = or_(row.errors != EMPTY, row.content.contains('"answers": '))
    which = and_(row.received_at < before, row.resolved_at.is_not(None), has_content)
    return [Portion(_QUARANTINE, which, _clear_reviewed, SOME)]


def texts_of_follow_up(before: datetime) -> list[Portion]:
    """What was written about closed matters, and in entries of whatever matter; states, dates, parties and reasons stay."""
    matter, entry = _MATTERS.c, _ENTRIES.c
    has_words = or_(*(matter[name].is_not(None) for name in OWN_WORDS))
    is_closed = and_(matter.changed_at < before, matter.state.not_in(OPEN), has_words)
    # A name with its quotes and colon stands in JSON only where it is a name: within a text its quotes are escaped.
    changes = cast(entry.changes, Text)
    says = or_(entry.text != "", *(changes.contains(f'"{name}": ', autoescape=True) for name in OWN_WORDS))
    return [
        Portion(_MATTERS, is_closed, _setting(_MATTERS, OWN_WORDS)),
        Portion(_ENTRIES, and_(entry.at < before, says), _clear_entries),
    ]


def photos(before: datetime, *, loose: bool = False) -> list[Portion]:
    """Photos that came before that; `loose`: only those whose record never came."""
    which = and_(_PHOTOS.c.received_at < before, _PHOTOS.c.removed_at.is_(None))
    if loose:
        which = and_(which, ~exists().where(PhotoUse.photo_id == _PHOTOS.c.id))
    return [Portion(_PHOTOS, which, _clear_photos, SOME)]


def phones(before: datetime) -> list[Portion]:
    """Phones that were heard from last before that, and whose user is still known; their random number stays.

    An event's count says how many phones counted.
    """
    table = db.table_of(Device)
    is_known = or_(table.c.person_id.is_not(None), table.c.person_name.is_not(None))
    return [
        Portion(table, and_(table.c.seen_at < before, is_known), _setting(table, ("person_id", "person_name", "skew")))
    ]


def sessions(before: datetime, failed: datetime, day: date) -> list[Portion]:
    """Sessions, joinings, used links and failures that are over; `day`: codes from before it are."""
    over = select(Code.id).join(Walk, Walk.id == Code.walk_id).where(Walk.date < day).union(
        select(Code.id).join(Event, Event.id == Code.event_id).where(Event.date < day)
    )  # fmt: skip
    in_no_other = ~exists().where(Joined.guest_id == Guest.id, Joined.code_id.not_in(over))
    return [
        _all_of(SignIn, or_(SignIn.seen_at < before, SignIn.ended_at < before)),
        _all_of(Invitation, Invitation.expires_at < before),
        _all_of(FailedAttempt, FailedAttempt.at < failed),
        _all_of(Joined, Joined.code_id.in_(over)),
        _all_of(Guest, and_(Guest.created_at < before, in_no_other)),
    ]


def entries(before: datetime) -> list[Portion]:
    """The audit trail from before that."""
    return [_all_of(AuditEntry, AuditEntry.at < before)]


def _all_of(model: type[db.Base], which: ColumnElement[bool]) -> Portion:
    """Rows that go altogether."""
    table = db.table_of(model)
    return Portion(table, which, lambda session, some: session.execute(delete(table).where(some)))


def _setting(table: Table, names: tuple[str, ...] | list[str]) -> Callable[[Session, ColumnElement[bool]], object]:
    """Empties these columns."""
    return lambda session, some: session.execute(update(table).where(some).values(dict.fromkeys(names)))


def _clear_history(session: Session, some: ColumnElement[bool]) -> None:
    for row in session.execute(select(_HISTORY).where(some)).all():
        answers = EMPTY if row.action in RAW else _without_texts(row.form, row.answers)
        note = row.note if row.action == "kept_both" else None
        session.execute(update(_HISTORY).where(_HISTORY.c.id == row.id).values(answers=answers, note=note))


def _without_texts(form_name: str, answers: str) -> str:
    """Answers (JSON) with only those that are choices, counts or places."""
    form, found = forms.get(form_name), json.loads(answers)
    if form is None or not isinstance(found, dict):
        return EMPTY
    texts = form.free_texts()
    return json.dumps({name: value for name, value in found.items() if name in form.questions and name not in texts})


def _clear_reviewed(session: Session, some: ColumnElement[bool]) -> None:
    for row in session.execute(select(_QUARANTINE.c.id, _QUARANTINE.c.submission_id).where(some)).all():
        stub = {"content": json.dumps({"id": row.submission_id}), "errors": EMPTY}
        session.execute(update(_QUARANTINE).where(_QUARANTINE.c.id == row.id).values(stub))


def _clear_entries(session: Session, some: ColumnElement[bool]) -> None:
    for entry in session.scalars(select(FollowUpEntry).where(some)):
        forget_words(entry)


def forget_words(entry: FollowUpEntry) -> None:
    """What somebody wrote in an entry about a matter, and what it changed of it in their own words."""
    entry.text = None
    entry.changes = {name: value for name, value in entry.changes.items() if name not in OWN_WORDS}


def _clear_photos(session: Session, some: ColumnElement[bool]) -> None:
    stored.take_away(session, session.scalars(select(_PHOTOS.c.id).where(some)).all())
