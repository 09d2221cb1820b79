"""A phone that means harm, beside the honest ones: from the code of their walk it sends what costs a server most, again and again.

What it makes is its own affair: the judge knows it by its ids and leaves it out.
"""

import io
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from PIL import Image

from .capture import Capture
from .disk import Disk
from .faults import Tally
from .identity import Identity
from .proxy import Line
from .session import Session
from .talk import PauseError, Wire

# What the ids of all that it sends begin with.
IDS = "bad0bad0"
# Seconds between two requests, and for how long it waits for an answer.
PAUSE, PATIENCE = 0.3, 20
MEGABYTE = 1_000_000
MOST_RECORDS = 100
# Pictures that are hardly any bytes and much to unpack, as wide and high.
SIZES = {"thin": (24, 40_000), "large": (9_000, 7_000)}


class Hostile:
    """It is let in by the code of the walk like everybody, and comes as many guests."""

    def __init__(self, line: Line, walk: str, code: Callable[[str], str], tally: Tally, seed: int) -> None:
        self.line, self.walk, self.code, self.tally = line, walk, code, tally
        self.random = Random(f"{seed}/hostile")
        self.acts: dict[str, Callable[[], None]] = {
            "an answer of 1 MB that nobody asked for": self._stuff,
            "1 MB of digits": self._digits,
            "what must be quarantined, 100 at once": self._quarantined,
            "a thin picture": lambda: self._picture("thin"),
            "a large picture": lambda: self._picture("large"),
        }
        self._begin_anew()

    def run(self, is_over: Callable[[], bool]) -> None:
        """One act after the other, in an order that is drawn; every few, as a new guest."""
        while not is_over():
            for what, act in self.random.sample([*self.acts.items()], len(self.acts)):
                with suppress(PauseError):
                    if not self.session.guest:
                        self._come_in()
                    act()
                    self.tally.add(f"hostile: {what}")
                time.sleep(PAUSE)
            self._begin_anew()

    def _begin_anew(self) -> None:
        """As somebody of whom the server has never heard."""
        disk = Disk(self._id(), Identity(self.random), lambda *_: None)
        self.session = Session(Wire(disk.who, self.line.port, PATIENCE, lambda _: None), disk)

    def _come_in(self) -> None:
        self.session.must_answer()
        if not self.session.guest and self.session.join([self.code(self.walk)]):
            self.tally.add("hostile: a new guest")

    def _stuff(self) -> None:
        self._send([self._observation(more="x" * (MEGABYTE - 2_000))])

    def _digits(self) -> None:
        """Numbers that look like those of people, as many as go into the fields for text."""
        number = "".join(self.random.choices("0123456789", k=9_000))
        self._send([self._observation(description=number) for _ in range(MOST_RECORDS)])

    def _quarantined(self) -> None:
        self._send([self._observation(category="dragons") for _ in range(MOST_RECORDS)])

    def _picture(self, look: str) -> None:
        """In a record of its own, so that it is looked at."""
        id = self._id()
        self._send([self._observation(photos=[id])])
        self.session.wire.call("PUT", f"/api/photos/{id}", _drawn(look), "image/jpeg")

    def _observation(self, **more: Any) -> dict[str, Any]:
        answers = {"walk": self.walk, "kind": "improve", "category": "lighting", "place": "Overalt"} | more
        capture = Capture("observation", self._id(), "", answers)
        return capture.record(timedelta(), newer=False) | {"revision": 1}

    def _send(self, submissions: list[dict[str, Any]]) -> None:
        about = {"device": self.session.disk.device, "as": self.session.guest, "pending": 0}
        sent_at = submissions[0]["captured_at"]
        self.session.wire.ask("/api/sync", about | {"sent_at": sent_at, "submissions": submissions})

    def _id(self) -> str:
        digits = f"{self.random.getrandbits(96):024x}"
        return f"{IDS}-{digits[:4]}-4{digits[4:7]}-8{digits[7:10]}-{digits[10:22]}"


def is_hostile(id: str) -> bool:
    """Whether something has come from such a phone."""
    return id.startswith(IDS)


@cache
def _drawn(look: str) -> bytes:
    written = io.BytesIO()
    Image.new("L", SIZES[look], 128).save(written, "JPEG", quality=10)
    return written.getvalue()
