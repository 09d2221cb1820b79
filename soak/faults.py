"""What can go wrong between a phone and the server, and when it does: drawn from a seed, phone by phone."""

import threading
from collections import Counter
from random import Random

# How often each kind lies in the pack from which a phone's requests draw. Resets and lost answers are what really
# happens on a walk; a stall costs a phone all its patience.
PACK = {
    "connection refused": 3,
    "reset before the request": 3,
    "reset during the request": 4,
    "reset after the request, answer lost": 5,
    "answer cut off": 4,
    "500 from a proxy": 1,
    "502 from a proxy": 2,
    "503 from a proxy": 2,
    "504 after the server did it": 3,
    "captive portal: 200 with HTML": 2,
    "redirect to a sign-in": 2,
    "request corrupted": 2,
    "answer corrupted": 2,
    "request sent twice": 2,
    "stall, then delivered": 1,
    "slow: 20 kbit/s": 1,
}
# What a phone asks for and never gets while it changes to a new release.
UNANSWERED = "/static/unanswered.js"


class Tally:
    """How often each thing happened; any thread may count."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def add(self, what: str, many: int = 1) -> None:
        """Count one more."""
        with self._lock:
            self._counts[what] += many

    def items(self) -> list[tuple[str, int]]:
        """All that happened, in the order of its first time."""
        with self._lock:
            return list(self._counts.items())

    def __getitem__(self, what: str) -> int:
        return self._counts[what]


class Chance:
    """Which of a phone's requests meet which fault: the same for the same seed and name."""

    def __init__(self, seed: int, name: str, rate: float) -> None:
        self.random = Random(f"{seed}/{name}/network")
        self.rate = rate
        self._pack: list[str] = []

    def next(self) -> str | None:
        """The fault that the next request meets, if any. Every kind comes up before one comes again too often."""
        if self.random.random() >= self.rate:
            return None
        if not self._pack:
            self._pack = [kind for kind, many in PACK.items() for _ in range(many)]
            self.random.shuffle(self._pack)
        return self._pack.pop()
