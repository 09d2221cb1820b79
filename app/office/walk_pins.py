"""A walk's pins on the plan of the estate: the same numbers on its page, on the projector and on paper."""

from collections.abc import Iterable, Mapping
from typing import Any

from .. import estate_plan
from ..models import EstatePlan
from ..walks import Noted, Review
from .plan_pins import Pin


def on_plan(
    review: Review, some: Iterable[Noted] | None = None, *, links: bool = True
) -> tuple[EstatePlan | None, list[Pin]]:
    """The plan that shows most of the walk, with pins of all its observations or of `some`.

    links: each pin leads to the row `#nr-<number>`.
    """
    plan = estate_plan.plan_for(review.noted, _values)
    if plan is None:
        return None, []
    wanted = review.noted if some is None else list(some)
    return plan, [
        Pin(each.number, each.seen.kind, x, y, each.seen.title, f"#nr-{each.number}" if links else "")
        for each, x, y in estate_plan.pins_for(plan, wanted, _values)
    ]


def _values(each: Noted) -> Mapping[str, Any]:
    return each.values
