"""Photos: takes them in, knows what each belongs to, and which of a submission's have not arrived.

A photo may come before or after whatever it belongs to; nothing is lost by the order. One that is named by a record,
a follow-up or a submission that waits for review belongs to it, others wait.

"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from ..access import Person, quotas
from ..base import clock, db, messages, trouble
from ..definitions import forms
from ..questions.form import Form
from ..store import Photo, PhotoUse, generation, gone
from . import pictures

MOST_BYTES = 8 * 1024 * 1024
# How many photos of one sender may wait for whatever they belong to.
MOST_WAITING = 60
# The kind of use that keeps a photo with a submission which is no record (yet).
QUARANTINE = "quarantine"

OTHER_PICTURE = _("Et andet billede er allerede modtaget under dette nummer.")
TOO_MANY_BYTES = _("Billedet fylder mere end 8 MB. Gør det mindre, og prøv igen.")
TOO_MANY_WAITING = _("Der venter allerede 60 fotos, som ikke hører til noget. Send det, de hører til, først.")

_USES = db.table_of(PhotoUse)
_PHOTOS = db.table_of(Photo)
_CAN_BE_SHOWN = (_PHOTOS.c.removed_at.is_(None), _PHOTOS.c.hidden_at.is_(None))


# Subjects by kind and id, and the photos of each.
Uses = dict[tuple[str, str], list[str]]


class PhotoError(ValueError):
    """A photo that is not kept: `status` is the protocol's, the message Danish."""

    def __init__(self, status: int, message: Any) -> None:
        super().__init__(str(message))
        self.status = status


def keep(id: str, body: bytes, person: Person, session: str | None = None, *, is_limited: bool = False) -> Photo:
    """Keep the picture in `body` under the UUID `id`; the same one again changes nothing. Raises PhotoError.

    One that was removed for good is received like any other, and kept nowhere. One that was made black before this
    database lost it is hidden until the leader has looked.
    session: what tells senders apart, for photos that come before what they belong to.
    is_limited: it counts for the person's day; raises QuotaError where that is full.
    """
    digest = sha256(body).hexdigest()
    received = {"id": id, "sha256": digest, "length": len(body)}
    if gone.standing(db.session(), gone.PHOTO_REMOVED, [id]):
        return Photo(**received, received_at=clock.now())
    if known := _same(id, digest):
        return known
    if len(body) > MOST_BYTES:
        raise PhotoError(413, TOO_MANY_BYTES)
    _refuse_if_shut_out(person, id)
    if is_limited:
        quotas.refuse_full(person.id, "photos")
    try:
        picture = pictures.read(body)
    except pictures.PictureError as error:
        raise PhotoError(422, error) from error
    photo = Photo(
        **received,
        picture=picture.jpeg,
        thumbnail=picture.thumbnail,
        width=picture.width,
        height=picture.height,
        person_id=person.id,
        session=session,
    )
    try:
        with db.writing([id, session or ""]) as writing:
            if session and _waiting(writing, session, id) >= MOST_WAITING:
                raise PhotoError(429, TOO_MANY_WAITING)
            # Not before nobody else writes: a backup that begins later has it, and one that began before says so. Where the
            # clock has been put back since, it is the moment up to which a backup says to have everything: it has not this.
            backed_up_through = generation.within(writing).backed_up_through
            photo.received_at = max(filter(None, (clock.now(), backed_up_through)))
            photo.hidden_at = photo.received_at if gone.standing(writing, gone.PHOTO_BLACKENED, [id]) else None
            writing.add(photo)
            if is_limited:
                writing.flush()
                quotas.count(writing.connection(), person.id, photos=1)
    except IntegrityError:
        # It has come twice at once; the other one was quicker.
        return _same(id, digest) or photo
    trouble.keep()
    return photo


def _same(id: str, digest: str) -> Photo | None:
    """The photo that is there already, where it is this very body."""
    known = db.session.get(Photo, id)
    if known and known.sha256 != digest:
        raise PhotoError(409, OTHER_PICTURE)
    return known


