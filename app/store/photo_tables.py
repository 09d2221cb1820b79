"""Photos, and what each belongs to; and the picture of the estate that people point at."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ..base.db import Base, UtcDateTime
from ..base.ids import new_id


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


class Photo(Base):
    """A photo that has arrived, kept without metadata, under the UUID that its phone gave it.

    `sha256` and `length` (bytes) are those of the body as it was received; `picture` and `thumbnail` are JPEGs made of
    it, `width` and `height` the larger one's.
    `changed_at`: parts of it were made black since, `removed_at`: it is gone, and what was received under this id stays
    known, so that a phone that sends it again changes nothing. `hidden_at`: parts of it had been made black, and a restored
    database does not know which; nobody but the leader sees it until they have looked.
    `session` tells sessions apart by a digest, so that one cannot leave any number of photos that belong to nothing.
    """

    __tablename__ = "photo"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    length: Mapped[int]
    picture: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    thumbnail: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    person_id: Mapped[str] = mapped_column(String(36))
    session: Mapped[str | None] = mapped_column(String(32), index=True)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PhotoUse(Base):
    """That something has a photo, which may not have arrived yet; `position` is its place among the subject's photos.

    `kind`: the name of a form (observation, recheck), whose record's id is `subject_id`; follow_up; or quarantine, for
    a submission (its id) that waits for review or did once.
    """

    __tablename__ = "photo_use"

    photo_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(36), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
