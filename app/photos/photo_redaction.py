"""Photos changed after they arrived: parts made black, or the whole taken away. What was there before is gone for good."""

from collections.abc import Iterable, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from ..base import clock, db, reserve
from ..store import Photo, gone
from . import pictures

# A field of a picture: left, top, width, height, each as a fraction of the picture's width or height.
Field = tuple[float, float, float, float]
MOST_FIELDS = 50

_PHOTOS = db.table_of(Photo)


@reserve.let_go()
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


@reserve.let_go()
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
