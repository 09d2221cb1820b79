"""What tells of people that use Feltbog, and is too old: sessions, phones, photos of nothing, the audit trail."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from .. import darkroom
from ..db import Base
from ..models import (
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

_T = {model: Base.metadata.tables[model.__tablename__] for model in (Device, Guest, Joined, Photo, PhotoUse)}


def old_photos(before: datetime) -> ColumnElement[bool]:
    """Photos that came before that."""
    photo = _T[Photo].c
    return and_(photo.received_at < before, photo.removed_at.is_(None))


def loose_photos(before: datetime) -> ColumnElement[bool]:
    """Of those, the ones whose record never came."""
    return and_(old_photos(before), ~exists().where(_T[PhotoUse].c.photo_id == _T[Photo].c.id))


def take_away_photos(session: Session, which: ColumnElement[bool]) -> None:
    """Take away the photos that the condition finds."""
    darkroom.take_away(session, session.scalars(select(_T[Photo].c.id).where(which)).all())


def old_phones(before: datetime) -> ColumnElement[bool]:
    """Phones that were heard from last before that, and whose user is still known."""
    phone = _T[Device].c
    return and_(phone.seen_at < before, or_(phone.person_id.is_not(None), phone.person_name.is_not(None)))


def forget_phones(session: Session, before: datetime) -> None:
    """Forget who used them. Their random number stays: an event's count says how many phones counted."""
    nobody = {"person_id": None, "person_name": None, "skew": None}
    session.execute(update(_T[Device]).where(old_phones(before)).values(nobody))


def old_sessions(before: datetime, failed: datetime, day: date) -> list[Delete]:
    """What deletes sessions, joinings, used links and failures that are over; `day`: codes from before it are."""
    over = select(Code.id).join(Walk, Walk.id == Code.walk_id).where(Walk.date < day).union(
        select(Code.id).join(Event, Event.id == Code.event_id).where(Event.date < day)
    )  # fmt: skip
    joined = _T[Joined].c
    in_no_other = ~exists().where(joined.guest_id == _T[Guest].c.id, joined.code_id.not_in(over))
    return [
        delete(SignIn).where(or_(SignIn.seen_at < before, SignIn.ended_at < before)),
        delete(Invitation).where(Invitation.expires_at < before),
        delete(FailedAttempt).where(FailedAttempt.at < failed),
        delete(Joined).where(Joined.code_id.in_(over)),
        delete(Guest).where(Guest.created_at < before, in_no_other),
    ]


def old_entries(before: datetime) -> list[Delete]:
    """What deletes the audit trail from before that."""
    return [delete(AuditEntry).where(AuditEntry.at < before)]


def count(session: Session, table: Any, which: ColumnElement[bool]) -> int:
    """How many rows the condition finds."""
    return session.scalar(select(func.count()).select_from(_T[table]).where(which)) or 0


def count_deleted(session: Session, deletions: Iterable[Delete]) -> int:
    """How many rows they would delete."""
    numbers = (select(func.count()).select_from(each.table).where(each.whereclause) for each in deletions)  # type: ignore[arg-type]
    return sum(session.scalar(number) or 0 for number in numbers)
