"""What stands beside the records: the history of what changed, what waits for the leader's review, and the phones that have
sent something.

"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..base.db import Base, UtcDateTime
from ..base.ids import new_id


class Device(Base):
    """A phone, known by the random UUID that it gave itself.

    `pending`: how many records it said it still held when it was last heard from, `drafts`: how many that are complete and
    not saved; None where an older phone does not say. `skew`: how many seconds its clock
    was ahead of the server's. `person_id`: who sent last; `guest_id`: the last guest who did.
    `awaited_since`: the restore after which it is to offer again what it holds; `again_at`: when it last did so.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pending: Mapped[int] = mapped_column(default=0)
    drafts: Mapped[int | None]
    skew: Mapped[int | None]
    person_id: Mapped[str | None] = mapped_column(String(36))
    person_name: Mapped[str | None]
    guest_id: Mapped[str | None] = mapped_column(String(36))
    awaited_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    again_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class History(Base):
    """One change of a record, with the answers as they were before it (ASCII-escaped JSON).

    `action`: revised (by the phone), stale (`answers` are those of an older revision that came after a newer one and
    changed nothing), amended, withdrawn, restored, erased, purged (texts had their time: they are null here and in what is
    older); and of what waited for review: accepted (as it
    came), replaced (by the other copy), discarded (`answers` are the copy's), kept_both (so too; `note` is the id of
    the other record).
    `person_name` is the account's name or the title of the walk or event.
    """

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_record", "form", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(36))
    revision: Mapped[int]
    action: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[str] = mapped_column(String(36))
    person_name: Mapped[str]
    answers: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None]


class Quarantine(Base):
    """A submission kept whole, but not as a record, until the leader has looked at it (*Til gennemsyn*).

    `content` is the submission as ASCII-escaped JSON with personal numbers masked; `errors` says why, by field.
    `kind`: invalid or conflict. `revision` is 0 where it could not be read. `resolution`: accepted, kept_both,
    replaced, discarded, expired (nobody has decided in time).
    """

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("submission_id", "revision", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(String(36))
    revision: Mapped[int]
    digest: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(40))
    content: Mapped[str] = mapped_column(Text)
    errors: Mapped[str] = mapped_column(Text)
    person_id: Mapped[str] = mapped_column(String(36))
    person_name: Mapped[str]
    device_id: Mapped[str | None] = mapped_column(String(36))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    resolution: Mapped[str | None] = mapped_column(String(20))
    resolved_by: Mapped[str | None] = mapped_column(String(36))


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
    `session` tells senders apart by a digest, so that one cannot leave any number of photos that belong to nothing.
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
