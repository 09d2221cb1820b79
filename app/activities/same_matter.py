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

from ..follow_up import Pair, pair
from ..photos import site_plan
from ..questions import Position
from .outlining import Group, Line

NEAR = 50
# A position that may be further off than this (metres) says too little about what lies near it.
ROUGH = 100
# So many questions are asked at a time, each about so many matters: who has answered gets the next.
MOST, MOST_ALIKE = 12, 6
EARTH = 6_371_008.8
# Degrees of latitude of a cell: no two places within NEAR are more than one cell from each other.
CELL = math.degrees(NEAR / EARTH)
NO_LETTERS = re.compile(r"[\W_]+")

Locate = Callable[[Line], Position | None]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Matters that may be one; `metres`: how far the furthest is from the first, None where words say so."""

    groups: tuple[Group, ...]
    metres: int | None


def where(line: Line) -> Position | None:
    """Where an observation is, if that is known well enough."""
    found = site_plan.position(line.values)
    return None if found is None or (found.accuracy or 0) > ROUGH else found


def suggestions(groups: Sequence[Group], kept_apart: Collection[Pair], locate: Locate = where) -> list[Suggestion]:
    """The first matters that others are like, each with those; none in two suggestions, none that somebody kept apart.

    Only what is still open is asked about. A matter must be like the first one, not merely like another that is: else
    a long path would become one matter, lamp by lamp.
    """
    ahead = {group.id: group for group in groups if group.is_open}
    index = _Index(list(ahead.values()), locate)
    found: list[Suggestion] = []
    for first in list(ahead.values()):
        if first.id not in ahead:
            continue
        del ahead[first.id]
        alike: list[tuple[Group, float | None]] = []
        for other, metres_apart in index.like(first):
            if other.id not in ahead or len(alike) + 1 == MOST_ALIKE:
                continue
            if not any(_are_apart(group, other, kept_apart) for group in (first, *(taken for taken, _m in alike))):
                alike.append((other, metres_apart))
        if alike:
            for group, _metres in alike:
                del ahead[group.id]
            measured = [metres_apart for _group, metres_apart in alike if metres_apart is not None]
            furthest = round(max(measured)) if len(measured) == len(alike) else None
            found.append(Suggestion((first, *(group for group, _metres in alike)), furthest))
        if len(found) == MOST:
            break
    return found


class _Index:
    """Finds what is like a matter without comparing each with each: by category and place, by category and cell."""

    def __init__(self, groups: Sequence[Group], locate: Locate) -> None:
        self.rank = {group.id: rank for rank, group in enumerate(groups)}
        self.by_key: dict[Key, list[tuple[Group, Position | None]]] = defaultdict(list)
        self.positions = {line.id: locate(line) for group in groups for line in group.lines}
        # Towards the poles degrees of longitude become shorter: as much as the northernmost are, so that cells are wide enough.
        latitudes = [abs(position.latitude) for position in self.positions.values() if position]
        self.shrink = max(math.cos(math.radians(max(latitudes, default=0))), 0.01)
        for group in groups:
            for line in group.lines:
                position = self.positions[line.id]
                if position:
                    self.by_key[line.category, *self._cell(position)].append((group, position))
                if place := _plain(line.place):
                    self.by_key[line.category, place].append((group, None))

    def like(self, first: Group) -> list[tuple[Group, float | None]]:
        """The matters like this one in their order, each with metres, or None where words alone say so."""
        found: dict[str, tuple[Group, float | None]] = {}
        for line in first.lines:
            here = self.positions[line.id]
            for key in self._keys(line, here):
                for other, there in self.by_key.get(key, ()):
                    apart = metres(here, there) if here and there else None
                    if apart is None or apart <= NEAR:
                        found[other.id] = (other, _nearer(found.get(other.id, (other, None))[1], apart))
        found.pop(first.id, None)
        return sorted(found.values(), key=lambda each: self.rank[each[0].id])

    def _keys(self, line: Line, position: Position | None) -> Iterator[Key]:
        """Where what is like an observation is found."""
        if place := _plain(line.place):
            yield line.category, place
        if position:
            row, column = self._cell(position)
            for north, east in product((-1, 0, 1), repeat=2):
                yield line.category, row + north, column + east

    def _cell(self, position: Position) -> tuple[int, int]:
        """A cell at least NEAR wide and high: what is near lies in it or in one beside it."""
        return math.floor(position.latitude / CELL), math.floor(position.longitude * self.shrink / CELL)


def metres(one: Position, other: Position) -> float:
    """How far two positions are from each other, along a great circle (haversine)."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    part = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(part)))


def _nearer(one: float | None, other: float | None) -> float | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _are_apart(one: Group, other: Group, kept_apart: Collection[Pair]) -> bool:
    return any(pair(a.id, b.id) in kept_apart for a in one.lines for b in other.lines)


def _plain(place: str) -> str:
    """A place without what people write differently: case, spaces, full stops."""
    return NO_LETTERS.sub(" ", place.casefold()).strip()
