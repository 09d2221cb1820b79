"""What the installation keeps for itself: the audit trail, its own generation and what was taken away for good, requests
counted for all servers together, and who last downloaded the workbook of a year when.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..base.db import Base, UtcDateTime
from ..base.ids import new_id


class AuditEntry(Base):
    """One thing that somebody did. Rows are only added; the database refuses to change one, `purge` deletes old ones.

    `action` and `kind` are codes of `app.audit`; `subject` is the id of what it was done to. `facts` are codes and
    numbers (a year, a form's name), never anything that somebody wrote. Nobody (`person_id` empty): a failed sign-in.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_person_id_at", "person_id", "at"), Index("ix_audit_subject", "subject"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    person_id: Mapped[str | None] = mapped_column(String(36))
    person_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str | None] = mapped_column(String(30))
    subject: Mapped[str | None] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class CountedRequests(Base):
    """How many requests there were under a key in a slot of time (`app.access.rate_limit` says how long one is)."""

    __tablename__ = "counted_requests"

    key: Mapped[str] = mapped_column(String(50), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, index=True)
    number: Mapped[int]


class Download(Base):
    """`at` is the moment that the workbook shows, not the one at which it was fetched."""

    __tablename__ = "download"

    person_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Installation(Base):
    """The one row about the database itself.

    `generation`: a random id, another one after every restore; a phone that meets another one offers again what it holds.
    `counter` only rises, here and in the instance folder: a database that is behind the folder is an older copy.
    `restored_to`: up to when a restored database reaches, `restored_at`: when that was done; empty if never.
    `backed_up_through`: the moment before the first read of the last backup that was finished.
    `came_again`: how many records phones have brought back since the restore.
    `key_fingerprint`: of the digest key that the records' digests are made with; `rekeyed_at`: since when.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    generation: Mapped[str] = mapped_column(String(36), default=new_id)
    counter: Mapped[int] = mapped_column(default=0)
    restored_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    restored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    backed_up_through: Mapped[datetime | None] = mapped_column(UtcDateTime)
    came_again: Mapped[int] = mapped_column(default=0)
    key_fingerprint: Mapped[str | None] = mapped_column(String(64))
    rekeyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PurgeNotice(Base):
    """The one row about what is too old: since when it is announced that it goes (`app.maintenance.tending`).

    `at`: what was too old then goes when the notice is over; later things wait for the next one. `periods`: the plan's
    retention as it was then, because under another one nothing of it was announced. `number`: how many things,
    `waiting`: how many of them wait for review. `tended_at`: when somebody last did what is due every day.
    """

    __tablename__ = "purge_notice"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    periods: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    waiting: Mapped[int]
    tended_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Setting(Base):
    """A setting that the database itself keeps, because it came with what was taken over; goes before the environment's."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str]


class Gone(Base):
    """A line of `revocations.jsonl`: what was erased, revoked, closed or replaced, of which id; never what it said."""

    __tablename__ = "gone"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(String(40))
    id: Mapped[str] = mapped_column(String(80), index=True)
