"""What of a walk's observations is shown: filters in the address, in pages."""

from dataclasses import dataclass
from typing import Any

from flask import request

from ... import follow_up
from ...activities import Group, Line, Matter, Noted, Outline, matters, noted
from ...definitions.observation import CATEGORIES as CATEGORY_OPTIONS
from ...definitions.observation import FEELINGS as FEELING_OPTIONS

PAGE = 60
KINDS = ("", "improve", "good")
CATEGORIES = [(option.code, option.label) for option in CATEGORY_OPTIONS]
FEELINGS = [(option.code, option.label) for option in FEELING_OPTIONS]


@dataclass(frozen=True, slots=True)
class WalkFilters:
    """What is shown; empty means all. A matter is shown where one of its observations is meant."""

    kind: str = ""
    category: str = ""
    feeling: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One page: matters first, then good places; how many observations there are of each of `KINDS`."""

    groups: list[Group]
    places: list[Line]
    counts: dict[str, int]
    page: int
    pages: int

    @property
    def lines(self) -> list[Line]:
        """The observations on the page."""
        return [*(line for group in self.groups for line in group.lines), *self.places]

    @property
    def matters(self) -> tuple[Matter, ...]:
        """The page's matters in full."""
        return matters(self.groups)

    @property
    def good(self) -> tuple[Noted, ...]:
        """The page's good places in full."""
        return noted(self.places)


def read_filters() -> WalkFilters:
    """The filters in the address; what is unknown is left out."""
    ask = request.args.get
    known: dict[str, Any] = {
        "kind": KINDS,
        "category": dict(CATEGORIES),
        "feeling": dict(FEELINGS),
        "state": follow_up.STATES,
    }
    return WalkFilters(**{name: value for name, allowed in known.items() if (value := ask(name, "")) in allowed})


def address(filters: WalkFilters, **changes: Any) -> dict[str, Any]:
    """The arguments of an address that shows the page with these filters."""
    said = {name: getattr(filters, name) for name in ("kind", "category", "feeling", "state")} | changes
    return {name: value for name, value in said.items() if value not in ("", None)}


def shown(outline: Outline, filters: WalkFilters, page: int) -> Shown:
    """One page of what the filters find; a page past the end is the last one."""

    def is_meant(line: Line) -> bool:
        return filters.category in ("", line.category) and filters.feeling in ("", line.feeling)

    good = [] if filters.state else [line for line in outline.good if is_meant(line)]
    groups = [
        group
        for group in outline.groups
        if filters.state in ("", group.state) and any(is_meant(line) for line in group.lines)
    ]
    improve = sum(1 for group in groups for line in group.lines if is_meant(line))
    counts = {"": improve + len(good), "improve": improve, "good": len(good)}
    found: list[Group | Line] = [
        *(groups if filters.kind != "good" else ()),
        *(good if filters.kind != "improve" else ()),
    ]
    pages = max(1, -(-len(found) // PAGE))
    page = max(1, min(page, pages))
    here = found[(page - 1) * PAGE : page * PAGE]
    return Shown(
        [each for each in here if isinstance(each, Group)],
        [each for each in here if isinstance(each, Line)],
        counts,
        page,
        pages,
    )
