"""A walk's pins on the plan of the estate: the same numbers on its page, on the projector and on paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...activities import Line, Outline
from ...photos import site_plan
from ...store import EstatePlan
from .site_plan_pins import Pin

# More pins than this cover the plan, and would have to be pushed apart for long.
MOST = 300


def on_plan(
    outline: Outline, some: Sequence[Line] | None = None, *, links: bool = True
) -> tuple[EstatePlan | None, list[Pin]]:
    """The plan that shows most of them, with pins of all observations of the walk or of `some`; at most so many.

    links: each pin leads to the row `#nr-<number>`.
    """
    wanted = sorted(outline.lines if some is None else some, key=lambda line: line.number)[:MOST]
    plan = site_plan.plan_for(wanted, _values)
    if plan is None:
        return None, []
    return plan, [
        Pin(line.number, line.kind, x, y, line.title, f"#nr-{line.number}" if links else "")
        for line, x, y in site_plan.pins_for(plan, wanted, _values)
    ]


def _values(line: Line) -> Mapping[str, Any]:
    return line.values
