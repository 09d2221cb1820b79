"""What tells of people that use Feltbog, and is too old: sessions, phones, photos of nothing, the audit trail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from ...base.db import Base
from ...photos import photo_redaction
from ...store import (
    AuditEntry,
    Code,
    Device,
    Event,
    FailedAttempt,
    Guest,
    Invitation,
    Joined,
    Photo,
    PhotoUse,
    SignIn,
    Walk,
)
from .portions import SOME, Portion, deleting

_T = {
    model: Base.metadata.tables[model.__tablename__]
    for model in (AuditEntry, Device, FailedAttempt, Guest, Invitation, Joined, Photo, PhotoUse, SignIn)
}


def old_photos(before: datetime) -> list[Portion]:
    """Photos that came before that."""
    return [_photos(_older(before))]


def loose_photos(before: datetime) -> list[Portion]:
    """Of those, the ones whose record never came."""
    return [_photos(and_(_older(before), ~exists().where(_T[PhotoUse].c.photo_id == _T[Photo].c.id)))]


def old_phones(before: datetime) -> list[Portion]:
    """Phones that were heard from last before that, and whose user is still known; their random number stays.

    An event's count says how many phones counted.
    """
    phone = _T[Device].c
    which = and_(phone.seen_at < before, or_(phone.person_id.is_not(None), phone.person_name.is_not(None)))
    return [Portion((phone.id,), which, _forget)]


def old_sessions(before: datetime, failed: datetime, day: date) -> list[Portion]:
    """Sessions, joinings, used links and failures that are over; `day`: codes from before it are."""
    over = select(Code.id).join(Walk, Walk.id == Code.walk_id).where(Walk.date < day).union(
        select(Code.id).join(Event, Event.id == Code.event_id).where(Event.date < day)
    )  # fmt: skip
    sign_in, joined, guest = _T[SignIn].c, _T[Joined].c, _T[Guest].c
    in_no_other = ~exists().where(joined.guest_id == guest.id, joined.code_id.not_in(over))
    return [
        _all_of(SignIn, or_(sign_in.seen_at < before, sign_in.ended_at < before)),
        _all_of(Invitation, _T[Invitation].c.expires_at < before),
        _all_of(FailedAttempt, _T[FailedAttempt].c.at < failed),
        _all_of(Joined, joined.code_id.in_(over)),
        _all_of(Guest, and_(guest.created_at < before, in_no_other)),
    ]


def old_entries(before: datetime) -> list[Portion]:
    """The audit trail from before that."""
    return [_all_of(AuditEntry, _T[AuditEntry].c.at < before)]


def _older(before: datetime) -> ColumnElement[bool]:
    photo = _T[Photo].c
    return and_(photo.received_at < before, photo.removed_at.is_(None))


def _photos(which: ColumnElement[bool]) -> Portion:
    return Portion((_T[Photo].c.id,), which, _take_away, SOME)


def _take_away(session: Session, some: ColumnElement[bool]) -> None:
    photo_redaction.take_away(session, session.scalars(select(_T[Photo].c.id).where(some)).all())


def _forget(session: Session, some: ColumnElement[bool]) -> None:
    session.execute(update(_T[Device]).where(some).values({"person_id": None, "person_name": None, "skew": None}))


def _all_of(model: Any, which: ColumnElement[bool]) -> Portion:
    table = _T[model]
    return deleting(table, tuple(column.name for column in table.primary_key), which)
