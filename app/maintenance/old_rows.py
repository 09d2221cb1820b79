"""Which rows are too old, and how they are taken away: what waits, follow-up, photos, what tells of people that use Feltbog."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, Text, and_, cast, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from ..access import NOBODY
from ..base import clock, db
from ..intake.effects import PURGED
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
from .time_limits import Limits, is_not_handed_in, is_open

MANY, SOME = 500, 10
EMPTY = "{}"
# What became of a submission that nobody has decided about in time.
EXPIRED = "expired"
# What somebody wrote about a matter in their own words; what became of it and why stays, because it was published.
OWN_WORDS = ("problem", "proposal", "checked_by")
# Among the changes of an entry whose remark is gone.
SAID = "text"

_HISTORY, _QUARANTINE, _MATTERS, _ENTRIES, _PHOTOS = map(
    db.table_of, (History, Quarantine, FollowUp, FollowUpEntry, Photo)
)


@dataclass(frozen=True)
class Portion:
    """Rows of one table: which they are, what takes away some of them, how many at once where there is room.

    `at`: when a row's time began. `kind`: what one is called where it can be looked at (a form's name, follow_up, photo,
    quarantine), and `subject` its id there, empty where it cannot.
    """

    table: Table
    which: ColumnElement[bool]
    clear: Callable[[Session, ColumnElement[bool]], object]
    at: Column[Any]
    size: int = MANY
    kind: str = ""
    subject: ColumnElement[Any] | None = None


def reviewed(limits: Limits) -> list[Portion]:
    """Submissions that were reviewed: only their ids stay, so that a repeat is still known."""
    row = _QUARANTINE.c
    which = and_(row.resolved_at < limits.corrected, row.received_at < limits.texts_of_no_record)
    return [_submissions(which, _clear_reviewed)]


def waiting(limits: Limits) -> list[Portion]:
    """Submissions that nobody has decided about in all that time: they count as nothing, and only their ids stay."""
    row = _QUARANTINE.c
    which = and_(row.resolved_at.is_(None), row.received_at < limits.texts_of_no_record)
    return [_submissions(which, _clear_waiting)]


def _submissions(which: ColumnElement[bool], clear: Callable[[Session, ColumnElement[bool]], object]) -> Portion:
    row = _QUARANTINE.c
    has_content = or_(row.resolved_at.is_(None), row.errors != EMPTY, row.content.contains('"answers": '))
    return Portion(_QUARANTINE, and_(which, has_content), clear, row.received_at, SOME, "quarantine", row.id)


def texts_of_follow_up(limits: Limits) -> list[Portion]:
    """What was written about matters, and in entries about them; states, dates, parties and reasons stay."""
    matter, entry = _MATTERS.c, _ENTRIES.c
    has_words = or_(*(matter[name].is_not(None) for name in OWN_WORDS))
    # A name with its quotes, colon and bracket stands in JSON only where it is a name: within a text its quotes are escaped.
    changes = cast(entry.changes, Text)
    words = or_(*(changes.contains(f'"{name}": [', autoescape=True) for name in OWN_WORDS))
    stays = or_(is_open(limits), is_not_handed_in(limits))
    rewritten = exists().where(entry.follow_up_id == matter.id, entry.at >= limits.texts_at_most, words)
    is_old = or_(
        and_(matter.changed_at < limits.texts, ~stays),
        and_(matter.created_at < limits.texts_at_most, ~rewritten.correlate(_MATTERS)),
    )
    staying = select(FollowUp.id).where(stays)
    entry_is_old = and_(
        entry.at < limits.texts, or_(entry.at < limits.texts_at_most, entry.follow_up_id.not_in(staying))
    )
    return [
        Portion(
            _MATTERS, and_(is_old, has_words), setting(_MATTERS, OWN_WORDS), matter.created_at,
            kind="follow_up", subject=matter.id,
        ),
        Portion(
            _ENTRIES, and_(entry_is_old, or_(entry.text != "", words)), _clear_entries, entry.at,
            kind="follow_up", subject=entry.follow_up_id,
        ),
    ]  # fmt: skip


def minutes_of_meetings(limits: Limits) -> list[Portion]:
    """What was decided at meetings. The empty text stays for it: there were minutes, which an agreement can count."""
    table = db.table_of(Event)
    which = and_(table.c.date < clock.local(limits.texts).date(), table.c.minutes != "")

    def clear(session: Session, some: ColumnElement[bool]) -> None:
        session.execute(update(table).where(some).values(minutes=""))

    return [Portion(table, which, clear, table.c.created_at)]


def photos(limits: Limits, *, loose: bool = False) -> list[Portion]:
    """Photos that came too long ago and were not changed lately, nor what they belong to; `loose`: whose record never came."""
    photo, log, use = _PHOTOS.c, _HISTORY.c, db.table_of(PhotoUse)
    changed = or_(photo.changed_at.is_(None), photo.changed_at < limits.corrected)
    which = and_(photo.removed_at.is_(None), changed)
    if loose:
        which = and_(which, photo.received_at < limits.loose_photos, ~exists().where(use.c.photo_id == photo.id))
    else:
        since = select(use.c.photo_id).join(_HISTORY, and_(log.form == use.c.kind, log.record_id == use.c.subject_id))
        lately = since.where(log.at >= limits.corrected, log.action != PURGED)
        which = and_(which, photo.received_at < limits.photos, photo.id.not_in(lately))
    return [Portion(_PHOTOS, which, _clear_photos, photo.received_at, SOME, "photo", photo.id)]


def phones(limits: Limits) -> list[Portion]:
    """Phones that were heard from last before that, and whose user is still known; their random number stays.

    An event's count says how many phones counted.
    """
    table = db.table_of(Device)
    is_known = or_(table.c.person_id.is_not(None), table.c.person_name.is_not(None))
    which = and_(table.c.seen_at < limits.sessions, is_known)
    return [Portion(table, which, setting(table, ("person_id", "person_name", "skew")), table.c.seen_at)]


def sessions(limits: Limits, day: date) -> list[Portion]:
    """Sessions, joinings and used links that are over; `day`: codes from before it are."""
    before = limits.sessions
    over = select(Code.id).join(Walk, Walk.id == Code.walk_id).where(Walk.date < day).union(
        select(Code.id).join(Event, Event.id == Code.event_id).where(Event.date < day)
    )  # fmt: skip
    in_no_other = ~exists().where(Joined.guest_id == Guest.id, Joined.code_id.not_in(over))
    return [
        _all_of(SignIn, or_(SignIn.seen_at < before, SignIn.ended_at < before), "seen_at"),
        _all_of(Invitation, Invitation.expires_at < before, "expires_at"),
        _all_of(Joined, Joined.code_id.in_(over), "joined_at"),
        _all_of(Guest, and_(Guest.created_at < before, in_no_other), "created_at"),
    ]


def failures(limits: Limits) -> list[Portion]:
    """What failed so long ago that it counts no more."""
    return [_all_of(FailedAttempt, FailedAttempt.at < limits.failures, "at")]


def entries(limits: Limits) -> list[Portion]:
    """The audit trail from before that."""
    return [_all_of(AuditEntry, AuditEntry.at < limits.audit, "at")]


def _all_of(model: type[db.Base], which: ColumnElement[bool], at: str) -> Portion:
    """Rows that go altogether."""
    table = db.table_of(model)
    return Portion(table, which, lambda session, some: session.execute(delete(table).where(some)), table.c[at])


def setting(
    table: Table, names: tuple[str, ...] | list[str], empty: str | None = None
) -> Callable[[Session, ColumnElement[bool]], object]:
    """Empties these columns."""
    return lambda session, some: session.execute(update(table).where(some).values(dict.fromkeys(names, empty)))


def _clear_reviewed(session: Session, some: ColumnElement[bool]) -> None:
    for row in session.execute(select(_QUARANTINE.c.id, _QUARANTINE.c.submission_id).where(some)).all():
        stub = {"content": json.dumps({"id": row.submission_id}), "errors": EMPTY}
        session.execute(update(_QUARANTINE).where(_QUARANTINE.c.id == row.id).values(stub))


def _clear_waiting(session: Session, some: ColumnElement[bool]) -> None:
    _clear_reviewed(session, some)
    decided = {"resolved_at": clock.now(), "resolution": EXPIRED, "resolved_by": NOBODY.id}
    session.execute(update(_QUARANTINE).where(some).values(decided))


def _clear_entries(session: Session, some: ColumnElement[bool]) -> None:
    for entry in session.scalars(select(FollowUpEntry).where(some)):
        forget_words(entry)


def forget_words(entry: FollowUpEntry) -> None:
    """What somebody wrote in an entry about a matter, and what it changed of it in their own words. That they did stays."""
    forgotten = [*(name for name in entry.changes if name in OWN_WORDS), *([SAID] if entry.text else [])]
    entry.text = None
    entry.changes = {**entry.changes, **dict.fromkeys(forgotten)}


def _clear_photos(session: Session, some: ColumnElement[bool]) -> None:
    stored.take_away(session, session.scalars(select(_PHOTOS.c.id).where(some)).all())
