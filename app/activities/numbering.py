"""The number of an observation on its walk: the same on page, plan, projector and paper.

The numbers follow the time at which the observations were made, until the walk is closed. What arrives after that gets
the next ones, in the order in which it came, so that a printed number stays what it is
(docs/decisions/0017-numbers-of-a-walk.md).
"""

import datetime as dt
from collections.abc import Iterable

# An observation's id, when it was made, when it was received.
Arrived = tuple[str, dt.datetime, dt.datetime]


def numbers(observations: Iterable[Arrived], closed_at: dt.datetime | None) -> dict[str, int]:
    """Id → number, from 1 and in that order. A withdrawn observation keeps its own, which nobody else gets."""

    def place(each: Arrived) -> tuple[bool, dt.datetime, dt.datetime, str]:
        id, captured_at, received_at = each
        is_late = closed_at is not None and received_at > closed_at
        return is_late, received_at if is_late else captured_at, captured_at, id

    return {id: number for number, (id, *_times) in enumerate(sorted(observations, key=place), 1)}
