"""Lists in pages: how many there are, and the rows of one page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """One page of a list: its rows, how many there are in all, and how many of each kind its filters would find."""

    rows: Sequence[Row]
    total: int
    page: int = 1
    size: int = PAGE
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first row in the whole list, 0 where there is none."""
        return (self.page - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0


def listed(
    total: int,
    page: int,
    fetch: Callable[[int, int], Sequence[Any]],
    *,
    size: int = PAGE,
    counts: Mapping[str, int] | None = None,
) -> Listed[Any]:
    """One page of `total` rows, which `fetch` gets by where to begin and how many; a page past the end is the last one."""
    page = max(1, min(page, -(-total // size)))
    return Listed(fetch((page - 1) * size, size), total, page, size, counts or {})
