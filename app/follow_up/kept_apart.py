"""What somebody has said is *not* the same matter, so that nobody is asked about it again."""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, product

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ..access import Person
from ..base import clock, db
from ..store import NotSameMatter
from .reading import TABLE, points
from .writing import twice

Pair = tuple[str, str]


def keep_apart(ids: Iterable[str], person: Person) -> None:
    """*Ikke samme sag*: remember of every two of these points (ids of follow-ups or observations) that they differ."""
    matters = [[seen.id for seen in point.observations] for point in points(ids=ids)]
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
