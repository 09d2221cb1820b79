"""Which matters of a walk may be the same one, seen by several people. A suggestion is a question: somebody decides.

Two observations are alike when they are about the same category and lie within 50 m of each other, or are said to be
at the same place.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from ..base.text import alike
from ..follow_up import Pair, Seen, pair
from ..photos import site_plan
from ..questions import Position
from .walk_review import Matter

NEAR = 50
# A position that may be further off than this (metres) says too little about what lies near it.
ROUGH = 100
# So many questions are asked at a time, each about so many matters: who has answered gets the next.
MOST, MOST_ALIKE = 12, 6
EARTH = 6_371_008.8
# Degrees of latitude of a cell: no two places within NEAR are more than one cell from each other.
CELL = math.degrees(NEAR / EARTH)
NO_LETTERS = re.compile(r"[\W_]+")

Locate = Callable[[Seen], Position | None]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Matters that may be one; `metres`: how far the furthest is from the first, None where words say so."""

    matters: tuple[Matter, ...]
    metres: int | None


def where(seen: Seen) -> Position | None:
    """Where an observation is, if that is known well enough."""
    found = site_plan.position(seen.spots)
    return None if found is None or (found.accuracy or 0) > ROUGH else found


def suggestions(matters: Sequence[Matter], kept_apart: Collection[Pair], locate: Locate = where) -> list[Suggestion]:
    """The first matters that others are like, each with those; none in two suggestions, none that somebody kept apart.

    Only what is still open is asked about. A matter must be like the first one, not merely like another that is: else
    a long path would become one matter, lamp by lamp.
    """
    ahead = {matter.point.id: matter for matter in matters if matter.point.is_open}
    index = _Index(list(ahead.values()), locate)
    found: list[Suggestion] = []
    for first in list(ahead.values()):
        if ahead.pop(first.point.id, None) is None:
            continue
        alike: list[tuple[Matter, float | None]] = []
        for other, metres_apart in index.like(first):
            if other.point.id not in ahead or len(alike) + 1 == MOST_ALIKE:
                continue
            if not any(_are_apart(one, other, kept_apart) for one in (first, *(taken for taken, _m in alike))):
                alike.append((other, metres_apart))
        if alike:
            for matter, _metres in alike:
                del ahead[matter.point.id]
            measured = [metres_apart for _matter, metres_apart in alike if metres_apart is not None]
            furthest = round(max(measured)) if len(measured) == len(alike) else None
            found.append(Suggestion((first, *(matter for matter, _metres in alike)), furthest))
        if len(found) == MOST:
            break
    return found


class _Index:
    """Finds what is like a matter without comparing each with each: by category and place, by category and cell."""

    def __init__(self, matters: Sequence[Matter], locate: Locate) -> None:
        self.rank = {matter.point.id: rank for rank, matter in enumerate(matters)}
        self.by_key: dict[Key, list[tuple[Matter, Position | None]]] = defaultdict(list)
        self.positions = {seen.id: locate(seen) for matter in matters for seen in matter.noted}
        # Towards the poles degrees of longitude become shorter: as much as the northernmost are, so that cells are wide enough.
        latitudes = [abs(position.latitude) for position in self.positions.values() if position]
        self.shrink = max(math.cos(math.radians(max(latitudes, default=0))), 0.01)
        for matter in matters:
            for seen in matter.noted:
                if position := self.positions[seen.id]:
                    self.by_key[seen.category_code, *self._cell(position)].append((matter, position))
                if place := _plain(seen.place):
                    self.by_key[seen.category_code, place].append((matter, None))

    def like(self, first: Matter) -> list[tuple[Matter, float | None]]:
        """The matters like this one in their order, each with metres, or None where words alone say so."""
        found: dict[str, tuple[Matter, float | None]] = {}
        for seen in first.noted:
            here = self.positions[seen.id]
            for key in self._keys(seen, here):
                for other, there in self.by_key.get(key, ()):
                    apart = metres(here, there) if here and there else None
                    if apart is None or apart <= NEAR:
                        known = found.get(other.point.id, (other, None))[1]
                        nearest = min((each for each in (known, apart) if each is not None), default=None)
                        found[other.point.id] = (other, nearest)
        found.pop(first.point.id, None)
        return sorted(found.values(), key=lambda each: self.rank[each[0].point.id])

    def _keys(self, seen: Seen, position: Position | None) -> Iterator[Key]:
        """Where what is like an observation is found."""
        if place := _plain(seen.place):
            yield seen.category_code, place
        if position:
            row, column = self._cell(position)
            for north, east in product((-1, 0, 1), repeat=2):
                yield seen.category_code, row + north, column + east

    def _cell(self, position: Position) -> tuple[int, int]:
        """A cell at least NEAR wide and high: what is near lies in it or in one beside it."""
        return math.floor(position.latitude / CELL), math.floor(position.longitude * self.shrink / CELL)


def metres(one: Position, other: Position) -> float:
    """How far two positions are from each other, along a great circle (haversine)."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    part = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(part)))


def _are_apart(one: Matter, other: Matter, kept_apart: Collection[Pair]) -> bool:
    return any(pair(a.id, b.id) in kept_apart for a in one.noted for b in other.noted)


def _plain(place: str) -> str:
    """A place without what people write differently: case, spaces, full stops."""
    return NO_LETTERS.sub(" ", alike(place)).strip()
