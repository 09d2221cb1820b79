"""What the lists ask of follow-ups, as conditions of queries; `Point` says the same of one that has been read."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, select

from ..access import Person
from ..base import clock, db
from ..store import FollowUp
from .point import SILENCE
from .rules import plain
from .states import OPEN


def is_open() -> ColumnElement[bool]:
    """That somebody still has to do something."""
    return FollowUp.state.in_(sorted(OPEN))


def is_overdue() -> ColumnElement[bool]:
    """That its deadline has passed and somebody still has to do something."""
    return and_(is_open(), FollowUp.deadline < clock.today())


def is_unassigned() -> ColumnElement[bool]:
    """That somebody has to do something, and nobody has been asked."""
    return and_(is_open(), FollowUp.party.is_(None))


def is_silent() -> ColumnElement[bool]:
    """That the party was asked 30 days ago or more and has not answered."""
    asked_before: dt.datetime = clock.now() - SILENCE
    asked = and_(FollowUp.party.is_not(None), FollowUp.assigned_at <= asked_before)
    return and_(is_open(), asked, FollowUp.answered_at.is_(None))


def is_theirs(person: Person) -> ColumnElement[bool]:
    """That it is with the party that the person signs in for; `rules.is_theirs` for queries."""
    if person.party != "other":
        return and_(FollowUp.party == person.party, FollowUp.party.is_not(None))
    named = select(FollowUp.party_other).where(FollowUp.party == "other").distinct()
    mine = [name for name in db.session.scalars(named) if plain(name) == plain(person.name)]
    return and_(FollowUp.party == "other", FollowUp.party_other.in_(mine))
