"""What is said and shown about a follow-up without changing it: remarks, and photos of the finished work."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from .. import photos
from ..access import PARTY, Person
from .writing import Done, enter, find_or_begin, note_answer, text, twice


def comment(id: str, said: str, person: Person, *, internal: bool = False) -> Done:
    """Write a remark; an internal one is not for the party. A party's remark is an answer."""
    words, masked = text(said, "text", required=True)

    def write(session: Session) -> Done:
        row = find_or_begin(session, id, person)
        enter(session, row, person, "commented", text=words, internal=internal and person.role != PARTY)
        note_answer(row, person)
        return Done(row.id, masked)

    return twice(write)


def photograph(id: str, photo_ids: Sequence[str], person: Person, said: str = "") -> Done:
    """Note photos of the finished work, which `app.photos.stored` has kept; a party's are an answer."""
    words, masked = text(said, "text")

    def write(session: Session) -> Done:
        row = find_or_begin(session, id, person)
        photos.attach(session, "follow_up", row.id, photo_ids)
        enter(session, row, person, "photographed", text=words, photos=tuple(photo_ids))
        note_answer(row, person)
        return Done(row.id, masked)

    return twice(write)
