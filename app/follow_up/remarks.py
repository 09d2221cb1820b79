"""What is said and shown about a follow-up without changing it: remarks, photos of the finished work, and what somebody saw on
a later walk: *Er det blevet bedre?*
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, or_, select
from sqlalchemy.orm import Session

from .. import photos
from ..access import PARTY, Person
from ..base.messages import RefusedError
from ..definitions import FollowUpFields, Observation
from ..store import FollowUp, FollowUpEntry, FollowUpObservation
from .rules import OUTCOMES
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


def recheck(
    session: Session,
    id: str,
    outcome: str,
    note: str,
    photo_ids: Sequence[str],
    person: Person,
    at: datetime,
    record_id: str | None = None,
) -> FollowUp:
    """Note what was seen, in the open transaction; `id` is a follow-up's or an observation's, `at` when it was seen.

    It changes no state: the leader confirms *Kontrolleret på stedet*. The same `record_id` again corrects what it said.
    LookupError for what is not there, RefusedError for an outcome or a note that cannot be taken.
    """
    if outcome not in OUTCOMES:
        raise RefusedError({"outcome": FollowUpFields.questions["state"].missing})
    words, _masked = text(note, "note")
    row = find_or_begin(session, id, person)
    said = {"text": words, "outcome": outcome, "photos": tuple(photo_ids)}
    known = record_id and session.scalar(select(FollowUpEntry).where(FollowUpEntry.record_id == record_id))
    if known:
        for name, value in said.items():
            setattr(known, name, value)
    else:
        enter(session, row, person, "rechecked", at=at, record_id=record_id, **said)
    return row


def take_back(session: Session, record_id: str) -> None:
    """Leave out what a re-check said, because its record is withdrawn; the record's own history keeps it."""
    session.execute(delete(FollowUpEntry).where(FollowUpEntry.record_id == record_id))


def is_point(session: Session | Connection, id: str) -> bool:
    """Whether `recheck` would find the id: a follow-up, one of its observations, or one to improve that counts."""
    table, link = Observation.table.c, FollowUpObservation
    found = or_(
        exists().where(FollowUp.id == id),
        exists().where(link.observation_id == id),
        exists().where(table.id == id, table.kind == "improve", table.withdrawn_at.is_(None)),
    )
    return bool(session.scalar(select(found)))
