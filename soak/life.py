"""The life of a phone in a soak: somebody saves, it sends, it dies, it is switched on again."""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from .capture import Capture
from .disk import Disk
from .faults import Tally
from .ledger import Ledger
from .phone import DiedError, Tab
from .proxy import Line

# More than this waits for the network before somebody goes on capturing, so that both last equally long.
BACKLOG = 10
# How often a phone dies, at each of the places where it could.
DEADLY = 0.004
SKEWS = (timedelta(), timedelta(days=2), timedelta(days=-2), timedelta(minutes=20))


@dataclass
class Release:
    """Which version of the app there is for phones to update to."""

    is_new: bool = False


@dataclass
class Life:
    """A phone, what is to be saved on it, and the way it sends."""

    name: str
    seed: int
    disk: Disk
    line: Line
    captures: list[Capture]
    ledger: Ledger
    tally: Tally
    release: Release
    patience: float

    def __post_init__(self) -> None:
        self.random = Random(f"{self.seed}/{self.name}/life")
        self.skew = self.random.choice(SKEWS)
        self.updates = self.random.random() < 0.5
        self.has_two_tabs = self.random.random() < 0.25
        self.is_immortal = False
        self.most_waiting = 0

    def run(self) -> None:
        """Save everything, a few at a time, and send in between."""
        if self.skew >= timedelta(days=1) or self.skew <= timedelta(days=-1):
            self.tally.add("phone's clock 2 days wrong")
        saves = [(capture, time) for capture in self.captures for time in range(capture.times)]
        while saves:
            for _ in range(min(len(saves), self.random.randint(1, 6))):
                self.save(*saves.pop(0))
            for _ in range(200):
                self.send()
                self.most_waiting = max(self.most_waiting, self.disk.unsent())
                if self.disk.unsent() <= BACKLOG:
                    break

    def save(self, capture: Capture, time: int) -> None:
        """One tap on *Gem*. Who dies before it, finds the draft and taps again."""
        if self.random.random() < DEADLY:
            self.tally.add("phone died: before saving")
        record = capture.record(self.skew, time, newer=self.release.is_new and self.updates)
        pictures = capture.pictures if time == 0 else {}
        revision = self.disk.enqueue(record, pictures)
        self.ledger.saved(record, capture.serial, revision, capture.pictures, is_valid=capture.is_valid)
        if self.random.random() < DEADLY:
            self.tally.add("phone died: after saving")

    def send(self) -> None:
        """One round of all open tabs."""
        tabs = [self._tab(number) for number in range(2 if self.has_two_tabs else 1)]
        if len(tabs) == 1:
            self._drain(tabs[0])
            return
        self.tally.add("two tabs sent at once")
        threads = [threading.Thread(target=self._drain, args=[tab]) for tab in tabs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def finish(self) -> None:
        """At home, on a good network: everything that still waits goes."""
        self.line.calm = True
        self.is_immortal = True
        for _ in range(40):
            if not self.disk.unsent():
                return
            self.send()

    def _tab(self, number: int) -> Tab:
        random = Random(self.random.random())

        def step(where: str) -> None:
            if not self.is_immortal and random.random() < DEADLY:
                raise DiedError(where)

        return Tab(self.disk, self.line.port, skew=self.skew, patience=self.patience, step=step)

    def _drain(self, tab: Tab) -> None:
        try:
            pause = tab.drain()
        except DiedError as death:
            self.tally.add(f"phone died: {death}")
            return
        if stopped := self.disk.stopped():
            self.tally.add("stopped, and tried again", stopped)
            self.disk.try_again()
        if pause:
            time.sleep(min(pause.delay, self.patience) or self.random.uniform(0.02, 0.3))
