"""People: accounts, those who joined with a code and have none, one-time links; and signing in: sessions, what failed lately,
the second step that an account may ask for.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _
from sqlalchemy import Boolean, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..base.db import Base, UtcDateTime
from ..base.ids import new_id
from ..definitions import AccountFields

ROLES = {
    "leader": _("projektleder"),
    "counsellor": _("rådgiver"),
    "host": _("vært"),
    "party": _("samarbejdspart"),
    "walker": _("deltager"),
}


class User(Base, columns=AccountFields.columns()):
    """An account. `email` is kept in lower case; `password_hash` is empty until the person has chosen a password.

    `epoch` counts up when every session of the person must end: a reset, a new password, a disabled account.
    """

    __tablename__ = "user"

    if TYPE_CHECKING:
        # Of the declared ones, those that the code names.
        name: Mapped[str]
        role: Mapped[str]
        party: Mapped[str | None]

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(Boolean(create_constraint=False), default=True)
    epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Guest(Base):
    """Somebody who joined with a code, without an account or a name.

    `became`: the guest that the same phone is since it has told its secret; it counts as one phone.
    """

    __tablename__ = "guest"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    became: Mapped[str | None] = mapped_column(String(36))


class Joined(Base):
    """A guest's joining of a walk or event by its code.

    `for_review`: with a code that had been replaced, after a restore; all that comes of it waits for the leader's review.
    """

    __tablename__ = "joined"

    guest_id: Mapped[str] = mapped_column(ForeignKey("guest.id", ondelete="CASCADE"), primary_key=True)
    code_id: Mapped[str] = mapped_column(ForeignKey("code.id"), primary_key=True, index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    for_review: Mapped[bool] = mapped_column(Boolean(create_constraint=False), default=False)


class Sent(Base):
    """How much somebody sent on a Danish day: `key` is the id of a guest or an account; of a code, how many joined by it.

    `size`: bytes of text and of what waits for review. `phones`: numbers that were new. `full_at`: when a limit (`app.access.quotas`) was reached first.
    """

    __tablename__ = "sent"

    key: Mapped[str] = mapped_column(String(36), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True, index=True)
    records: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    photos: Mapped[int] = mapped_column(default=0)
    phones: Mapped[int] = mapped_column(default=0)
    guests: Mapped[int] = mapped_column(default=0)
    full_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Base):
    """A one-time link to choose a password; without a user it creates the first leader. Only the token's hash is kept."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignIn(Base):
    """A browser in which somebody is signed in; its cookie names this row and works as long as the row is open.

    `epoch` is the account's at the time: another one ends all sessions at once. `confirmed_at`: when the password was
    given last. `seen_at`: the latest use of any kind, to the hour. `office_at`: the latest use of the office.
    `phone`: whether the browser said that it is one.
    """

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    epoch: Mapped[int]
    phone: Mapped[bool] = mapped_column(Boolean(create_constraint=False), default=False)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    office_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FailedAttempt(Base):
    """A wrong password, code or link. `key` is a keyed digest of the address or the account that it counts for."""

    __tablename__ = "failed_attempt"
    __table_args__ = (Index("ix_failed_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SecondFactor(Base):
    """An account's app for one-time codes (TOTP). Asked for from the moment that a first code has confirmed it.

    `last_step`: the half minute of the code that was used last; no code works twice.
    """

    __tablename__ = "second_factor"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code on paper that stands in for the app once. Only its hash is kept, made like a password's."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    hash: Mapped[str]
