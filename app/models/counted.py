"""Requests counted for all servers together."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class CountedRequests(Base):
    """How many requests there were under a key in a slot of time (`app.windows` says how long one is)."""

    __tablename__ = "counted_requests"

    key: Mapped[str] = mapped_column(String(50), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, index=True)
    number: Mapped[int]
