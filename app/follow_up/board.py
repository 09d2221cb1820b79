"""The board: points filtered, in pages, the overdue first and the closed last; and how many there are of each kind.

Quick at 100,000 observations: what is begun and what is not are counted and cut apart, so that only one page is read.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from ..access import Person
from ..base import db
from ..store import FollowUp
from .conditions import is_open, is_overdue, is_silent, is_theirs, is_unassigned
from .point import Point
from .reading import TABLE, is_loose, of_walk, points
from .states import PRIORITIES

PAGE = 50
NONE = "none"

# What the board can be limited to, besides a single state.
SHOWS: dict[str, Callable[[], ColumnElement[bool]]] = {
    "open": is_open,
    "overdue": is_overdue,
    "unassigned": is_unassigned,
    "silent": is_silent,
    "done": lambda: FollowUp.state == "done",
    "checked": lambda: FollowUp.state == "checked",
    "not_possible": lambda: FollowUp.state == "not_possible",
}
# Of these, an observation that nobody has done anything about is one.
LOOSE_SHOWS = frozenset({"", "open", "unassigned"})
LOOSE = "loose"


@dataclass(frozen=True, slots=True)
class BoardFilters:
    """What the board is limited to; empty means not limited. `party` and `priority` may be `none`: not given yet.

    `person`: the party's own, and nothing that nobody has been asked about.
    """

    show: str = ""
    state: str = ""
    party: str = ""
    priority: str = ""
    walk: str = ""
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page of the board, how many points it has in all, and how many there would be of each of `SHOWS`."""

    points: list[Point]
    total: int
    page: int
    counts: Counter[str]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """The number of the first row in the whole list."""
        return (self.page - 1) * PAGE + 1 if self.points else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.points) - 1 if self.points else 0


def listed(filters: BoardFilters, page: int = 1, size: int = PAGE) -> BoardPage:
    """One page of the points that the filters find; a page past the end is the last one."""
    counted = counts(filters)
    sizes = _sizes(filters, counted)
    total = sum(sizes)
    page = max(1, min(page, -(-total // size)))
    return BoardPage(_points(_ids(filters, sizes, (page - 1) * size, size)), total, page, counted)


def overdue() -> int:
    """How many points are over their deadline."""
    return db.session.scalar(select(func.count()).select_from(FollowUp).where(is_overdue())) or 0


def beside(filters: BoardFilters, place: int, id: str) -> tuple[str | None, str | None]:
    """The ids of the points before and after the one at `place` (from 0); nothing where another stands there by now."""
    start = max(0, place - 1)
    ids = _ids(filters, _sizes(filters, counts(filters)), start, place - start + 2)
    if ids[place - start : place - start + 1] != [id]:
        return None, None
    return (ids[0] if place else None), next(iter(ids[place - start + 1 :]), None)


def counts(filters: BoardFilters | None = None) -> Counter[str]:
    """How many points there are of each of `SHOWS`, under "" in all, under `LOOSE` of what nobody has begun with;
    whatever of them the filters show.
    """
    filters = replace(filters or BoardFilters(), show="", state="")
    numbers = [func.count(), *(func.sum(case((condition(), 1), else_=0)) for condition in SHOWS.values())]
    found = db.session.execute(select(*numbers).select_from(FollowUp).where(*_conditions(filters))).one()
    counted = Counter({name: int(number or 0) for name, number in zip(("", *SHOWS), found, strict=True)})
    if _wants_loose(filters):
        number = db.session.scalar(select(func.count()).select_from(TABLE).where(*_loose(filters))) or 0
        counted.update(dict.fromkeys((*LOOSE_SHOWS, LOOSE), number))
    return counted


def _sizes(filters: BoardFilters, counted: Counter[str]) -> list[int]:
    """How many points each of the segments has."""
    numbers = select(func.count(), func.sum(case((is_open(), 1), else_=0))).where(*_conditions(filters))
    begun, ahead = db.session.execute(numbers).one()
    return [int(ahead or 0), counted[LOOSE] if _wants_loose(filters) else 0, begun - int(ahead or 0)]


def _segments(filters: BoardFilters) -> list[Select[Any]]:
    """The ids of what is open, of what nobody has begun with, of what is closed: the board's order."""
    conditions = _conditions(filters)
    urgency = case({code: rank for rank, code in enumerate(PRIORITIES)}, value=FollowUp.priority, else_=len(PRIORITIES))
    ahead = (FollowUp.deadline.is_(None), FollowUp.deadline, urgency, FollowUp.number)
    behind = (FollowUp.state != "done", FollowUp.changed_at.desc(), FollowUp.number)
    newest_first = (TABLE.c.captured_at.desc(), TABLE.c.id)
    return [
        select(FollowUp.id).where(*conditions, is_open()).order_by(*ahead),
        select(TABLE.c.id).where(*_loose(filters)).order_by(*newest_first),
        select(FollowUp.id).where(*conditions, ~is_open()).order_by(*behind),
    ]


def _conditions(filters: BoardFilters) -> list[ColumnElement[bool]]:
    found = [SHOWS[filters.show]()] if filters.show in SHOWS else []
    if filters.state:
        found.append(FollowUp.state == filters.state)
    if filters.party:
        found.append(FollowUp.party.is_(None) if filters.party == NONE else FollowUp.party == filters.party)
    if filters.priority:
        given = FollowUp.priority == filters.priority
        found.append(FollowUp.priority.is_(None) if filters.priority == NONE else given)
    if filters.walk:
        found.append(FollowUp.id.in_(of_walk(filters.walk)))
    if filters.person:
        found.append(is_theirs(filters.person))
    return found


def _wants_loose(filters: BoardFilters) -> bool:
    """Whether observations that nobody has done anything about are among what the filters find."""
    return (
        filters.show in LOOSE_SHOWS
        and filters.state in {"", "new"}
        and filters.party in {"", NONE}
        and filters.priority in {"", NONE}
        and filters.person is None
    )


def _loose(filters: BoardFilters) -> list[ColumnElement[bool]]:
    """What holds of the observations that nobody has done anything about."""
    return [is_loose(), *([TABLE.c.walk == filters.walk] if filters.walk else [])]


def _ids(filters: BoardFilters, sizes: list[int], start: int, size: int) -> list[str]:
    """The ids of the points from `start` on, out of the segments that they lie in."""
    found: list[str] = []
    for query, length in zip(_segments(filters), sizes, strict=True):
        if start < length and len(found) < size:
            found += db.session.scalars(query.offset(start).limit(size - len(found)))
        start = max(0, start - length)
    return found


def _points(ids: list[str]) -> list[Point]:
    """The points with these ids, in this order; the rows of a page alone are read whole."""
    known = {point.id: point for point in points(ids=ids)}
    return [known[id] for id in ids if id in known]
