"""The phones that have sent something."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UtcDateTime


class Device(Base):
    """A phone, known by the random UUID that it gave itself.

    `pending`: how many records it said it still held when it was last heard from. `skew`: how many seconds its clock
    was ahead of the server's. `person_id`: who sent last.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pending: Mapped[int] = mapped_column(default=0)
    skew: Mapped[int | None]
    person_id: Mapped[str | None] = mapped_column(String(36))
    person_name: Mapped[str | None]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
