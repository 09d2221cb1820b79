"""What the next walk can look at again: points of earlier walks that nobody has seen to be done."""

import datetime as dt

from sqlalchemy import func, select

from ..base import db
from ..definitions import Observation
from ..store import FollowUp, FollowUpObservation, Walk
from .point import Point
from .reading import is_loose, of_observations, of_rows
from .states import TO_RECHECK

# As many as somebody can look at on one walk; more would only make the phone slow.
MOST = 40
# The walks before that are looked back on; what is older is followed up at a desk.
MOST_WALKS = 12


def to_recheck(before: dt.date, most: int = MOST) -> list[Point]:
    """The points of the last walks before a date, the latest walk's first; at most so many."""
    table, link = Observation.table, FollowUpObservation
    earlier = select(Walk.id).where(Walk.date < before, Walk.cancelled_at.is_(None))
    walks = db.session.scalars(earlier.order_by(Walk.date.desc(), Walk.id).limit(MOST_WALKS)).all()
    begun = (
        select(FollowUp.number)
        .join(link, link.follow_up_id == FollowUp.id)
        .join(table, table.c.id == link.observation_id)
        .join(Walk, Walk.id == table.c.walk)
        .where(FollowUp.state.in_(TO_RECHECK), table.c.withdrawn_at.is_(None), Walk.id.in_(walks))
        .group_by(FollowUp.number)
        # A matter that was seen again on a later walk belongs to that one.
        .order_by(func.max(Walk.date).desc(), FollowUp.number)
        .limit(most)
    )
    rows = db.session.scalars(select(FollowUp).where(FollowUp.number.in_(db.session.scalars(begun).all()))).all()
    loose = (
        select(table)
        .join(Walk, Walk.id == table.c.walk)
        .where(is_loose(), Walk.id.in_(walks))
        .order_by(Walk.date.desc(), table.c.captured_at, table.c.id)
        .limit(most)
    )
    found = of_rows(rows) + of_observations(db.session.execute(loose).mappings().all())
    return sorted(found, key=_latest_first)[:most]


def last_walk(point: Point) -> dt.date:
    """The date of the latest walk on which it was seen."""
    return max((seen.walk.date for seen in point.counted if seen.walk), default=dt.date.min)


def _latest_first(point: Point) -> tuple[int, int, dt.datetime]:
    return -last_walk(point).toordinal(), point.number or 0, point.created_at