def _refuse_if_shut_out(person: Person, id: str) -> None:
    """A guest that is shut out may send what belongs to something that was taken, and nothing else."""
    if person.shut_out_at and not db.session.scalar(select(exists().where(_USES.c.photo_id == id))):
        raise PhotoError(403, messages.SHUT_OUT)


def _waiting(session: Session, key: str, id: str) -> int:
    """How many others of the sender belong to nothing; none where this one belongs to something already."""
    used = exists().where(_USES.c.photo_id == _PHOTOS.c.id)
    if session.scalar(select(exists().where(_USES.c.photo_id == id))):
        return 0
    return session.scalar(select(func.count()).where(_PHOTOS.c.session == key, ~used)) or 0


def find(id: str, *, small: bool = False) -> Photo | None:
    """The photo with its picture, or with its thumbnail; None where it never came or was removed.

    `hidden_at`: it is for nobody but the leader.
    """
    column = Photo.thumbnail if small else Photo.picture
    found = db.session.get(Photo, id, options=[undefer(column)], populate_existing=True)
    return None if found is None or found.removed_at else found


def hidden() -> list[str]:
    """The photos that a restore hid, the oldest first."""
    query = select(_PHOTOS.c.id).where(_PHOTOS.c.hidden_at.is_not(None), _PHOTOS.c.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(_PHOTOS.c.received_at, _PHOTOS.c.id)))


# What a photo belongs to


def attach(session: Connection | Session, kind: str, subject_id: str, photo_ids: Iterable[str]) -> None:
    """Say that a subject has these photos, beside those that it has; they may arrive later."""
    attach_all(session, {(kind, subject_id): list(photo_ids)})


def attach_all(session: Connection | Session, uses: Uses) -> None:
    """Say for many subjects which photos belong to each."""
    subjects = _USES.c.subject_id.in_([subject for _kind, subject in uses])
    known: dict[tuple[str, str], set[str]] = {}
    query = select(_USES.c.kind, _USES.c.subject_id, _USES.c.photo_id).where(subjects)
    for kind, subject, photo in session.execute(query):
        known.setdefault((kind, subject), set()).add(photo)
    rows = []
    for (kind, subject), ids in uses.items():
        had = known.get((kind, subject), set())
        new = (id for id in dict.fromkeys(ids) if id not in had)
        rows += [
            {"photo_id": photo, "kind": kind, "subject_id": subject, "position": position}
            for position, photo in enumerate(new, len(had))
        ]
    if rows:
        session.execute(insert(_USES), rows)


def settle(session: Connection | Session, kind: str, subject_id: str, photo_ids: Iterable[str]) -> None:
    """Say that a subject has exactly these photos."""
    session.execute(delete(_USES).where(_USES.c.kind == kind, _USES.c.subject_id == subject_id))
    attach(session, kind, subject_id, photo_ids)


def follow(session: Connection | Session, form: type[Form], before: Any, columns: Mapping[str, Any]) -> None:
    """Settle a record's photos where columns that are written change its answer about them; `before` is its row."""
    question = form.photo_question()
    if question and question.name in columns and (columns[question.name] or ()) != (before[question.name] or ()):
        settle(session, form.name, before["id"], columns[question.name] or ())


def of(kind: str, ids: Iterable[str]) -> dict[str, list[str]]:
    """The photos that have arrived, in their order, of the subjects that have some."""
    query = (
        select(_USES.c.subject_id, _USES.c.photo_id)
        .join(_PHOTOS, _PHOTOS.c.id == _USES.c.photo_id)
        .where(_USES.c.kind == kind, _USES.c.subject_id.in_(list(ids)), *_CAN_BE_SHOWN)
        .order_by(_USES.c.subject_id, _USES.c.position, _USES.c.photo_id)
    )
    found: dict[str, list[str]] = {}
    for subject, photo in db.session.execute(query):
        found.setdefault(subject, []).append(photo)
    return found


