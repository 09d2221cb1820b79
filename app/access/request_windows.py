"""How many requests there were lately under a key: counted in this process, or in the database for several servers."""

import math
import time
from collections import deque
from threading import Lock
from typing import Protocol

from flask import current_app
from sqlalchemy import delete, select

from ..base import clock, db, dialects
from ..store import CountedRequests

# How many keys a process remembers before it forgets those that no longer count.
MANY = 10_000
# Seconds that are counted together in the database.
SLOT = 10

_TABLE = db.table_of(CountedRequests)


class Window(Protocol):
    """Requests of the last `seconds`."""

    def wait(self, key: str, most: int) -> int:
        """For how many whole seconds the key must wait before one more than `most`; 0 when it need not."""

    def count(self, key: str) -> None:
        """One more for the key."""


class InMemory:
    """To the moment, and quick; a second process counts for itself."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._moments: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait(self, key: str, most: int) -> int:
        now = time.monotonic()
        with self._lock:
            moments = self._recent(key, now)
            excess = len(moments) - most
            return max(1, math.ceil(moments[excess] + self.seconds - now)) if excess >= 0 else 0

    def count(self, key: str) -> None:
        now = time.monotonic()
        with self._lock:
            if len(self._moments) > MANY:
                self._moments = {name: moments for name in list(self._moments) if (moments := self._recent(name, now))}
            self._moments.setdefault(key, self._recent(key, now)).append(now)

    def _recent(self, key: str, now: float) -> deque[float]:
        moments = self._moments.get(key, deque())
        while moments and moments[0] <= now - self.seconds:
            moments.popleft()
        return moments


class InDatabase:
    """By slots of ten seconds, for all servers together."""

    def __init__(self, seconds: int) -> None:
        self.slots = seconds // SLOT

    def wait(self, key: str, most: int) -> int:
        now = clock.now().timestamp()
        query = select(_TABLE.c.slot, _TABLE.c.number).where(_TABLE.c.key == key, _TABLE.c.slot > self._gone(now))
        with db.engine().connect() as connection:
            slots = connection.execute(query.order_by(_TABLE.c.slot)).all()
        left = sum(number for _slot, number in slots)
        until = now
        for slot, number in slots:
            if left < most:
                break
            left, until = left - number, (slot + self.slots) * SLOT
        return math.ceil(until - now)

    def count(self, key: str) -> None:
        now = clock.now().timestamp()
        with db.engine().begin() as connection:
            dialects.hurry(connection)
            if dialects.count_one(connection, _TABLE, {"key": key, "slot": int(now // SLOT)}) == 1:
                connection.execute(delete(_TABLE).where(_TABLE.c.slot <= self._gone(now)))

    def _gone(self, now: float) -> int:
        """The newest slot that no longer counts."""
        return int(now // SLOT) - self.slots


def make(seconds: int) -> Window:
    """A window of the app's: in memory on SQLite, where one server is all there is."""
    engine = current_app.extensions["engine"]
    return InMemory(seconds) if dialects.is_sqlite(engine) else InDatabase(seconds)
