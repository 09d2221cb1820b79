"""The board: points filtered, in pages, the overdue first and the closed last; and how many there are of each kind.

Quick at 100,000 observations: what is begun and what is not are counted and cut apart, so that only one page is read.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from ..access import Person
from ..base import clock, db
from ..definitions import agreed
from ..definitions.office_fields import PRIORITIES, STATES
from ..questions import Choice, Option, Text
from ..questions.fields import Filters
from ..store import FollowUp
from ..store.listing import PAGE, Listed
from ..store.listing import listed as page_of
from .point import SILENCE
from .reading import begun_and_untouched, made_on, points
from .rules import OPEN
from .sight import is_theirs

NONE = "none"
SHOWN = (
    Option("open", _("Åbne")),
    Option("overdue", _("Over fristen")),
    Option("silent", _("Intet svar i 30 dage")),
    Option("unassigned", _("Ikke fordelt")),
    Option("done", _("Udført, ikke kontrolleret")),
    Option("checked", _("Kontrolleret")),
    Option("not_possible", _("Kan ikke gennemføres")),
)


class BoardFilters(Filters):
    """What the board is limited to. `party` and `priority` may be `none`: not given yet.

    `person`: the party's own, and nothing that nobody has been asked about.
    """

    show = Choice(_("Hvilke punkter"), SHOWN, nothing=_("Alle"))
    state = Choice(_("Tilstand: alle"), STATES)
    party = Choice(_("Part: alle"), lambda: (Option(NONE, _("Ikke fordelt")), *agreed.parties()))
    priority = Choice(_("Hastegrad: alle"), (*PRIORITIES, Option(NONE, _("Ingen hastegrad"))))
    walk = Text(_("Vandring: alle"), most=36)
    person: Person | None = None


def is_open(row: Any) -> ColumnElement[bool]:
    """That somebody still has to do something."""
    found: ColumnElement[bool] = row.state.in_(sorted(OPEN))
    return found


def is_overdue(row: Any) -> ColumnElement[bool]:
    """That its deadline has passed and somebody still has to do something."""
    return and_(is_open(row), row.deadline < clock.today())


def is_silent(row: Any) -> ColumnElement[bool]:
    """That the party was asked 30 days ago or more and has not answered."""
    asked = and_(row.party.is_not(None), row.assigned_at <= clock.now() - SILENCE)
    return and_(is_open(row), asked, row.answered_at.is_(None))


# What each of `SHOWN` asks of a point's columns; `Point` says the same of one that has been read.
SHOWS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "open": is_open,
    "overdue": is_overdue,
    "silent": is_silent,
    "unassigned": lambda row: and_(is_open(row), row.party.is_(None)),
    "done": lambda row: row.state == "done",
    "checked": lambda row: row.state == "checked",
    "not_possible": lambda row: row.state == "not_possible",
}
# Of these, an observation that nobody has done anything about is one.
UNTOUCHED_SHOWS = ("", "open", "unassigned")


def listed(filters: BoardFilters, page: int = 1, size: int = PAGE) -> Listed[Any]:
    """One page of the points that the filters find; `counts` says how many there would be of each of `SHOWS`."""
    counted = counts(filters)
    # What is shown of everything has been counted already.
    segments = _segments(filters, None if filters["state"] else counted.get(filters["show"]))
    total = sum(length for _query, length in segments)
    return page_of(total, page, lambda start, most: _points(_ids(segments, start, most)), size=size, counts=counted)


def overdue() -> int:
    """How many points are over their deadline."""
    return db.session.scalar(select(func.count()).select_from(FollowUp).where(is_overdue(FollowUp))) or 0


def beside(filters: BoardFilters, place: int, id: str) -> tuple[str | None, str | None]:
    """The ids of the points before and after the one at `place` (from 0); nothing where another stands there by now."""
    start = max(0, place - 1)
    ids = _ids(_segments(filters), start, place - start + 2)
    if ids[place - start : place - start + 1] != [id]:
        return None, None
    return (ids[0] if place else None), next(iter(ids[place - start + 1 :]), None)


def counts(filters: BoardFilters | None = None) -> Counter[str]:
    """How many points there are of each of `SHOWS`, under "" in all; whatever of them the filters show."""
    filters = filters or BoardFilters()
    begun, untouched = _both(filters)
    numbers = [func.count(), *(func.sum(case((condition(begun), 1), else_=0)) for condition in SHOWS.values())]
    found = db.session.execute(select(*numbers).where(*_conditions(filters, begun, whatever_shown=True))).one()
    counted = Counter({name: int(number or 0) for name, number in zip(("", *SHOWS), found, strict=True)})
    number = _count(*_conditions(filters, untouched, whatever_shown=True))
    counted.update(dict.fromkeys(UNTOUCHED_SHOWS, number))
    return counted


def _both(filters: BoardFilters) -> tuple[Any, Any]:
    """The columns of what is begun and of what is not."""
    begun, untouched = begun_and_untouched(made_on(filters["walk"]) if filters["walk"] else None)
    return begun.c, untouched.c


def _conditions(filters: BoardFilters, row: Any, *, whatever_shown: bool = False) -> list[ColumnElement[bool]]:
    """What the filters ask of a point's columns; of any kind with `whatever_shown`."""
    names = ("party", "priority") if whatever_shown else ("party", "priority", "state")
    chosen = {name: filters[name] for name in names if filters[name]}
    found = [row[name].is_(None) if code == NONE else row[name] == code for name, code in chosen.items()]
    if filters["show"] in SHOWS and not whatever_shown:
        found.append(SHOWS[filters["show"]](row))
    if filters.person:
        found.append(is_theirs(filters.person, row))
    # So that there is one at least, which names the table.
    return [row.id.is_not(None), *found]


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0


def _segments(filters: BoardFilters, total: int | None = None) -> list[tuple[Select[Any], int]]:
    """What is open, what nobody has begun with, what is closed: a query for the ids, and how many; the board's order.

    total: how many there are together, where that is known.
    """
    begun, untouched = _both(filters)
    asked, asked_of_untouched = _conditions(filters, begun), _conditions(filters, untouched)
    urgencies = {option.code: rank for rank, option in enumerate(PRIORITIES)}
    urgency = case(urgencies, value=begun.priority, else_=len(urgencies))
    is_ahead, is_behind = [*asked, is_open(begun)], [*asked, ~is_open(begun)]
    ahead = select(begun.id).order_by(begun.deadline.is_(None), begun.deadline, urgency, begun.number)
    newest = select(untouched.id).order_by(untouched.created_at.desc(), untouched.id)
    behind = select(begun.id).order_by(begun.state != "done", begun.changed_at.desc(), begun.number)
    first, last = _count(*is_ahead), _count(*is_behind)
    between = _count(*asked_of_untouched) if total is None else total - first - last
    return [
        (ahead.where(*is_ahead), first),
        (newest.where(*asked_of_untouched), between),
        (behind.where(*is_behind), last),
    ]


def _ids(segments: list[tuple[Select[Any], int]], start: int, size: int) -> list[str]:
    """The ids of the points from `start` on, out of the segments that they lie in."""
    found: list[str] = []
    for query, length in segments:
        if start < length and len(found) < size:
            found += db.session.scalars(query.offset(start).limit(size - len(found)))
        start = max(0, start - length)
    return found


def _points(ids: list[str]) -> list[Any]:
    """The points with these ids, in this order; the rows of a page alone are read whole."""
    known = {point.id: point for point in points(ids=ids)}
    return [known[id] for id in ids if id in known]
