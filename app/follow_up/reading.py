"""Points (*punkter*): every follow-up, and every observation to improve that nobody has done anything about yet."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlalchemy.orm import Session

from .. import photos
from ..base import db
from ..definitions import Observation
from ..store import FollowUp, FollowUpEntry, FollowUpObservation, Walk
from .point import OfWalk, Point, PointRecheck, Seen
from .states import OUTCOMES, TO_RECHECK

TABLE = Observation.table
_LINK = FollowUpObservation
# More ids than this are read in several queries: databases bound the number of parameters.
CHUNK = 5000


def points(
    *,
    walk_id: str | None = None,
    party: str | None = None,
    states: Iterable[str] | None = None,
    ids: Iterable[str] | None = None,
) -> list[Point]:
    """All points, or those of a walk, a party, some states, some ids; begun ones by number, then the rest by time.

    A point belongs to every walk that one of its observations was made on. `ids` are of follow-ups or observations.
    """
    begun: list[ColumnElement[bool]] = []
    loose: list[ColumnElement[bool]] = []
    if walk_id is not None:
        begun.append(FollowUp.id.in_(of_walk(walk_id)))
        loose.append(TABLE.c.walk == walk_id)
    if party is not None:
        begun.append(FollowUp.party == party)
    if states is not None:
        begun.append(FollowUp.state.in_(list(states := set(states))))
    if ids is not None:
        wanted = list(ids)
        through = select(_LINK.follow_up_id).where(_LINK.observation_id.in_(wanted))
        begun.append(FollowUp.id.in_(wanted) | FollowUp.id.in_(through))
        loose.append(TABLE.c.id.in_(wanted))
    rows = db.session.scalars(select(FollowUp).where(*begun).order_by(FollowUp.number)).all()
    found = of_rows(rows)
    if party is None and (states is None or "new" in states):
        query = select(TABLE).where(is_loose(), *loose).order_by(TABLE.c.captured_at, TABLE.c.id)
        found += of_observations(db.session.execute(query).mappings().all())
    return found


def get(id: str) -> Point:
    """The point with a follow-up's or an observation's id; LookupError where there is none."""
    found = points(ids=[id])
    if not found:
        raise LookupError(id)
    return found[0]


def open_points(walk_id: str | None = None) -> list[Point]:
    """What the next walk can look at again (everything that nobody has seen to be done), of all walks or of one."""
    return [point for point in points(walk_id=walk_id, states=TO_RECHECK) if not point.is_withdrawn]


def seen(ids: Iterable[str]) -> list[Seen]:
    """Observations in words, good places and withdrawn ones (marked) too, by the time they were made."""
    rows: list[Any] = []
    for part in _chunks(list(ids)):
        rows += db.session.execute(select(TABLE).where(TABLE.c.id.in_(part))).mappings().all()
    return _seen(sorted(rows, key=lambda row: (row["captured_at"], row["id"])))


def is_loose() -> ColumnElement[bool]:
    """That an observation is to improve, counts, and nobody has done anything about it."""
    begun = select(_LINK.observation_id).where(_LINK.observation_id == TABLE.c.id)
    return (TABLE.c.kind == "improve") & TABLE.c.withdrawn_at.is_(None) & ~begun.exists()


def of_walk(walk_id: str) -> Any:
    """The ids of the follow-ups that an observation of the walk belongs to."""
    return select(_LINK.follow_up_id).join(TABLE, TABLE.c.id == _LINK.observation_id).where(TABLE.c.walk == walk_id)


def of_rows(rows: Sequence[FollowUp]) -> list[Point]:
    """The points of follow-ups, in their order, each with its observations; a few queries however many."""
    ids = [row.id for row in rows]
    seen, latest, finished = _observations(ids), latest_rechecks(db.session(), ids), _photos("follow_up", ids)
    return [
        begun_point(row, tuple(seen.get(row.id, ())), latest.get(row.id), tuple(finished.get(row.id, ())))
        for row in rows
    ]


def of_observations(rows: Sequence[Any]) -> list[Point]:
    """The points of observations that nobody has begun with, in their order."""
    return [loose_point(seen) for seen in _seen(rows)]


def _observations(ids: list[str]) -> dict[str, list[Seen]]:
    rows: list[Any] = []
    for part in _chunks(ids):
        query = select(TABLE, _LINK.follow_up_id).join(_LINK, _LINK.observation_id == TABLE.c.id)
        rows += db.session.execute(query.where(_LINK.follow_up_id.in_(part))).mappings().all()
    rows.sort(key=lambda row: (row["withdrawn_at"] is not None, row["captured_at"], row["id"]))
    found: dict[str, list[Seen]] = {}
    for row, seen in zip(rows, _seen(rows), strict=True):
        found.setdefault(row["follow_up_id"], []).append(seen)
    return found


def latest_rechecks(connection: Session | Connection, ids: list[str]) -> dict[str, PointRecheck]:
    """What was seen the last time, of those that were looked at again."""
    found: dict[str, PointRecheck] = {}
    entry = FollowUpEntry
    for part in _chunks(ids):
        query = select(entry.follow_up_id, entry.outcome, entry.at).where(
            entry.follow_up_id.in_(part), entry.action == "rechecked"
        )
        for id, outcome, at in connection.execute(query.order_by(entry.at, entry.id)):
            found[id] = PointRecheck(outcome or "", str(OUTCOMES[outcome or ""].label), at)
    return found


def _walks(ids: Iterable[str | None]) -> dict[str, OfWalk]:
    found: dict[str, OfWalk] = {}
    for part in _chunks(sorted({id for id in ids if id})):
        query = select(Walk.id, Walk.title, Walk.date).where(Walk.id.in_(part))
        found |= {id: OfWalk(id, title, date) for id, title, date in db.session.execute(query)}
    return found


def _chunks(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _photos(kind: str, ids: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in _chunks(ids):
        found |= photos.of(kind, part)
    return found


def _seen(rows: Sequence[Any]) -> list[Seen]:
    """The observations in these rows, in their order."""
    walks = _walks(row["walk"] for row in rows)
    pictures = _photos(Observation.name, [row["id"] for row in rows])
    return [one_seen(row, walks.get(row["walk"]), tuple(pictures.get(row["id"], ()))) for row in rows]


def one_seen(row: Any, walk: OfWalk | None, photo_ids: tuple[str, ...] = ()) -> Seen:
    """The observation in a row (a mapping of its table's columns)."""
    values = Observation.load(row)
    words: dict[str, Any] = {name: Observation.questions[name].shown(values.get(name)) for name in WORDS}
    return Seen(
        id=row["id"],
        walk=walk,
        captured_at=row["captured_at"],
        received_at=row["received_at"],
        kind=row["kind"],
        category_code=row["category"],
        what=str(CATEGORIES[row["category"]].short) if row["category"] in CATEGORIES else "",
        position=values.get("position"),
        plan=values.get("plan"),
        withdrawn=row["withdrawn_at"] is not None,
        photo_ids=photo_ids,
        **words,
    )


CATEGORIES = {option.code: option for option in Observation.questions["category"].options}
WORDS = ("category", "feeling", "light", "place", "description", "suggestion", "observer")


def loose_point(seen: Seen) -> Point:
    """The point of an observation that nobody has begun with."""
    return Point(
        id=seen.id,
        follow_up_id=None,
        number=None,
        state="new",
        problem="",
        proposal="",
        party=None,
        party_other="",
        priority=None,
        deadline=None,
        reason="",
        passed_to="",
        duplicate_of=None,
        checked_by="",
        checked_on=None,
        created_at=seen.captured_at,
        changed_at=seen.captured_at,
        assigned_at=None,
        answered_at=None,
        version=0,
        observations=(seen,),
    )


def begun_point(
    row: FollowUp, seen: tuple[Seen, ...], recheck: PointRecheck | None, photo_ids: tuple[str, ...] = ()
) -> Point:
    """The point of a follow-up's row."""
    return Point(
        id=row.id,
        follow_up_id=row.id,
        number=row.number,
        state=row.state,
        problem=row.problem or "",
        proposal=row.proposal or "",
        party=row.party,
        party_other=row.party_other or "",
        priority=row.priority,
        deadline=row.deadline,
        reason=row.reason or "",
        passed_to=row.passed_to or "",
        duplicate_of=row.duplicate_of,
        checked_by=row.checked_by or "",
        checked_on=row.checked_on,
        created_at=row.created_at,
        changed_at=row.changed_at,
        assigned_at=row.assigned_at,
        answered_at=row.answered_at,
        version=row.version,
        observations=seen,
        rechecked=recheck,
        photo_ids=photo_ids,
    )
