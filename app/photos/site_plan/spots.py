"""Where observations lie: on a plan, and on earth.

What somebody pointed at goes before what a phone measured: the one is about the place, the other about the phone.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from ...questions import Position, Spot
from ...store import EstatePlan
from .plans import current, get, place_on, project

# A position that may be further off than this (metres) says too little for a pin.
ROUGH = 100

T = TypeVar("T")
# An observation's values, as `Observation.load` gives them.
Values = Callable[[T], Mapping[str, Any]]


def position(values: Mapping[str, Any]) -> Position | None:
    """Where an observation is: worked out from its spot where that plan is pinned, else as the phone measured it."""
    spot: Spot | None = values.get("plan")
    plan = get(spot.plan) if spot else None
    found = project(plan, spot.x, spot.y) if plan and spot else None
    return found or values.get("position")


def pins_for(plan: EstatePlan, observations: Iterable[T], values: Values[T]) -> list[tuple[T, float, float]]:
    """(observation, x, y) for each that has a spot on this plan.

    Those without one are left out: neither pointed out nor positioned, positioned roughly, or beside the picture.
    values: how to get an observation's values.
    """
    found = ((observation, _spot_on(plan, values(observation))) for observation in observations)
    return [(observation, *spot) for observation, spot in found if spot]


def plan_for(observations: Iterable[T], values: Values[T]) -> EstatePlan | None:
    """The plan that shows most of them: the current one, or one before it that they were pointed out on."""
    shown = list(observations)
    spots: list[Spot] = [spot for one in shown if (spot := values(one).get("plan"))]
    plans = [current(), *(get(id) for id in dict.fromkeys(spot.plan for spot in spots))]
    return max((plan for plan in plans if plan), key=lambda plan: len(pins_for(plan, shown, values)), default=None)


def _spot_on(plan: EstatePlan, values: Mapping[str, Any]) -> tuple[float, float] | None:
    spot: Spot | None = values.get("plan")
    if spot and spot.plan == plan.id:
        return spot.x, spot.y
    point = position(values)
    if point is None or (point.accuracy or 0) > ROUGH:
        return None
    return place_on(plan, point.latitude, point.longitude)
