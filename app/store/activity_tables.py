"""What people are invited to, walks and events with the codes that let a phone join one; and follow-up: what becomes of what was seen."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from ..base import clock
from ..base.db import Base, Codes, UtcDateTime
from ..base.ids import new_id
from ..definitions import EventFields, FollowUpFields, WalkFields

# A record may be captured this long before and after the date; a code can be joined as long after it.
WINDOW = dt.timedelta(days=14)
# A code's session may send what it captured this long after the date.
SENDING = dt.timedelta(days=90)


class Gathering:
    """What a walk and an event share. Cancelled (*aflyst*) or closed, it can no longer be chosen; records stay."""

    if TYPE_CHECKING:
        # Of the declared ones, those that the code names.
        title: Mapped[str]
        date: Mapped[dt.date]
        start: Mapped[dt.time | None]
        end: Mapped[dt.time | None]

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    @declared_attr
    def codes(cls) -> "Mapped[list[Code]]":  # noqa: N805 - SQLAlchemy's way
        """All codes, the newest last; the last one that is not revoked is shown."""
        return relationship("Code", order_by="Code.created_at")

    @property
    def code(self) -> "Code | None":
        """The code that phones join with now."""
        return self._newest(leads=False)

    @property
    def leader_code(self) -> "Code | None":
        """The code that makes whoever joins with it a group leader; only a walk has one."""
        return self._newest(leads=True)

    def _newest(self, *, leads: bool) -> "Code | None":
        return next((code for code in reversed(self.codes) if code.revoked_at is None and code.leads == leads), None)

    @property
    def hours(self) -> tuple[dt.time | None, dt.time | None]:
        """From when to when, Danish time: as planned."""
        return self.start, self.end

    @property
    def is_open(self) -> bool:
        """Whether it can be chosen for new records."""
        return self.cancelled_at is None and self.closed_at is None


class Walk(Gathering, Base, columns=WalkFields.columns()):
    """A safety walk (*tryghedsvandring*). `trial`: made to try a phone, it counts nowhere (`trial.py`)."""

    __tablename__ = "walk"

    if TYPE_CHECKING:
        area: Mapped[str | None]
        meeting_place: Mapped[str | None]
        light: Mapped[str | None]
        parties: Mapped[tuple[str, ...]]
        begun_at: Mapped[dt.datetime | None]
        ended_at: Mapped[dt.datetime | None]

    counts_for: Mapped[tuple[str, ...]] = mapped_column(Codes, nullable=True, default=())
    trial: Mapped[bool] = mapped_column(Boolean(create_constraint=False), default=False, server_default=false())

    @property
    def place(self) -> str | None:
        """Where it begins."""
        return self.meeting_place

    @property
    def hours(self) -> tuple[dt.time | None, dt.time | None]:
        """From when to when, Danish time: as it was, where its leader has said so; else as planned."""
        began, ended = (clock.local(moment).time() if moment else None for moment in (self.begun_at, self.ended_at))
        return began or self.start, ended or self.end


class Event(Gathering, Base, columns=EventFields.columns()):
    """An event."""

    __tablename__ = "event"

    if TYPE_CHECKING:
        kind: Mapped[str]
        area: Mapped[str | None]
        place: Mapped[str | None]
        doors: Mapped[str]
        counts_for: Mapped[tuple[str, ...]]
        host_id: Mapped[str | None]
        parties: Mapped[tuple[str, ...]]
        minutes: Mapped[str | None]

    @property
    def door_names(self) -> list[str]:
        """The doors, in the leader's order."""
        return [line.strip() for line in self.doors.splitlines() if line.strip()]