def arrived(ids: Iterable[str]) -> set[str]:
    """Which of the photos have arrived and can be shown."""
    return _known(db.session(), ids, *_CAN_BE_SHOWN)


def removed(ids: Iterable[str], connection: Connection | None = None) -> set[str]:
    """Which of the photos were removed, whether or not they are known to have arrived."""
    ids, asked = set(ids), connection or db.session()
    return _known(asked, ids, _PHOTOS.c.removed_at.is_not(None)) | _gone(asked, ids)


def kept_back(ids: Iterable[str]) -> set[str]:
    """Which of the photos arrived and are hidden until the leader has looked."""
    return _known(db.session(), ids, _PHOTOS.c.hidden_at.is_not(None))


def received(connection: Connection | Session, ids: Iterable[str]) -> set[str]:
    """Which of the photos arrived, whatever became of them, and those that were removed for good: no phone needs to send them."""
    ids = set(ids)
    return (known := _known(connection, ids)) | _gone(connection, ids - known)


def _gone(connection: Connection | Session, ids: Iterable[str]) -> set[str]:
    return set(gone.standing(connection, gone.PHOTO_REMOVED, ids))


def _known(connection: Connection | Session, ids: Iterable[str], *also: Any) -> set[str]:
    wanted = list(ids)
    return set(connection.scalars(select(_PHOTOS.c.id).where(_PHOTOS.c.id.in_(wanted), *also))) if wanted else set()


def may_send(person: Person) -> bool:
    """Whether the person may send some form that asks for photos."""
    return any(person.may_send(form.name) for form in forms.every() if form.photo_question())


# A field of a picture: left, top, width, height, each as a fraction of the picture's width or height.
Field = tuple[float, float, float, float]
MOST_FIELDS = 50


@trouble.let_go()
def blacken(id: str, fields: Sequence[Field]) -> None:
    """Make fields of a photo black, in the thumbnail too. LookupError where there is no photo, ValueError for no fields."""
    whole = [field for field in fields if _is_field(field)]
    if not whole or len(whole) != len(fields) or len(whole) > MOST_FIELDS:
        raise ValueError("fields are fractions of the picture")
    with db.erasing() as session:
        photo = session.get(Photo, id)
        if photo is None or photo.removed_at:
            raise LookupError(id)
        changed = pictures.blacken(photo.picture, whole)
        photo.picture, photo.thumbnail, photo.hidden_at = changed.jpeg, changed.thumbnail, None
        photo.changed_at = gone.note(session, gone.PHOTO_BLACKENED, id)


@trouble.let_go()
def remove(id: str) -> None:
    """Take a photo away; LookupError where there is none."""
    with db.erasing() as session:
        if not take_away(session, [id]):
            raise LookupError(id)
        gone.note(session, gone.PHOTO_REMOVED, id)


def show(id: str) -> None:
    """Show a photo that a restore hid as it is, because somebody looked at it; LookupError where there is none."""
    with db.writing() as session:
        photo = session.get(Photo, id)
        if photo is None or photo.removed_at:
            raise LookupError(id)
        if photo.hidden_at:
            photo.hidden_at = None
            gone.note(session, gone.PHOTO_BLACKENED, id, undone=True)


def take_away(session: Session, ids: Iterable[str]) -> int:
    """Take several photos away, in the open transaction; how many there were. The phone that sends one again changes nothing."""
    nothing = {"picture": b"", "thumbnail": b"", "session": None, "removed_at": clock.now(), "hidden_at": None}
    here = update(_PHOTOS).where(_PHOTOS.c.id.in_(list(ids)), _PHOTOS.c.removed_at.is_(None))
    return db.change(session, here.values(nothing))


def _is_field(field: Field) -> bool:
    left, top, width, height = field
    return 0 <= left < 1 and 0 <= top < 1 and 0 < width <= 1 and 0 < height <= 1
