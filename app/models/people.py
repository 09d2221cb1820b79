"""People: accounts, those who joined with a code and have none, and one-time links."""

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import Boolean, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UtcDateTime, new_id

ROLES = {
    "leader": _("projektleder"),
    "counsellor": _("rådgiver"),
    "host": _("vært"),
    "party": _("samarbejdspart"),
    "walker": _("deltager"),
}


class User(Base):
    """An account. `email` is kept in lower case; `password_hash` is empty until the person has chosen a password.

    `epoch` counts up when every session of the person must end: a reset, a new password, a disabled account.
    """

    __tablename__ = "user"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    party: Mapped[str | None] = mapped_column(String(40))
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


class Invitation(Base):
    """A one-time link to choose a password; without a user it creates the first leader. Only the token's hash is kept."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
