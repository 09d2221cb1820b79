"""The same matter seen twice: follow-ups put together, and split again; and what somebody has said is *not* the same matter,
so that nobody is asked about it again.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, product
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from ..access import Person
from ..base import clock, db
from ..definitions import FollowUpFields
from ..store import FollowUp, FollowUpObservation, NotSameMatter
from .reading import TABLE, points
from .rules import OPEN, complete
from .writing import begin, enter, find, set_values, to_improve, twice

Pair = tuple[str, str]


def group(ids: Iterable[str], person: Person) -> str:
    """Make one follow-up of several points, named by observations or follow-ups; its id.

    The one with the lowest number takes all observations (and is reopened where it was closed and another was not);
    the others become its duplicates and keep their history.
    LookupError for what is not there.
    """
    wanted = list(dict.fromkeys(ids))

    def write(session: Session) -> str:
        found = {id: find(session, id) for id in wanted}
        loose = [id for id, row in found.items() if row is None]
        # The lowest number first, duplicates last.
        rows = sorted(
            {row.number: row for row in found.values() if row}.values(),
            key=lambda row: (row.state == "duplicate", row.number),
        )
        if not rows:
            return begin(session, loose, person).id
        kept, *others = rows
        before = observations_of(session, kept)
        if kept.state not in OPEN and (loose or any(row.state in OPEN for row in others)):
            # What was closed has been seen again.
            _move(session, kept, person, state="reopened")
        for row in others:
            _merge(session, kept, row, person)
        to_improve(session, loose)
        session.add_all(FollowUpObservation(observation_id=id, follow_up_id=kept.id) for id in loose)
        _note(session, kept, person, "grouped", before)
        return kept.id

    return twice(write)


def split(observation_id: str, person: Person) -> str:
    """Take an observation out of the matter that it is in; the id of the follow-up that it is in then.

    It goes back to the follow-up that it came from (reopened), else gets one of its own, and the two are not suggested
    as the same matter again. LookupError where it is in none, or alone in it.
    """

    def write(session: Session) -> str:
        link = session.get(FollowUpObservation, observation_id, with_for_update=True, populate_existing=True)
        if link is None:
            raise LookupError(observation_id)
        left = find(session, link.follow_up_id)
        if left is None or len(before := observations_of(session, left)) < 2:
            raise LookupError(observation_id)
        refuse(session, [[observation_id], [id for id in before if id != observation_id]], person)
        earlier = find(session, link.came_from) if link.came_from else None
        if earlier and earlier.duplicate_of == left.number:
            was = observations_of(session, earlier)
            link.follow_up_id, link.came_from = earlier.id, None
            session.flush()
            _move(session, earlier, person, state="reopened")
            _note(session, earlier, person, "split", was)
        else:
            session.delete(link)
            session.flush()
            earlier = begin(session, [observation_id], person)
        _note(session, left, person, "split", before)
        return earlier.id

    return twice(write)


def observations_of(session: Session, row: FollowUp) -> list[str]:
    """The ids of a follow-up's observations, withdrawn ones too, in an order of their own."""
    ids = select(FollowUpObservation.observation_id).where(FollowUpObservation.follow_up_id == row.id)
    return sorted(session.scalars(ids))


def _move(session: Session, row: FollowUp, person: Person, **values: Any) -> None:
    """Bring a follow-up into another state."""
    set_values(session, row, complete(FollowUpFields.values(row), values), person, "changed")


def _merge(session: Session, kept: FollowUp, row: FollowUp, person: Person) -> None:
    """Move a follow-up's observations, and leave it behind as a duplicate."""
    before = observations_of(session, row)
    link = FollowUpObservation
    session.execute(update(link).where(link.follow_up_id == row.id).values(follow_up_id=kept.id, came_from=row.id))
    _move(session, row, person, state="duplicate", duplicate_of=kept.number)
    _note(session, row, person, "grouped", before)


def _note(session: Session, row: FollowUp, person: Person, action: str, before: list[str]) -> None:
    """Write what became of the observations of a follow-up."""
    session.flush()
    after = observations_of(session, row)
    if before != after:
        row.version, row.changed_at = row.version + 1, clock.now()
        enter(session, row, person, action, changes={"observations": [before, after]})


def keep_apart(ids: Iterable[str], person: Person) -> None:
    """*Ikke samme sag*: remember of every two of these points (ids of follow-ups or observations) that they differ."""
    matters = [[seen.id for seen in point.observations] for point in points(ids=list(ids))]
    twice(lambda session: refuse(session, matters, person))


def refuse(session: Session, matters: Sequence[Collection[str]], person: Person) -> None:
    """Note in the open transaction that no observation of one matter belongs to another of them."""
    pairs = {pair(a, b) for one, other in combinations(matters, 2) for a, b in product(one, other)}
    ids = sorted({id for matter in matters for id in matter})
    known = _read(session, NotSameMatter.one_id.in_(ids))
    session.add_all(
        NotSameMatter(one_id=one, other_id=other, at=clock.now(), person_id=person.id, person_name=person.name)
        for one, other in sorted(pairs - known)
    )


def refused_on(walk_id: str) -> set[Pair]:
    """The pairs that somebody has kept apart, of which one at least was seen on the walk; the lower id first."""
    ids = select(TABLE.c.id).where(TABLE.c.walk == walk_id)
    return _read(db.session(), or_(NotSameMatter.one_id.in_(ids), NotSameMatter.other_id.in_(ids)))


def _read(session: Session, condition: ColumnElement[bool]) -> set[Pair]:
    query = select(NotSameMatter.one_id, NotSameMatter.other_id).where(condition)
    return {(one, other) for one, other in session.execute(query)}


def pair(one: str, other: str) -> Pair:
    """Two ids in the order in which they are kept."""
    return (one, other) if one < other else (other, one)
