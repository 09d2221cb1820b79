"""One reading of all points (*punkter*): every follow-up, and every observation to improve that nobody has done anything
about, as the row that would be written about it (docs/decisions/0040-one-reading-of-a-follow-up.md).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Subquery, cast, func, literal, null, or_, select
from sqlalchemy.orm import Session

from .. import photos
from ..base import db, years
from ..definitions import Observation
from ..store import FollowUp, FollowUpEntry, FollowUpObservation, Walk, by_year
from ..store.trial import is_real
from .point import Point, PointRecheck, Seen
from .rules import OUTCOMES, TO_RECHECK

TABLE = Observation.table
LINK = FollowUpObservation
ROWS: Any = FollowUp.__table__
# More points than this are read in several queries: databases bound the number of parameters.
CHUNK = 5000
# So many of a year's points are read at a time.
YEAR_CHUNK = 500
# What the next walk can look at again: as many as somebody can look at, more would only make the phone slow; of the last
# walks, what is older is followed up at a desk.
MOST_AGAIN, MOST_WALKS = 40, 12


def is_loose() -> ColumnElement[bool]:
    """That an observation is to improve, counts, is no trial's, and nobody has done anything about it."""
    begun = select(LINK.observation_id).where(LINK.observation_id == TABLE.c.id).correlate(TABLE)
    return (TABLE.c.kind == "improve") & TABLE.c.withdrawn_at.is_(None) & is_real(TABLE) & ~begun.exists()


def _untouched(column: Column[Any]) -> ColumnElement[Any]:
    """What a follow-up's column holds of an observation that nobody has done anything about: what was declared for that."""
    begun = {"id": TABLE.c.id, "created_at": TABLE.c.captured_at, "changed_at": TABLE.c.captured_at}
    if column.name in begun:
        return begun[column.name]
    if column.default is not None and column.default.is_scalar:
        return literal(column.default.arg, column.type)  # type: ignore[attr-defined]
    return cast(null(), column.type)


def begun_and_untouched(of: Any = None) -> tuple[Subquery, Subquery]:
    """The rows of all follow-ups, and what would stand in one for every observation that nobody has done anything about.

    of: ids of follow-ups or observations, or a query for them: of those points only.
    """
    defaults = [_untouched(column).label(column.name) for column in ROWS.c]
    begun, untouched = select(ROWS), select(*defaults).where(is_loose())
    if of is not None:
        through = select(LINK.follow_up_id).where(LINK.observation_id.in_(of))
        begun = begun.where(ROWS.c.id.in_(of) | ROWS.c.id.in_(through))
        untouched = untouched.where(TABLE.c.id.in_(of))
    return begun.subquery("begun"), untouched.subquery("untouched")


def written(of: Any = None) -> Any:
    """The columns of both of them together: a row for each point."""
    begun, untouched = begun_and_untouched(of)
    return select(begun).union_all(select(untouched)).subquery("written").c


def points(*, walk_id: str | None = None, ids: Sequence[str] | None = None) -> list[Point]:
    """All points, or those of a walk, or with some ids; begun ones by number, then the rest by time.

    A point belongs to every walk that one of its observations was made on. `ids` are of follow-ups or observations.
    """
    parts: list[Any] = [None if walk_id is None else made_on(walk_id)]
    if ids is not None:
        parts = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    rows = {row.id: row for of in parts for row in db.session.execute(select(written(of)))}
    return whole(sorted(rows.values(), key=lambda row: (row.number is None, row.number or 0, row.created_at, row.id)))


def get(id: str) -> Point:
    """The point with a follow-up's or an observation's id; LookupError where there is none."""
    found = points(ids=[id])
    if not found:
        raise LookupError(id)
    return found[0]


def made_on(walk_id: str) -> Select[Any]:
    """The ids of the observations of a walk."""
    return select(TABLE.c.id).where(TABLE.c.walk == walk_id)


def seen(ids: Iterable[str]) -> list[Seen]:
    """Observations, good places and withdrawn ones (marked) too, by the time they were made."""
    wanted, found = list(ids), []
    for start in range(0, len(wanted), CHUNK):
        found += _observations(db.session(), TABLE.c.id.in_(wanted[start : start + CHUNK]))
    return found


def whole(rows: Sequence[Any], connection: Connection | None = None) -> list[Point]:
    """The points of rows of `written`, in their order, each with its observations; a few queries however many.

    connection: to read through, for a workbook, which needs no photos.
    """
    found: list[Point] = []
    for start in range(0, len(rows), CHUNK):
        found += _whole(rows[start : start + CHUNK], connection)
    return found


