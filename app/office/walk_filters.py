"""What of a walk's observations is shown: filters in the address, in pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request

from .. import follow_up
from ..forms import Observation
from ..forms.observation import CATEGORIES as CATEGORY_OPTIONS
from ..forms.observation import FEELINGS as FEELING_OPTIONS
from ..walks import Matter, Noted, Review

PAGE = 60
KINDS = ("", "improve", "good")
CATEGORIES = [(option.code, option.label) for option in CATEGORY_OPTIONS]
FEELINGS = [(option.code, option.label) for option in FEELING_OPTIONS]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is shown; empty means all. A matter is shown where one of its observations is meant."""

    kind: str = ""
    category: str = ""
    feeling: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: matters first, then good places; how many observations there are of each of `KINDS`."""

    matters: list[Matter]
    good: list[Noted]
    counts: dict[str, int]
    page: int
    pages: int

    @property
    def noted(self) -> list[Noted]:
        """The observations on the page."""
        return [*(each for matter in self.matters for each in matter.noted), *self.good]


def read_filters() -> Filters:
    """The filters in the address; what is unknown is left out."""
    ask = request.args.get
    known: dict[str, Any] = {
        "kind": KINDS,
        "category": dict(CATEGORIES),
        "feeling": dict(FEELINGS),
        "state": follow_up.STATES,
    }
    return Filters(**{name: value for name, allowed in known.items() if (value := ask(name, "")) in allowed})


def address(filters: Filters, **changes: Any) -> dict[str, Any]:
    """The arguments of an address that shows the page with these filters."""
    said = {name: getattr(filters, name) for name in ("kind", "category", "feeling", "state")} | changes
    return {name: value for name, value in said.items() if value not in ("", None)}


def shown(review: Review, filters: Filters, page: int) -> Shown:
    """One page of what the filters find; a page past the end is the last one."""
    is_meant = _meant(filters)
    good = [] if filters.state else [each for each in review.good if is_meant(each)]
    matters = [
        matter
        for matter in review.matters
        if filters.state in ("", matter.point.state) and any(is_meant(each) for each in matter.noted)
    ]
    improve = sum(1 for matter in matters for each in matter.noted if is_meant(each))
    counts = {"": improve + len(good), "improve": improve, "good": len(good)}
    found: list[Matter | Noted] = [
        *(matters if filters.kind != "good" else ()),
        *(good if filters.kind != "improve" else ()),
    ]
    pages = max(1, -(-len(found) // PAGE))
    page = max(1, min(page, pages))
    here = found[(page - 1) * PAGE : page * PAGE]
    return Shown(
        [each for each in here if isinstance(each, Matter)],
        [each for each in here if isinstance(each, Noted)],
        counts,
        page,
        pages,
    )


def _meant(filters: Filters) -> Callable[[Noted], bool]:
    feeling = Observation.questions["feeling"].shown(filters.feeling or None)

    def is_meant(each: Noted) -> bool:
        return filters.category in ("", each.seen.category_code) and feeling in ("", each.seen.feeling)

    return is_meant
