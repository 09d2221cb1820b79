"""What the database says of itself, and what was taken away for good and must stay so when an older copy comes back."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UtcDateTime, new_id


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


class Gone(Base):
    """A line of `revocations.jsonl`: what was erased, revoked, closed or replaced, of which id; never what it said."""

    __tablename__ = "gone"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(String(40))
    id: Mapped[str] = mapped_column(String(80), index=True)