def _whole(rows: Sequence[Any], connection: Connection | None) -> list[Point]:
    ids = [row.id for row in rows]
    source = connection or db.session()
    held = TABLE.c.id.in_(select(LINK.observation_id).where(LINK.follow_up_id.in_(ids)))
    of: dict[str, list[Seen]] = {}
    for each in _observations(source, or_(TABLE.c.id.in_(ids), held), pictured=connection is None):
        of.setdefault(each.row["follow_up_id"] or each.id, []).append(each)
    latest = _latest_rechecks(source, ids)
    finished = {} if connection else photos.of("follow_up", ids)
    return [Point(row, tuple(of.get(row.id, ())), latest.get(row.id), tuple(finished.get(row.id, ()))) for row in rows]


def _observations(source: Session | Connection, wanted: ColumnElement[bool], *, pictured: bool = True) -> list[Seen]:
    """The observations that are wanted by time, withdrawn ones last."""
    query = (
        select(*TABLE.c, Walk.title.label("walk_title"), Walk.date.label("walk_date"), LINK.follow_up_id)
        .outerjoin(LINK, LINK.observation_id == TABLE.c.id)
        .outerjoin(Walk, Walk.id == TABLE.c.walk)
        .where(wanted)
        .order_by(TABLE.c.withdrawn_at.is_not(None), TABLE.c.captured_at, TABLE.c.id)
    )
    rows = source.execute(query).mappings().all()
    pictures = photos.of(Observation.name, [row["id"] for row in rows]) if pictured else {}
    return [Seen(row, tuple(pictures.get(row["id"], ()))) for row in rows]


def _latest_rechecks(source: Session | Connection, ids: list[str]) -> dict[str, PointRecheck]:
    """What was seen the last time, of those that were looked at again."""
    entry = FollowUpEntry
    query = select(entry.follow_up_id, entry.outcome, entry.at).where(
        entry.follow_up_id.in_(ids), entry.action == "rechecked"
    )
    return {
        id: PointRecheck(outcome or "", str(OUTCOMES[outcome or ""].label), at)
        for id, outcome, at in source.execute(query.order_by(entry.at, entry.id))
    }


def to_recheck(before: dt.date, most: int = MOST_AGAIN) -> list[Point]:
    """What the next walk can look at again: points of the last walks before a date that nobody has seen to be done.

    The latest walk's first, a matter that was seen again on a later walk with that one; at most so many.
    """
    earlier = select(Walk.id).where(Walk.date < before, Walk.cancelled_at.is_(None), is_real(Walk))
    walks = db.session.scalars(earlier.order_by(Walk.date.desc(), Walk.id).limit(MOST_WALKS)).all()
    point = func.coalesce(LINK.follow_up_id, TABLE.c.id)
    query = (
        select(point)
        .join_from(TABLE, Walk, Walk.id == TABLE.c.walk)
        .outerjoin(LINK, LINK.observation_id == TABLE.c.id)
        .outerjoin(FollowUp, FollowUp.id == LINK.follow_up_id)
        .where(Walk.id.in_(walks), TABLE.c.withdrawn_at.is_(None), or_(FollowUp.state.in_(TO_RECHECK), is_loose()))
        .group_by(point)
        .order_by(
            func.max(Walk.date).desc(),
            func.coalesce(func.max(FollowUp.number), 0),
            func.min(TABLE.c.captured_at),
            point,
        )
    )
    found = points(ids=db.session.scalars(query.limit(most)).all())
    return sorted(found, key=lambda each: (-last_walk(each).toordinal(), each.number or 0, each.created_at))


def last_walk(point: Point) -> dt.date:
    """The date of the latest walk on which it was seen."""
    return max((walk.date for seen in point.counted if (walk := seen.walk)), default=dt.date.min)


def count_of_year(connection: Connection, year: int) -> int:
    """How many points the year has."""
    return connection.scalar(select(func.count(_of_year(year).id))) or 0


def points_of_year(connection: Connection, year: int) -> Iterator[Point]:
    """A year's points: those that somebody has begun with, by number, then the others by time; without photos.

    A point belongs to every year in which one of its observations was made; one that has none any more (its observations
    went to the matter that it is a duplicate of), to the year in which somebody began with it.
    """
    of = _of_year(year)
    query = select(of).order_by(of.number.is_(None), of.number, of.created_at, of.id)
    # Closed, too, when nobody asks for the rest of the rows.
    with connection.execute(query.execution_options(yield_per=YEAR_CHUNK)) as result:
        for rows in result.partitions():
            yield from whole(rows, connection)


def _of_year(year: int) -> Any:
    first, following = years.moments(year)
    left = ROWS.c.id.not_in(select(LINK.follow_up_id))
    began = select(ROWS.c.id).where(left, ROWS.c.created_at >= first, ROWS.c.created_at < following)
    return written(by_year.records(Observation, year, [TABLE.c.id]).union_all(began))
