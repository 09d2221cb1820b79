"""What a walk gave, in full: observations in words with their numbers, matters to put right, good places."""

from collections.abc import Sequence
from dataclasses import dataclass

from .. import follow_up
from ..follow_up import Point, Seen
from ..store import Walk
from .outlining import Group, Line, Outline, outline


@dataclass(frozen=True, slots=True)
class Noted:
    """An observation that counts, with its number on the walk."""

    number: int
    seen: Seen


@dataclass(frozen=True, slots=True)
class Matter:
    """A point with those of its observations that were made on this walk, by number; one or several."""

    point: Point
    noted: tuple[Noted, ...]

    @property
    def numbers(self) -> list[int]:
        """The numbers on the walk of the matter's observations; the first one names it."""
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

    outline: Outline
    matters: tuple[Matter, ...]
    good: tuple[Noted, ...]

    @property
    def walk(self) -> Walk:
        """Whose it is."""
        return self.outline.walk

    @property
    def noted(self) -> list[Noted]:
        """All observations that count, by number."""
        found = [*self.good, *(each for matter in self.matters for each in matter.noted)]
        return sorted(found, key=lambda each: each.number)

    def find(self, id: str) -> Matter | None:
        """The matter with a follow-up's or an observation's id."""
        return next((m for m in self.matters if m.point.id == id or any(n.seen.id == id for n in m.noted)), None)


def review(walk: Walk) -> Review:
    """All that the walk gave, as it is now."""
    drawn = outline(walk)
    return Review(drawn, matters(drawn.groups), noted(drawn.good))


def matters(groups: Sequence[Group]) -> tuple[Matter, ...]:
    """Matters of an outline in full, in their order."""
    points = {point.id: point for point in follow_up.points(ids=[group.id for group in groups])}
    found = []
    for group in groups:
        # Somebody may have put it together with another one since the outline was drawn.
        if point := points.get(group.id):
            seen = {each.id: each for each in point.counted}
            here = tuple(Noted(line.number, seen[line.id]) for line in group.lines if line.id in seen)
            found += [Matter(point, here)] if here else []
    return tuple(found)


def noted(lines: Sequence[Line]) -> tuple[Noted, ...]:
    """Observations of an outline in full, in their order."""
    seen = {each.id: each for each in follow_up.seen([line.id for line in lines])}
    return tuple(Noted(line.number, seen[line.id]) for line in lines if line.id in seen)
