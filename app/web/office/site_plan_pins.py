"""Numbered pins on the plan of the estate, the same on a page, on the projector and on paper.

A view makes a `Pin` of each observation that lies on the plan; a template draws them with `plan_map` of
`office/plan_map.html`.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ... import records
from ...follow_up import Seen
from ...photos import site_plan
from ...store import EstatePlan
from .pages import pages

# The drawing's width in its own units; a pin's radius in them.
WIDE = 1000
RADIUS = 17
# How much of the plan's width is seen around the pin that is in focus.
NEAR = 0.42
ROUNDS = 60
# More pins than this cover the plan, and would have to be pushed apart for long.
MOST = 300


@dataclass(frozen=True)
class Pin:
    """One observation on the plan: `kind` is its own (improve, good), x and y are fractions of the picture.

    number: None where it stands alone.
    """

    number: int | None
    kind: str
    x: float
    y: float
    label: str
    href: str = ""


@dataclass(frozen=True)
class Drawn:
    """A pin with where it is drawn; `moved`: aside from its spot, so that none covers another."""

    pin: Pin
    spot: tuple[float, float]
    at: tuple[float, float]
    moved: bool


@dataclass(frozen=True)
class Drawing:
    """What `plan_map` draws: the picture's size and the part that is seen, in the drawing's units."""

    plan: EstatePlan
    width: float
    height: float
    seen: tuple[float, float, float, float]
    radius: float
    pins: list[Drawn]
    focus: int | None


@pages.app_template_global("record_on_plan")
def on_plan(record: records.Record) -> tuple[EstatePlan, Pin] | None:
    """The plan that shows where an observation is, and its pin; None where none does."""
    values = record.form.clean(record.answers).values
    plan = site_plan.plan_for([values], dict)
    found = site_plan.pins_for(plan, [values], dict) if plan else []
    return (plan, Pin(None, values["kind"], *found[0][1:], record.summary)) if plan and found else None


def pins_of(seen: Iterable[Seen], *, links: bool = False) -> tuple[EstatePlan | None, list[Pin]]:
    """The plan that shows most of the observations, with their pins: by their numbers on the walk and in full; else counted here,
    and in few words.

    links: each pin leads to the row `#nr-<number>`.
    """
    wanted = sorted(seen, key=attrgetter("number"))[:MOST]
    plan = site_plan.plan_for(wanted, attrgetter("spots"))
    found = site_plan.pins_for(plan, wanted, attrgetter("spots")) if plan else []
    return plan, [
        Pin(
            each.number or place,
            each.kind,
            x,
            y,
            each.title_in_full if each.number else each.title,
            f"#nr-{each.number}" if links else "",
        )
        for place, (each, x, y) in enumerate(found, 1)
    ]


@pages.app_template_global("plan_drawing")
def drawing(plan: EstatePlan, pins: Sequence[Pin], focus: int | None = None, size: float = 1) -> Drawing:
    """The plan with pins; with `focus`, the surroundings of the pin with that number.

    size: how much larger than usual the pins are, for a drawing that takes little room.
    """
    height = WIDE * plan.height / plan.width
    center = next((pin for pin in pins if pin.number == focus), None)
    if center is None or focus is None:
        radius = RADIUS * size
        return Drawing(plan, WIDE, height, (0, 0, WIDE, height), radius, apart(pins, height, radius), None)
    seen = _around(center, height)
    return Drawing(plan, WIDE, height, seen, RADIUS * NEAR * 2, apart(pins, height, 0), focus)


def apart(pins: Sequence[Pin], height: float, radius: float) -> list[Drawn]:
    """Push pins that would cover each other apart, a little at a time, always the same way."""
    spots = [(pin.x * WIDE, pin.y * height) for pin in pins]
    at = list(spots)
    for _round in range(ROUNDS):
        pushed = sum(_push(at, one, other, 2 * radius) for one in range(len(at)) for other in range(one))
        if not pushed:
            break
        at = [(min(max(x, radius), WIDE - radius), min(max(y, radius), height - radius)) for x, y in at]
    return [
        Drawn(pin, spot, place, math.dist(spot, place) > radius)
        for pin, spot, place in zip(pins, spots, at, strict=True)
    ]


def _push(at: list[tuple[float, float]], one: int, other: int, least: float) -> bool:
    """Move two pins half of what they lack each; false where they were far enough from each other."""
    (x, y), (a, b) = at[one], at[other]
    gap = math.dist(at[one], at[other])
    if gap >= least - 0.01:
        return False
    # Two on one spot part in a direction that follows from their order.
    angle = math.atan2(y - b, x - a) if gap else one * 2.4
    move = (least - gap) / 2
    dx, dy = move * math.cos(angle), move * math.sin(angle)
    at[one], at[other] = (x + dx, y + dy), (a - dx, b - dy)
    return True


def _around(pin: Pin, height: float) -> tuple[float, float, float, float]:
    """As much of the plan as is seen near a pin, never beyond its edges."""
    wide = WIDE * NEAR
    high = min(wide, height)
    left = min(max(pin.x * WIDE - wide / 2, 0), WIDE - wide)
    top = min(max(pin.y * height - high / 2, 0), height - high)
    return left, top, wide, high
