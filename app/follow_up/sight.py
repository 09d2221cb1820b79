"""What happened to a follow-up, in words: who changed what when, old and new. And what a party sees: its own follow-ups,
without the observers, without what is internal, without other parties.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, select, type_coerce

from .. import photos
from ..access import PARTY, Person
from ..base import db
from ..base.text import alike
from ..definitions import FollowUpFields
from ..questions import Difference
from ..store import FollowUp, FollowUpEntry, FollowUpObservation, PhotoUse, User
from .point import Point, Seen
from .reading import TABLE, get
from .rules import OUTCOMES, is_with

_CAN_SIGN_IN = (User.role == PARTY, User.active, User.password_hash.is_not(None))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `state` is the code of the state that it led to, if it changed that.

    `is_forgotten`: something that was written is gone from it, because it had its time or somebody asked for that.
    """

    action: str
    at: dt.datetime
    person: str
    by_party: bool
    internal: bool
    party: str | None
    party_other: str
    state: str | None
    differences: list[Difference]
    text: str
    outcome: str
    photo_ids: tuple[str, ...]
    is_forgotten: bool


def history(follow_up_id: str) -> list[Entry]:
    """The newest first, with the photos that have arrived; empty for what nobody has begun with."""
    query = select(FollowUpEntry).where(FollowUpEntry.follow_up_id == follow_up_id)
    rows = db.session.scalars(query.order_by(FollowUpEntry.at.desc(), FollowUpEntry.id.desc())).all()
    there = photos.arrived(photo for row in rows for photo in row.photos)
    return [_entry(row, there) for row in rows]


def _entry(row: FollowUpEntry, there: set[str]) -> Entry:
    # What is forgotten is null.
    changes = {name: pair for name, pair in (row.changes or {}).items() if pair is not None}
    before, after = ({name: pair[side] for name, pair in changes.items()} for side in (0, 1))
    return Entry(
        action=row.action,
        at=row.at,
        person=row.person_name,
        by_party=row.by_party,
        internal=row.internal,
        party=row.party,
        party_other=row.party_other or "",
        state=after.get("state"),
        differences=[*FollowUpFields.differences(before, after), *_observations(changes)],
        text=row.text or "",
        outcome=str(OUTCOMES[row.outcome].label) if row.outcome else "",
        photo_ids=tuple(photo for photo in row.photos if photo in there),
        is_forgotten=len(changes) < len(row.changes or {}),
    )


def _observations(changes: dict[str, Any]) -> list[Difference]:
    """How many observations the point had, where that has changed."""
    if "observations" not in changes:
        return []
    before, after = (str(len(ids)) if ids else "" for ids in changes["observations"])
    return [Difference("observations", _("Observationer"), before, after)]


def id_of(number: int) -> str | None:
    """The id of the follow-up with that number."""
    return db.session.scalar(select(FollowUp.id).where(FollowUp.number == number))


def is_theirs(person: Person, row: Any = FollowUp) -> ColumnElement[bool]:
    """That a point is with the party that the person signs in for; `rules.is_with` for queries. row: the point's columns."""
    if person.party != "other":
        return and_(row.party == person.party, row.party.is_not(None))
    named = select(FollowUp.party_other).where(FollowUp.party == "other").distinct()
    mine = [name for name in db.session.scalars(named) if alike(name) == alike(person.name)]
    return and_(row.party == "other", row.party_other.in_(mine))


def theirs(id: str, person: Person) -> Point:
    """A follow-up of the party that the person signs in for, without observers and withdrawn observations; of its photos
    only those that the history shows. LookupError for any other, there or not.
    """
    if db.session.scalar(select(FollowUp.id).where(FollowUp.id == id, is_theirs(person))) is None:
        raise LookupError(id)
    point = get(id)
    shown = {photo for entry in own_history(id, person) for photo in entry.photo_ids}
    return replace(
        point,
        observations=tuple(Seen({**seen.row, "observer": None}, seen.photo_ids) for seen in point.counted),
        photo_ids=tuple(photo for photo in point.photo_ids if photo in shown),
    )


def own_history(follow_up_id: str, person: Person) -> list[Entry]:
    """What happened while the follow-up was with the person's party; from the day it came to them, no older values."""
    return [
        replace(entry, differences=[replace(each, before="") for each in entry.differences])
        if any(each.field in ("party", "party_other") for each in entry.differences)
        else entry
        for entry in history(follow_up_id)
        if not entry.internal and is_with(entry.party, entry.party_other, person)
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


def parties_with_accounts() -> set[str]:
    """The codes of the parties that somebody can sign in for."""
    return set(db.session.scalars(select(User.party).where(*_CAN_SIGN_IN, User.party.is_not(None)).distinct()))


def has_account(party: str | None, party_other: str | None = None) -> bool:
    """Whether somebody can sign in for the party; for another one, under its name."""
    names = db.session.scalars(select(User.name).where(*_CAN_SIGN_IN, User.party == party)).all()
    return bool(names) and (party != "other" or alike(party_other) in map(alike, names))
