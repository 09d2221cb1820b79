"""What a walk gave: its observations with their numbers, the matters to put right that they make, the good places.

In outline it is the whole walk, and just enough of it to filter and to compare; a page shows some of it at a time, and
only that is then read in full.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import func, select

from .. import follow_up
from ..base import db
from ..definitions import Observation
from ..follow_up import Point, Seen
from ..store import FollowUp, FollowUpObservation, Walk

OUTLINED = ["kind", "category", "feeling", "place", "position", "plan"]
# An observation's id, when it was made, when it was received.
Arrived = tuple[str, dt.datetime, dt.datetime]


class Begun(NamedTuple):
    """What an outline knows of a point."""

    id: str
    state: str


@dataclass(frozen=True, slots=True)
class Matter:
    """A point with those of its observations that were made on this walk, by number; one or several."""

    point: Point
    noted: tuple[Seen, ...]

    @property
    def numbers(self) -> list[int]:
        """The numbers on the walk of the matter's observations; the first one names it."""
        return [seen.number for seen in self.noted]

    @property
    def elsewhere(self) -> list[Seen]:
        """Observations of the same matter that were made on other walks or between them."""
        here = {seen.id for seen in self.noted}
        return [seen for seen in self.point.counted if seen.id not in here]

    @property
    def place(self) -> str:
        """Where it is, in the words of whoever wrote some."""
        return next((seen.place for seen in self.noted if seen.place), "")

    @property
    def category(self) -> str:
        """What it is about, from its first observation."""
        return str(self.noted[0].category)

    @property
    def name(self) -> str:
        """The place, else what it is about."""
        return self.place or self.category

    @property
    def photo_ids(self) -> list[str]:
        """The photos of its observations, each once."""
        return list(dict.fromkeys(photo for seen in self.noted for photo in seen.photo_ids))

    @property
    def lacks_party(self) -> bool:
        """Whether somebody must still be found who does it."""
        return self.point.is_open and not self.point.party

    @property
    def lacks_deadline(self) -> bool:
        """Whether nobody has said when."""
        return self.point.is_open and self.point.deadline is None


@dataclass(frozen=True, slots=True)
class Review:
    """A walk's matters and good places, each by its first number. What was withdrawn is left out; its number is too."""

    walk: Walk
    matters: Sequence[Matter]
    good: Sequence[Seen]

    @property
    def noted(self) -> list[Seen]:
        """All observations that count, by number."""
        found = [*self.good, *(seen for matter in self.matters for seen in matter.noted)]
        return sorted(found, key=attrgetter("number"))

    def find(self, id: str) -> Matter | None:
        """The matter with a follow-up's or an observation's id."""
        return next((m for m in self.matters if m.point.id == id or any(seen.id == id for seen in m.noted)), None)


def review(walk: Walk) -> Review:
    """All that the walk gave, as it is now."""
    drawn = outline(walk)
    return Review(walk, matters(drawn.matters), noted(drawn.good))


def outline(walk: Walk) -> Review:
    """What the walk gave, in outline."""
    rows = {row["id"]: row for row in _rows(walk.id)}
    arrived = ((id, row["captured_at"], row["received_at"]) for id, row in rows.items())
    held: dict[str, tuple[Begun, list[Seen]]] = {}
    good: list[Seen] = []
    for id, number in numbers(arrived, walk.closed_at).items():
        row = rows[id]
        if row["withdrawn_at"] is not None:
            continue
        seen = Seen(row, number=number)
        if row["state"] is None and row["kind"] == "good":
            good.append(seen)
        else:
            held.setdefault(row["point"], (Begun(row["point"], row["state"] or "new"), []))[1].append(seen)
    return Review(walk, [Matter(Point(begun), tuple(seen)) for begun, seen in held.values()], good)


def _rows(walk_id: str) -> Sequence[Any]:
    """One for each observation of the walk, withdrawn ones too, with the point that it is in."""
    link, table = FollowUpObservation, Observation.table.c
    answers = [table[column.name] for name in OUTLINED for column in Observation.questions[name].columns()]
    query = (
        select(table.id, table.captured_at, table.received_at, table.withdrawn_at, *answers)
        .add_columns(func.coalesce(FollowUp.id, table.id).label("point"), FollowUp.state)
        .outerjoin(link, link.observation_id == table.id)
        .outerjoin(FollowUp, FollowUp.id == link.follow_up_id)
        .where(table.walk == walk_id)
    )
    return db.session.execute(query).mappings().all()


def matters(outlined: Sequence[Matter]) -> tuple[Matter, ...]:
    """Matters of an outline in full, in their order."""
    points = {point.id: point for point in follow_up.points(ids=[matter.point.id for matter in outlined])}
    found = []
    for matter in outlined:
        # Somebody may have put it together with another one since the outline was drawn.
        if point := points.get(matter.point.id):
            here = _in_full(matter.noted, point.counted)
            found += [Matter(point, here)] if here else []
    return tuple(found)


def noted(outlined: Sequence[Seen]) -> tuple[Seen, ...]:
    """Observations of an outline in full, in their order."""
    return _in_full(outlined, follow_up.seen([seen.id for seen in outlined]))


def _in_full(outlined: Iterable[Seen], found: Iterable[Seen]) -> tuple[Seen, ...]:
    whole = {seen.id: seen for seen in found}
    return tuple(replace(whole[seen.id], number=seen.number) for seen in outlined if seen.id in whole)


def numbers(observations: Iterable[Arrived], closed_at: dt.datetime | None) -> dict[str, int]:
    """Id → number, from 1 and in that order: the same on page, plan, projector and paper.

    The numbers follow the time at which the observations were made, until the walk is closed. What arrives after that
    gets the next ones, in the order in which it came, so that a printed number stays what it is. A withdrawn observation
    keeps its own, which nobody else gets (docs/decisions/0017-numbers-of-a-walk.md).
    """

    def place(each: Arrived) -> tuple[bool, dt.datetime, dt.datetime, str]:
        id, captured_at, received_at = each
        is_late = closed_at is not None and received_at > closed_at
        return is_late, received_at if is_late else captured_at, captured_at, id

    return {id: number for number, (id, *_times) in enumerate(sorted(observations, key=place), 1)}
