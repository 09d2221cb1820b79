"""What a party sees: its own follow-ups, without the observers, without what is internal, without other parties."""

from dataclasses import replace

from sqlalchemy import String, select, type_coerce

from ..access import Person
from ..base import db
from ..store import FollowUp, FollowUpEntry, FollowUpObservation, PhotoUse
from .conditions import is_theirs
from .entries import Entry, history
from .point import Point
from .reading import TABLE, of_rows
from .rules import plain


def theirs(id: str, person: Person) -> Point:
    """A follow-up of the party that the person signs in for; LookupError for any other, there or not."""
    query = select(FollowUp).where(FollowUp.id == id, is_theirs(person))
    row = db.session.scalar(query)
    if row is None:
        raise LookupError(id)
    return as_party(of_rows([row])[0], own_history(row.id, person))


def as_party(point: Point, seen: list[Entry]) -> Point:
    """The point without observers and withdrawn observations; of its photos only those that the history shows."""
    shown = {photo for entry in seen for photo in entry.photo_ids}
    return replace(
        point,
        observations=tuple(replace(observation, observer="") for observation in point.counted),
        photo_ids=tuple(photo for photo in point.photo_ids if photo in shown),
    )


def own_history(follow_up_id: str, person: Person) -> list[Entry]:
    """What happened while the follow-up was with the person's party; from the day it came to them, no older values."""
    return [
        replace(entry, differences=[replace(each, before="") for each in entry.differences])
        if any(each.field in ("party", "party_other") for each in entry.differences)
        else entry
        for entry in history(follow_up_id)
        if not entry.internal and _was_theirs(entry, person)
    ]


def may_see_photo(person: Person, photo_id: str) -> bool:
    """Whether a photo is of one of the person's party's follow-ups: of an observation that counts, or in the history
    that they see.
    """
    of_observation = (
        select(FollowUpObservation.follow_up_id)
        .join(PhotoUse, PhotoUse.subject_id == FollowUpObservation.observation_id)
        .join(TABLE, TABLE.c.id == FollowUpObservation.observation_id)
        .where(PhotoUse.kind == "observation", PhotoUse.photo_id == photo_id, TABLE.c.withdrawn_at.is_(None))
    )
    own = select(FollowUp.id).where(is_theirs(person))
    if db.session.scalar(own.where(FollowUp.id.in_(of_observation)).limit(1)):
        return True
    noted = type_coerce(FollowUpEntry.photos, String).contains(f" {photo_id} ", autoescape=True)
    found = db.session.scalars(select(FollowUpEntry.follow_up_id).where(noted, FollowUpEntry.follow_up_id.in_(own)))
    return any(photo_id in entry.photo_ids for id in set(found) for entry in own_history(id, person))


def _was_theirs(entry: Entry, person: Person) -> bool:
    if entry.party != person.party:
        return False
    return person.party != "other" or plain(entry.party_other) == plain(person.name)
