"""A walk in outline: every observation with its number and its matter, and just enough of it to filter and to compare.

A page shows some of a walk at a time; only those are then read in full (`app.activities.walk_review`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import select

from ..base import db
from ..definitions import Observation
from ..follow_up import OPEN
from ..questions import Position, Spot
from ..store import FollowUp, FollowUpObservation, Walk
from .numbering import numbers

ANSWERS = ("kind", "category", "feeling", "place")
PLACED = [column.name for name in ("position", "plan") for column in Observation.questions[name].columns()]


class Line(NamedTuple):
    """An observation that counts, in codes; `number` is its own on the walk."""

    number: int
    id: str
    kind: str
    category: str
    feeling: str | None
    place: str
    position: Position | None
    spot: Spot | None

    @property
    def title(self) -> str:
        """What and where: `Belysning · Stien ved vaskeriet`."""
        category = Observation.questions["category"].shown(self.category)
        return " · ".join(part for part in (category, self.place) if part)

    @property
    def values(self) -> Mapping[str, Any]:
        """Where it is, as `app.photos.site_plan` asks for it."""
        return {"plan": self.spot, "position": self.position}


@dataclass(slots=True)
class Group:
    """The observations of one matter that were made on the walk, by number. `id` is the point's, as in `app.follow_up`."""

    id: str
    state: str
    lines: list[Line] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Outline:
    """A walk's matters and good places, each by its first number. What was withdrawn is left out; its number is too."""

    walk: Walk
    groups: list[Group]
    good: list[Line]

    @property
    def lines(self) -> list[Line]:
        """All observations that count."""
        return [*(line for group in self.groups for line in group.lines), *self.good]

    def find(self, id: str) -> Group | None:
        """The matter with a follow-up's or an observation's id."""
        return next((g for g in self.groups if g.id == id or any(line.id == id for line in g.lines)), None)


def outline(walk: Walk) -> Outline:
    """What the walk gave, in outline."""
    rows = {row[0]: row for row in _rows(walk.id)}
    groups: dict[str, Group] = {}
    good: list[Line] = []
    for id, number in numbers(((row[0], row[1], row[2]) for row in rows.values()), walk.closed_at).items():
        _id, _made, _came, is_withdrawn, point, state, kind, category, feeling, place, *placed = rows[id]
        if is_withdrawn:
            continue
        line = Line(number, id, kind, category, feeling, place or "", *_where(*placed))
        if point is None and kind == "good":
            good.append(line)
        else:
            groups.setdefault(point or id, Group(point or id, state or "new")).lines.append(line)
    return Outline(walk, list(groups.values()), good)


def _rows(walk_id: str) -> list[Any]:
    """One for each observation of the walk, withdrawn ones too."""
    link, table = FollowUpObservation, Observation.table.c
    query = (
        select(table.id, table.captured_at, table.received_at, table.withdrawn_at.is_not(None))
        .add_columns(FollowUp.id, FollowUp.state, *(table[name] for name in ANSWERS), *(table[name] for name in PLACED))
        .outerjoin(link, link.observation_id == table.id)
        .outerjoin(FollowUp, FollowUp.id == link.follow_up_id)
        .where(table.walk == walk_id)
    )
    return list(db.session.execute(query))


def _where(
    latitude: float | None, longitude: float, accuracy: float | None, plan: str | None, x: float, y: float
) -> tuple[Position | None, Spot | None]:
    position = None if latitude is None else Position(latitude, longitude, accuracy)
    return position, None if plan is None else Spot(plan, x, y)
