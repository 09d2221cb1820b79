"""The phones that have sent something."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UtcDateTime


class Device(Base):
    """A phone, known by the random UUID that it gave itself.

    `pending`: how many records it said it still held when it was last heard from. `skew`: how many seconds its clock
    was ahead of the server's. `person_id`: who sent last; `guest_id`: the last guest who did.
    `awaited_since`: the restore after which it is to offer again what it holds; `again_at`: when it last did so.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pending: Mapped[int] = mapped_column(default=0)
    skew: Mapped[int | None]
    person_id: Mapped[str | None] = mapped_column(String(36))
    person_name: Mapped[str | None]
    guest_id: Mapped[str | None] = mapped_column(String(36))
    awaited_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    again_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