class Code(Base):
    """A short code that lets phones join one walk or event without an account; `leads`: as a walk's group leader."""

    __tablename__ = "code"
    __table_args__ = (CheckConstraint("(walk_id IS NULL) <> (event_id IS NULL)", name="one_gathering"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    walk_id: Mapped[str | None] = mapped_column(ForeignKey("walk.id"), index=True)
    event_id: Mapped[str | None] = mapped_column(ForeignKey("event.id"), index=True)
    leads: Mapped[bool] = mapped_column(Boolean(create_constraint=False), default=False)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    walk: Mapped[Walk | None] = relationship(overlaps="codes")
    event: Mapped[Event | None] = relationship(overlaps="codes")

    @property
    def gathering(self) -> Walk | Event:
        """The walk or event that the code is for."""
        found = self.walk or self.event
        if found is None:
            raise LookupError("a code without a walk or an event")
        return found

    @property
    def form(self) -> str:
        """The one form that the code lets a phone fill in."""
        return "observation" if self.walk_id else "attendance"

    @property
    def role(self) -> str:
        """What somebody with this code is called."""
        return "walker" if self.walk_id else "host"

    @property
    def shown(self) -> str:
        """`XXXX-XXXX`, as people read it."""
        return f"{self.code[:4]}-{self.code[4:]}"

    def can_be_joined(self, day: dt.date) -> bool:
        """Whether a phone may join on that Danish date."""
        return self.revoked_at is None and day <= self.gathering.date + WINDOW


class FollowUp(Base, columns=FollowUpFields.columns()):
    """One matter to put right, seen in one or several observations.

    `number` is what people call it by. An observation that nobody has done anything about has no row yet.
    `assigned_at`: since when an answer is expected of the party; `answered_at`: when the latest came, empty until the
    first. `version` counts the changes, from 0, so that nobody overwrites what they have not seen.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_party_state", "party", "state"),
        Index("ix_follow_up_state_deadline", "state", "deadline"),
    )
    if TYPE_CHECKING:
        # Of the declared ones, those that the code names.
        state: Mapped[str]
        problem: Mapped[str | None]
        proposal: Mapped[str | None]
        party: Mapped[str | None]
        party_other: Mapped[str | None]
        priority: Mapped[str | None]
        deadline: Mapped[dt.date | None]
        reason: Mapped[str | None]
        passed_to: Mapped[str | None]
        checked_by: Mapped[str | None]
        checked_on: Mapped[dt.date | None]

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True, default=new_id)
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("follow_up.number"))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    assigned_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=0)


class FollowUpObservation(Base):
    """An observation's place in a follow-up: in one at most; several in one are the same matter (*samme sag*).

    `came_from`: the follow-up that it was in before the two were put together, to go back to when they are split.
    """

    __tablename__ = "follow_up_observation"

    observation_id: Mapped[str] = mapped_column(ForeignKey("observation.id"), primary_key=True)
    follow_up_id: Mapped[str] = mapped_column(ForeignKey("follow_up.id"), index=True)
    came_from: Mapped[str | None] = mapped_column(ForeignKey("follow_up.id"))


class FollowUpEntry(Base):
    """One thing that happened to a follow-up; together they give its whole history.

    `action`: created, changed, answered (changed by the party), commented, rechecked, photographed, grouped, split.
    `changes` is {field: [old, new]}; dates as ISO texts, `observations` as lists of ids; null for what was
    written and is gone (`text`: the entry's own). `party` and `party_other`
    say with whom the follow-up was after it; `by_party` that an account of that party did it. `internal`: the party
    does not see it. `photos` are the photos' ids. `record_id`: the re-check that a phone sent.
    """

    __tablename__ = "follow_up_entry"
    __table_args__ = (Index("ix_follow_up_entry_follow_up_id_action", "follow_up_id", "action"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[str] = mapped_column(ForeignKey("follow_up.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[str] = mapped_column(String(36))
    person_name: Mapped[str]
    action: Mapped[str] = mapped_column(String(20))
    party: Mapped[str | None] = mapped_column(String(40))
    party_other: Mapped[str | None]
    by_party: Mapped[bool] = mapped_column(Boolean(create_constraint=False), default=False)
    internal: Mapped[bool] = mapped_column(Boolean(create_constraint=False), default=False)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    text: Mapped[str | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    record_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    photos: Mapped[tuple[str, ...]] = mapped_column(Codes, nullable=True, default=())


class NotSameMatter(Base):
    """That somebody has said of two observations: these are not the same matter. `one_id` is the lower id."""

    __tablename__ = "not_same_matter"

    one_id: Mapped[str] = mapped_column(ForeignKey("observation.id"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("observation.id"), primary_key=True, index=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[str] = mapped_column(String(36))
    person_name: Mapped[str]
