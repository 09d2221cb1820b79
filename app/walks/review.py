"""All that a walk gave, in one reading: observations with their numbers, matters to put right, good places."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import follow_up
from ..follow_up import Point, Seen
from ..models import Walk
from .numbering import numbers


@dataclass(frozen=True, slots=True)
class Noted:
    """An observation that counts, with its number on the walk."""

    number: int
    seen: Seen

    @property
    def values(self) -> Mapping[str, Any]:
        """Where it is, as `app.estate_plan` asks for it."""
        return {"plan": self.seen.plan, "position": self.seen.position}


@dataclass(frozen=True, slots=True)
class Matter:
    """A point with those of its observations that were made on this walk, by number; one or several."""

    point: Point
    noted: tuple[Noted, ...]

    @property
    def numbers(self) -> list[int]:
        """Its observations' numbers on the walk; the first one names it."""
        return [each.number for each in self.noted]

    @property
    def elsewhere(self) -> list[Seen]:
        """Observations of the same matter that were made on other walks or between them."""
        here = {each.seen.id for each in self.noted}
        return [seen for seen in self.point.counted if seen.id not in here]

    @property
    def place(self) -> str:
        """Where it is, in the words of whoever wrote some."""
        return next((each.seen.place for each in self.noted if each.seen.place), "")

    @property
    def category(self) -> str:
        """What it is about, from its first observation."""
        return self.noted[0].seen.category

    @property
    def name(self) -> str:
        """The place, else what it is about."""
        return self.place or self.category

    @property
    def photo_ids(self) -> list[str]:
        """The photos of its observations, each once."""
        return list(dict.fromkeys(photo for each in self.noted for photo in each.seen.photo_ids))

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to take it on: closed in one way or another."""
        return not self.point.is_open

    @property
    def lacks_party(self) -> bool:
        """Whether somebody must still be found who does it."""
        return not self.is_settled and not self.point.party

    @property
    def lacks_deadline(self) -> bool:
        """Whether nobody has said when."""
        return not self.is_settled and self.point.deadline is None


@dataclass(frozen=True, slots=True)
class Review:
    """A walk's matters and good places, each by its first number. What was withdrawn is left out; its number is too."""

    walk: Walk
    matters: tuple[Matter, ...]
    good: tuple[Noted, ...]

    @property
    def noted(self) -> list[Noted]:
        """All observations that count, by number."""
        found = [*self.good, *(each for matter in self.matters for each in matter.noted)]
        return sorted(found, key=lambda each: each.number)

    def find(self, id: str) -> Matter | None:
        """The matter with a follow-up's or an observation's id."""
        return next((m for m in self.matters if m.point.id == id or any(n.seen.id == id for n in m.noted)), None)


def review(walk: Walk) -> Review:
    """What the walk gave, as it is now."""
    observations = follow_up.seen_on(walk.id)
    by_number = numbers(observations, walk.closed_at)
    noted = {seen.id: Noted(by_number[seen.id], seen) for seen in observations if not seen.withdrawn}
    matters = []
    for point in follow_up.points(walk_id=walk.id):
        here = sorted((noted.pop(s.id) for s in point.counted if s.id in noted), key=lambda each: each.number)
        if here:
            matters.append(Matter(point, tuple(here)))
    matters.sort(key=lambda matter: matter.noted[0].number)
    good = sorted(noted.values(), key=lambda each: each.number)
    return Review(walk, tuple(matters), tuple(good))
