"""The board: points filtered, in pages, the overdue first and the closed last; and how many there are of each kind.

Quick at 100,000 observations: what is begun and what is not are counted and cut apart, so that only one page is read.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, case, func, select

from ..access import Person
from ..base import clock, db
from ..definitions import agreed
from ..definitions.follow_up_fields import PRIORITIES, STATES
from ..questions import Choice, Option, Text
from ..questions.filters import Filters
from ..store.listing import PAGE, Listed
from ..store.listing import listed as page_of
from .point import SILENCE
from .reading import WRITTEN, of_walk, points
from .rules import OPEN
from .sight import is_theirs

NONE = "none"
BEGUN = WRITTEN.number.is_not(None)
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


def _is_open() -> ColumnElement[bool]:
    return WRITTEN.state.in_(sorted(OPEN))


def _is_overdue() -> ColumnElement[bool]:
    return and_(_is_open(), WRITTEN.deadline < clock.today())


def _is_silent() -> ColumnElement[bool]:
    asked = and_(WRITTEN.party.is_not(None), WRITTEN.assigned_at <= clock.now() - SILENCE)
    return and_(_is_open(), asked, WRITTEN.answered_at.is_(None))


# What each of `SHOWN` asks of a point; `Point` says the same of one that has been read.
SHOWS: dict[str, Callable[[], ColumnElement[bool]]] = {
    "open": _is_open,
    "overdue": _is_overdue,
    "silent": _is_silent,
    "unassigned": lambda: and_(_is_open(), WRITTEN.party.is_(None)),
    "done": lambda: WRITTEN.state == "done",
    "checked": lambda: WRITTEN.state == "checked",
    "not_possible": lambda: WRITTEN.state == "not_possible",
}
# Of these, an observation that nobody has done anything about is one.
UNTOUCHED_SHOWS = ("", "open", "unassigned")


def listed(filters: BoardFilters, page: int = 1, size: int = PAGE) -> Listed[Any]:
    """One page of the points that the filters find; `counts` says how many there would be of each of `SHOWS`."""
    sizes = [_count(*segment) for segment, _order in _segments(filters)]
    return page_of(
        sum(sizes),
        page,
        lambda start, most: _points(_ids(filters, sizes, start, most)),
        size=size,
        counts=counts(filters),
    )


def overdue() -> int:
    """How many points are over their deadline."""
    return _count(BEGUN, _is_overdue())


def beside(filters: BoardFilters, place: int, id: str) -> tuple[str | None, str | None]:
    """The ids of the points before and after the one at `place` (from 0); nothing where another stands there by now."""
    start = max(0, place - 1)
    sizes = [_count(*segment) for segment, _order in _segments(filters)]
    ids = _ids(filters, sizes, start, place - start + 2)
    if ids[place - start : place - start + 1] != [id]:
        return None, None
    return (ids[0] if place else None), next(iter(ids[place - start + 1 :]), None)


def counts(filters: BoardFilters | None = None) -> Counter[str]:
    """How many points there are of each of `SHOWS`, under "" in all; whatever of them the filters show."""
    within = _conditions(filters or BoardFilters(), whatever_shown=True)
    numbers = [func.count(), *(func.sum(case((condition(), 1), else_=0)) for condition in SHOWS.values())]
    found = db.session.execute(select(*numbers).where(BEGUN, *within)).one()
    counted = Counter({name: int(number or 0) for name, number in zip(("", *SHOWS), found, strict=True)})
    counted.update(dict.fromkeys(UNTOUCHED_SHOWS, _count(~BEGUN, *within)))
    return counted


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(WRITTEN.id)).where(*conditions)) or 0


def _conditions(filters: BoardFilters, *, whatever_shown: bool = False) -> list[ColumnElement[bool]]:
    """What the filters ask of a point; of any kind with `whatever_shown`."""
    names, found = ["party", "priority"], []
    if not whatever_shown:
        names.append("state")
        found += [SHOWS[filters["show"]]()] if filters["show"] in SHOWS else []
    for name in names:
        if chosen := filters[name]:
            found.append(WRITTEN[name].is_(None) if chosen == NONE else WRITTEN[name] == chosen)
    if filters.walk:
        found.append(of_walk(filters["walk"]))
    if filters.person:
        found.append(is_theirs(filters.person))
    return found


def _segments(filters: BoardFilters) -> list[tuple[list[ColumnElement[bool]], Sequence[Any]]]:
    """What is open, what nobody has begun with, what is closed, each with its order: the board's order."""
    found = _conditions(filters)
    urgency = case({option.code: rank for rank, option in enumerate(PRIORITIES)}, value=WRITTEN.priority, else_=99)
    ahead = (WRITTEN.deadline.is_(None), WRITTEN.deadline, urgency, WRITTEN.number)
    behind = (WRITTEN.state != "done", WRITTEN.changed_at.desc(), WRITTEN.number)
    return [
        ([*found, BEGUN, _is_open()], ahead),
        ([*found, ~BEGUN], (WRITTEN.created_at.desc(), WRITTEN.id)),
        ([*found, BEGUN, ~_is_open()], behind),
    ]


def _ids(filters: BoardFilters, sizes: list[int], start: int, size: int) -> list[str]:
    """The ids of the points from `start` on, out of the segments that they lie in."""
    found: list[str] = []
    for (conditions, order), length in zip(_segments(filters), sizes, strict=True):
        if start < length and len(found) < size:
            query = select(WRITTEN.id).where(*conditions).order_by(*order)
            found += db.session.scalars(query.offset(start).limit(size - len(found)))
        start = max(0, start - length)
    return found


def _points(ids: list[str]) -> list[Any]:
    """The points with these ids, in this order; the rows of a page alone are read whole."""
    known = {point.id: point for point in points(ids=ids)}
    return [known[id] for id in ids if id in known]
