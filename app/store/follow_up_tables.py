"""Follow-up: what becomes of the observations that say *skal forbedres*, and everything that happened to it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..base.db import Base, Codes, UtcDateTime
from ..base.ids import new_id
from ..definitions import FollowUpFields


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
    `changes` is {field: [old, new]}; dates as ISO texts, `observations` as lists of ids. `party` and `party_other`
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
