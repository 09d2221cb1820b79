"""Which matters of a walk may be the same one, seen by several people. A suggestion is a question: somebody decides.

Two observations are alike when they are about the same category and lie within 50 m of each other, or are said to be
at the same place.
"""

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from .. import estate_plan
from ..follow_up import Pair, pair
from ..questions import Point as Position
from .review import Matter, Noted

NEAR = 50
# A position that may be further off than this (metres) says too little about what lies near it.
ROUGH = 100
EARTH = 6_371_008.8
NO_LETTERS = re.compile(r"[\W_]+")

Locate = Callable[[Noted], Position | None]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Matters that may be one; `metres`: how far the furthest is from the first, None where words say so."""

    matters: tuple[Matter, ...]
    metres: int | None


def where(noted: Noted) -> Position | None:
    """Where an observation is, if that is known well enough."""
    found = estate_plan.position(noted.values)
    return None if found is None or (found.accuracy or 0) > ROUGH else found


def suggestions(matters: Sequence[Matter], kept_apart: Collection[Pair], locate: Locate = where) -> list[Suggestion]:
    """Each matter with the later ones that are like it; none in two suggestions, none that somebody has kept apart.

    Only what is still open is asked about. A matter must be like the first one, not merely like another that is: else
    a long path would become one matter, lamp by lamp.
    """
    found: list[Suggestion] = []
    ahead = [matter for matter in matters if matter.point.is_open]
    while ahead:
        first, *ahead = ahead
        alike: list[tuple[Matter, float | None]] = []
        for other in ahead:
            so_far = [first, *(matter for matter, _metres in alike)]
            if not any(_are_apart(matter, other, kept_apart) for matter in so_far):
                likeness = _likeness(first, other, locate)
                if likeness is not None:
                    alike.append((other, likeness[0]))
        if alike:
            taken = [matter for matter, _metres in alike]
            ahead = [matter for matter in ahead if matter not in taken]
            far = [metres for _matter, metres in alike]
            furthest = None if None in far else round(max(metres for metres in far if metres is not None))
            found.append(Suggestion((first, *taken), furthest))
    return found


def metres(one: Position, other: Position) -> float:
    """How far two positions are from each other, along a great circle (haversine)."""
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    part = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(part)))


def _likeness(one: Matter, other: Matter, locate: Locate) -> tuple[float | None] | None:
    """(metres) or (None: the same words) of the two observations that are most alike; None where none are."""
    found: list[float | None] = []
    for a in one.noted:
        for b in other.noted:
            if a.seen.category_code != b.seen.category_code:
                continue
            here, there = locate(a), locate(b)
            if here and there and (apart := metres(here, there)) <= NEAR:
                found.append(apart)
            elif _plain(a.seen.place) and _plain(a.seen.place) == _plain(b.seen.place):
                found.append(None)
    if not found:
        return None
    measured = [each for each in found if each is not None]
    return (min(measured),) if measured else (None,)


def _are_apart(one: Matter, other: Matter, kept_apart: Collection[Pair]) -> bool:
    return any(pair(a.id, b.id) in kept_apart for a in one.point.observations for b in other.point.observations)


def _plain(place: str) -> str:
    """A place without what people write differently: case, spaces, full stops."""
    return NO_LETTERS.sub(" ", place.casefold()).strip()
