"""The phones that have sent something: what each still holds, how wrong its clock is, and shutting one out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..access import NOBODY
from ..base import clock, db
from ..definitions import FORMS
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
    """One phone. `who` is an account's name, or the title of the walk or event that was joined by code.

    `skew`: how far its clock is ahead (negative: behind), where that is worth a word.
    """

    id: str
    who: str
    role: str | None
    seen_at: datetime
    pending: int
    skew: timedelta | None
    revoked_at: datetime | None
    awaited_since: datetime | None
    again_at: datetime | None

    @property
    def is_awaited(self) -> bool:
        """Whether it has not offered what it holds since a restore."""
        since = self.awaited_since
        if since is None or clock.now() - since >= AWAITED:
            return False
        return self.again_at is None or self.again_at < since

    @property
    def short(self) -> str:
        """What tells it from the others."""
        return self.id[:4].upper()

    @property
    def is_silent(self) -> bool:
        """Whether it holds records and has not been heard from for days."""
        return self.pending > 0 and clock.now() - self.seen_at >= SILENT

    @property
    def is_recent(self) -> bool:
        """Whether it was heard from so lately that days say more than a date."""
        return clock.now() - self.seen_at < RECENT


def everyone() -> list[Phone]:
    """All phones: those that hold records first, the longest silent one on top; then the latest seen."""
    query = select(Device, User.role).outerjoin(User, User.id == Device.person_id).order_by(Device.seen_at.desc())
    phones = [_phone(device, role) for device, role in db.session.execute(query)]
    holding = sorted((phone for phone in phones if phone.pending), key=_seen)
    return holding + [phone for phone in phones if not phone.pending]


def find(id: str) -> Phone | None:
    """The phone with that id."""
    device = db.session.get(Device, id)
    user = db.session.get(User, device.person_id) if device and device.person_id else None
    return _phone(device, user.role if user else None) if device else None


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
    for form in FORMS.values():
        senders |= set(
            session.scalars(select(form.table.c.user_id).where(form.table.c.device_id == device.id).distinct())
        )
    accounts = set(session.scalars(select(User.id).where(User.id.in_(senders))))
    return {id for id in senders - accounts - {NOBODY.id} if id}


def _phone(device: Device, role: str | None) -> Phone:
    skew = timedelta(seconds=device.skew or 0)
    return Phone(
        id=device.id,
        who=device.person_name or "",
        role=str(ROLES[role]) if role else None,
        seen_at=device.seen_at,
        pending=device.pending,
        skew=skew if abs(skew) > TOLERATED else None,
        revoked_at=device.revoked_at,
        awaited_since=device.awaited_since,
        again_at=device.again_at,
    )


def _seen(phone: Phone) -> datetime:
    return phone.seen_at
