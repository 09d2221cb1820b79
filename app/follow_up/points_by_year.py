"""The points of a year for the workbook: through one connection, so many at a time, however many there are.

A point belongs to every year in which one of its observations was made; one that has none any more (its observations
went to the matter that it is a duplicate of), to the year in which somebody began with it.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from ..base import years
from ..definitions import Observation
from ..store import FollowUp, FollowUpObservation, Walk, by_year
from .point import OfWalk, Point, Seen
from .reading import TABLE, begun_point, is_loose, latest_rechecks, loose_point, one_seen

# So many follow-ups are read at a time.
CHUNK = 500
_ROWS: Any = FollowUp.__table__
_WALKS: Any = Walk.__table__
_LINK = FollowUpObservation


def count_of_year(connection: Connection, year: int) -> int:
    """How many points the year has."""
    begun = connection.scalar(select(func.count()).select_from(_ROWS).where(_is_of(year)))
    loose = connection.scalar(by_year.records(Observation, year, [func.count()]).where(is_loose()))
    return (begun or 0) + (loose or 0)


def points_of_year(connection: Connection, year: int) -> Iterator[Point]:
    """A year's points: those that somebody has begun with, by number, then the others by time; without photos."""
    last = 0
    while rows := connection.execute(
        select(_ROWS).where(_is_of(year), _ROWS.c.number > last).order_by(_ROWS.c.number).limit(CHUNK)
    ).all():
        yield from _begun(connection, rows)
        last = rows[-1].number
    columns = [*TABLE.c, _WALKS.c.title, _WALKS.c.date]
    loose = by_year.records(Observation, year, columns).where(is_loose()).order_by(TABLE.c.captured_at, TABLE.c.id)
    # Closed, too, when nobody asks for the rest of the rows.
    with connection.execute(loose.execution_options(yield_per=CHUNK)) as result:
        for row in result.mappings():
            yield loose_point(_seen(row))


def _is_of(year: int) -> ColumnElement[bool]:
    first, following = years.moments(year)
    observed = by_year.records(Observation, year, [TABLE.c.id])
    through = select(_LINK.follow_up_id).where(_LINK.observation_id.in_(observed))
    any_link = select(_LINK.follow_up_id).where(_LINK.follow_up_id == _ROWS.c.id)
    began = and_(~any_link.exists(), _ROWS.c.created_at >= first, _ROWS.c.created_at < following)
    return or_(_ROWS.c.id.in_(through), began)


def _begun(connection: Connection, rows: Any) -> Iterator[Point]:
    ids = [row.id for row in rows]
    query = (
        select(*TABLE.c, _WALKS.c.title, _WALKS.c.date, _LINK.follow_up_id)
        .join(_LINK, _LINK.observation_id == TABLE.c.id)
        .outerjoin(_WALKS, _WALKS.c.id == TABLE.c.walk)
        .where(_LINK.follow_up_id.in_(ids))
        .order_by(TABLE.c.withdrawn_at.is_not(None), TABLE.c.captured_at, TABLE.c.id)
    )
    found: dict[str, list[Seen]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["follow_up_id"], []).append(_seen(row))
    latest = latest_rechecks(connection, ids)
    for row in rows:
        yield begun_point(row, tuple(found.get(row.id, ())), latest.get(row.id))


def _seen(row: Any) -> Seen:
    walk = OfWalk(row["walk"], row["title"], row["date"]) if row["title"] is not None else None
    return one_seen(row, walk)
