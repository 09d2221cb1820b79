"""The phones that have sent something: what each still holds, how wrong its clock is, and shutting one out."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ..access import NOBODY
from ..base import clock, db
from ..definitions import forms
from ..store import ROLES, Code, Device, Joined, User, gone

# A clock that is less wrong than this is not worth a word.
TOLERATED = timedelta(minutes=10)
# A phone that holds records and has been silent for so long needs somebody to look after it.
SILENT = timedelta(days=2)
RECENT = timedelta(days=13)
# For so long after a restore a phone is asked after.
AWAITED = timedelta(days=14)


@dataclass(frozen=True)
class Phone:
    """A phone as the office shows it. `role`: in words, of the account that sent last; None for who joined by code."""

    device: Device
    role: str | None

    @property
    def id(self) -> str:
        """The number that it gave itself."""
        return self.device.id

    @property
    def short(self) -> str:
        """What tells it from the others."""
        return self.id[:4].upper()

    @property
    def who(self) -> str:
        """Who sent last: an account's name, or the title of the walk or event that was joined by code."""
        return self.device.person_name or ""

    @property
    def skew(self) -> timedelta | None:
        """How far its clock is ahead (negative: behind), where that is worth a word."""
        skew = timedelta(seconds=self.device.skew or 0)
        return skew if abs(skew) > TOLERATED else None

    @property
    def is_awaited(self) -> bool:
        """Whether it has not offered what it holds since a restore."""
        since = self.device.awaited_since
        if since is None or clock.now() - since >= AWAITED:
            return False
        return self.device.again_at is None or self.device.again_at < since

    @property
    def is_silent(self) -> bool:
        """Whether it holds records and has not been heard from for days."""
        return self.device.pending > 0 and clock.now() - self.device.seen_at >= SILENT

    @property
    def is_recent(self) -> bool:
        """Whether it was heard from so lately that days say more than a date."""
        return clock.now() - self.device.seen_at < RECENT


def everyone() -> list[Phone]:
    """All phones: those that hold records first, the longest silent one on top; then the latest seen."""
    found = _phones()
    holding = sorted((phone for phone in found if phone.device.pending), key=lambda phone: phone.device.seen_at)
    return holding + [phone for phone in found if not phone.device.pending]


def find(id: str) -> Phone | None:
    """The phone with that id."""
    return next(iter(_phones(Device.id == id)), None)


def shut_out(id: str, *, out: bool) -> None:
    """What it captures from now on waits for review, whatever number it gives itself; or let it in again.

    LookupError when there is none.
    """
    with db.writing() as session:
        device = session.get(Device, id)
        if device is None:
            raise LookupError(id)
        device.revoked_at = clock.now() if out else None
        gone.note(session, gone.SHUT_OUT, *sorted(_guests(session, device)), undone=not out)


def codes(id: str) -> list[Code]:
    """The codes with which the phone's guests have joined and anybody still can."""
    session = db.session()
    device = session.get(Device, id)
    guests = _guests(session, device) if device else set()
    found = session.scalars(select(Code).distinct().join(Joined).where(Joined.guest_id.in_(guests)))
    return [code for code in found if code.can_be_joined(clock.today())]


def _guests(session: Session, device: Device) -> set[str]:
    """Everybody without an account who has sent something from the phone."""
    senders = {device.guest_id} - {None}
    for form in forms.every():
        senders |= set(
            session.scalars(select(form.table.c.user_id).where(form.table.c.device_id == device.id).distinct())
        )
    accounts = set(session.scalars(select(User.id).where(User.id.in_(senders))))
    return {id for id in senders - accounts - {NOBODY.id} if id}


def pending(id: str) -> int:
    """How many records the phone said that it holds; 0 for an unknown one."""
    device = db.session.get(Device, id)
    return device.pending if device else 0


def _phones(*conditions: ColumnElement[bool]) -> list[Phone]:
    query = select(Device, User.role).outerjoin(User, User.id == Device.person_id).where(*conditions)
    rows = db.session.execute(query.order_by(Device.seen_at.desc()))
    return [Phone(device, str(ROLES[role]) if role else None) for device, role in rows]
