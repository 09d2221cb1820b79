"""How long tests wait for what shall come: a minute at least, because a machine may be slow."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 60  # seconds
Found = TypeVar("Found")


def nap() -> None:
    """A moment in which others do something."""
    time.sleep(0.05)


def until(condition: Callable[[], Found], pause: Callable[[], None] = nap) -> Found:
    """Asks until the answer is a yes; → that."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, "it has not come"
        pause()
    return found
