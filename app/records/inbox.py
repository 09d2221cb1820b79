"""What waits for the leader: submissions to look through, phones that still hold records, and what a restore has asked for again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import format_datetime, format_decimal, ngettext
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ..access import NOBODY
from ..base import clock, db
from ..definitions import forms
from ..store import ROLES, Code, Device, Joined, Quarantine, User, generation, gone


@dataclass(frozen=True)
class Quarantined:
    """How many submissions wait for a review, by why."""

    conflicts: int = 0
    invalid: int = 0

    @property
    def count(self) -> int:
        """How many submissions wait, whatever for."""
        return self.conflicts + self.invalid


@dataclass(frozen=True)
class Unsent:
    """Phones that said they still hold records or complete drafts. `seen_on`: the Danish date when one of them was last heard from."""

    phones: int = 0
    records: int = 0
    drafts: int = 0
    seen_on: date | None = None


def quarantined() -> Quarantined:
    """What nobody has decided about yet."""
    query = select(Quarantine.kind, func.count()).where(Quarantine.resolved_at.is_(None)).group_by(Quarantine.kind)
    counts = {kind: count for kind, count in db.session.execute(query)}  # noqa: C416 - a Row is no pair to mypy
    return Quarantined(counts.get("conflict", 0), counts.get("invalid", 0))


def unsent() -> Unsent:
    """What phones still hold, as far as they have said."""
    sums = func.sum(Device.pending), func.sum(func.coalesce(Device.drafts, 0))
    query = select(func.count(), *sums, func.max(Device.seen_at)).where(or_(Device.pending > 0, Device.drafts > 0))
    phones, records, drafts, seen_at = db.session.execute(query).one()
    return Unsent(phones, records, drafts, clock.local(seen_at).date()) if phones else Unsent()


@dataclass(frozen=True)
class RestoreProgress:
    """Up to when the database reached, how many phones are expected and have come, and how many records came again."""

    to: datetime
    awaited: int
    reported: int
    came_again: int

    @property
    def sentence(self) -> str:
        """As the front page says it."""
        begins = _("Gendannet fra %(when)s.", when=format_datetime(self.to, "d.M. 'kl.' HH.mm"))
        phones = ngettext(
            "%(reported)s af %(awaited)s telefon har meldt sig",
            "%(reported)s af %(awaited)s telefoner har meldt sig",
            self.awaited,
            reported=format_decimal(self.reported),
            awaited=format_decimal(self.awaited),
        )
        records = ngettext(
            "%(count)s registrering er kommet igen",
            "%(count)s registreringer er kommet igen",
            self.came_again,
            count=format_decimal(self.came_again),
        )
        return f"{begins} {phones}, {records}."


def lately() -> RestoreProgress | None:
    """What there is to say about the last restore; nothing where that is long ago, or never was."""
    state = generation.state()
    if state.restored_at is None or state.restored_to is None or clock.now() - state.restored_at >= AWAITED:
        return None
    awaited = select(func.count()).where(Device.awaited_since == state.restored_at)
    reported = awaited.where(Device.again_at >= state.restored_at)
    expected, came = (db.session.scalar(query) or 0 for query in (awaited, reported))
    return RestoreProgress(state.restored_to, expected, came, state.came_again)


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
        return skew if abs(skew) > clock.TOLERATED else None

    @property
    def is_awaited(self) -> bool:
        """Whether it has not offered what it holds since a restore."""
        since = self.device.awaited_since
        if since is None or clock.now() - since >= AWAITED:
            return False
        return self.device.again_at is None or self.device.again_at < since

    @property
    def holds(self) -> bool:
        """Whether it said that it holds records, or drafts that are complete."""
        return self.device.pending > 0 or bool(self.device.drafts)

    @property
    def is_silent(self) -> bool:
        """Whether it holds something and has not been heard from for days."""
        return self.holds and clock.now() - self.device.seen_at >= SILENT

    @property
    def is_recent(self) -> bool:
        """Whether it was heard from so lately that days say more than a date."""
        return clock.now() - self.device.seen_at < RECENT


def everyone() -> list[Phone]:
    """All phones: those that hold something first, the longest silent one on top; then the latest seen."""
    found = _phones()
    holding = sorted((phone for phone in found if phone.holds), key=lambda phone: phone.device.seen_at)
    return holding + [phone for phone in found if not phone.holds]


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
