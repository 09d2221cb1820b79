"""The number of an observation on its walk: the same on page, plan, projector and paper.

The numbers follow the time at which the observations were made, until the walk is closed. What arrives after that gets
the next ones, in the order in which it came, so that a printed number stays what it is
(docs/decisions/0018-numbers-of-a-walk.md).
"""

import datetime as dt
from collections.abc import Iterable

from ..follow_up import Seen


def numbers(observations: Iterable[Seen], closed_at: dt.datetime | None) -> dict[str, int]:
    """Id → number, from 1. A withdrawn observation keeps its own, which nobody else gets."""

    def place(seen: Seen) -> tuple[bool, dt.datetime, dt.datetime, str]:
        is_late = closed_at is not None and seen.received_at > closed_at
        return is_late, seen.received_at if is_late else seen.captured_at, seen.captured_at, seen.id

    return {seen.id: number for number, seen in enumerate(sorted(observations, key=place), 1)}
