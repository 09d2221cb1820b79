"""What somebody saw on a later walk: *Er det blevet bedre?*"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, exists, or_, select
from sqlalchemy.orm import Session

from ..access import Person
from ..definitions import FollowUpFields, Observation
from ..store import FollowUp, FollowUpEntry, FollowUpObservation
from .rules import FollowUpError
from .states import OUTCOMES
from .writing import enter, find_or_begin, text


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
    LookupError for what is not there, FollowUpError for an outcome or a note that cannot be taken.
    """
    if outcome not in OUTCOMES:
        raise FollowUpError({"outcome": FollowUpFields.questions["state"].missing})
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
