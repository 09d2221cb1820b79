"""The picture of the estate that people point at."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UtcDateTime, new_id


class EstatePlan(Base):
    """A plan of the estate (*tegnet plan*): a picture and, where somebody has pinned it, known points on it.

    The newest one that is not replaced is the current one. A replaced one stays, because observations point at it.
    `pins` are `{"x", "y", "latitude", "longitude", "label"}`: x and y as fractions of the picture's width and height
    from its upper left corner. Nobody pinned it: empty.
    """

    __tablename__ = "estate_plan"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    picture: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    mime: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    pins: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
