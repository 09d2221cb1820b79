"""The life of a phone in a soak: somebody joins, saves, it sends, it dies, it is switched on again."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random

from .capture import Capture
from .disk import Disk
from .faults import Tally
from .gate import Gate
from .identity import GUEST
from .ledger import Ledger
from .people import PASSWORD
from .phone import Tab
from .proxy import Line
from .screen import Statement, statement
from .talk import DiedError, PauseError

# How often a phone dies, at each of the places where it could; and how often it loses its cookie between two drains.
DEADLY = 0.004
FORGETFUL = 0.01
# How often somebody sets the clock between two taps, right or wrong.
SETS_CLOCK = 0.01
# How often somebody at once types what the phone asks for.
ATTENTIVE = 0.3
SKEWS = (timedelta(), timedelta(days=2), timedelta(days=-2), timedelta(minutes=20))
COOKIE = "phone lost its cookie"
COUNTED = "two tabs counted on one tally at once"
SET = "phone's clock was set"


@dataclass
class Release:
    """Which version of the app there is for phones to update to."""

    is_new: bool = False


@dataclass
class Life:
    """A phone, what is to be saved on it, and the way it sends.

    `gathering`: what its guest joins by code; `email`: of the account that signs in. One of them or both. `code`: what the leader
    says is the code of a gathering, if there is one. `backlog`: when more than this waits, nobody goes on capturing, so that both
    last equally long. `furthest`: how far its clock has been ahead.
    """

    name: str
    seed: int
    disk: Disk
    line: Line
    captures: list[Capture]
    gathering: str | None
    email: str | None
    code: Callable[[str], str]
    ledger: Ledger
    tally: Tally
    release: Release
    gate: Gate
    patience: float
    backlog: int

    def __post_init__(self) -> None:
        self.random = Random(f"{self.seed}/{self.name}/life")
        self.skew = self.furthest = self.random.choice(SKEWS)
        self.updates = self.random.random() < 0.5
        self.has_two_tabs = self.random.random() < 0.25
        self.is_immortal = False
        self.has_begun = False
        self.left = sum(capture.times for capture in self.captures)

    def run(self) -> None:
        """Join, save everything, a few at a time, and send in between."""
        if abs(self.skew) >= timedelta(days=1):
            self.tally.add("phone's clock 2 days wrong")
        with self.gate.inside():
            self.has_begun = True
            self.begin()
            saves = [(capture, time) for capture in self.captures for time in range(capture.times)]
            while saves:
                for _ in range(self.random.randint(1, 6)):
                    self.save_next(saves)
                for _ in range(200):
                    self.send()
                    self.gate.stop_if_shut()
                    if len(self.disk.unsent()) <= self.backlog:
                        break

    def begin(self) -> None:
        """Who captures something has been let in before."""
        for _ in range(1000):
            tab = self._tab()
            if self._drain(tab, attentive=1) or not self._is_in(tab):
                self.gate.stop_if_shut()
                continue
            return
        raise RuntimeError(f"{self.name} is not let in")

    def save_next(self, saves: list[tuple[Capture, int]]) -> None:
        """The next of these, if there is one; taps on one tally come from two tabs at once."""
        ahead = saves[:2]
        if not ahead:
            return
        if len(ahead) == 2 and ahead[0][0] is ahead[1][0] and ahead[0][0].taps:
            self.tally.add(COUNTED)
        else:
            ahead = ahead[:1]
        del saves[: len(ahead)]
        _at_once([partial(self.save, *one) for one in ahead])

    def save(self, capture: Capture, time: int) -> None:
        """One tap on *Gem*. Who dies before it, finds the draft and taps again."""
        if self.random.random() < DEADLY:
            self.tally.add("phone died: before saving")
        if self.random.random() < SETS_CLOCK:
            self.tally.add(SET)
            self.skew = self.random.choice(SKEWS)
            self.furthest = max(self.furthest, self.skew)
        record = capture.record(self.skew, newer=self.release.is_new and self.updates)
        kept = self.disk.enqueue(record, capture.pictures if time == 0 else {}, capture.taps)
        self.ledger.saved(self.name, capture, kept)
        with self.disk.lock:
            self.left -= 1
        if self.random.random() < DEADLY:
            self.tally.add("phone died: after saving")

    def send(self) -> None:
        """One round of all open tabs."""
        if self.random.random() < FORGETFUL:
            self.tally.add(COOKIE)
            self.disk.who.cookie = ""
        tabs = [self._tab() for _ in range(2 if self.has_two_tabs else 1)]
        if len(tabs) == 2:
            self.tally.add("two tabs sent at once")
        _at_once([partial(self._drain, tab, ATTENTIVE) for tab in tabs])

    def settle(self) -> Statement:
        """At home, on a good network: everything that still waits goes; → what the phone says then."""
        self.line.calm = self.is_immortal = True
        for _ in range(60):
            tab = self._tab()
            if (
                not self._drain(tab, attentive=1)
                and self._is_in(tab)
                and not self.disk.unsent()
                and not self.disk.who.again
            ):
                break
        self.line.calm = self.is_immortal = False
        return statement(self.name, self.disk)

    def _is_in(self, tab: Tab) -> bool:
        """Whether everybody is here who uses the phone."""
        return (not self.gathering or tab.session.guest is not None) and (
            not self.email or tab.session.account is not None
        )

    def _tab(self) -> Tab:
        random = Random(self.random.random())

        def step(where: str) -> None:
            if not self.is_immortal and random.random() < DEADLY:
                raise DiedError(where)

        return Tab(self.disk, self.line.port, skew=self.skew, patience=self.patience, step=step)

    def _drain(self, tab: Tab, attentive: float) -> bool:
        """→ whether something stopped it; somebody may help then, and a while passes, a tenth of what it is in life."""
        try:
            pause = tab.drain()
            if tab.wire.token and self.random.random() < attentive:
                self._help(tab)
        except DiedError as death:
            self.tally.add(f"phone died: {death}")
            return True
        if stopped := self.disk.stopped():
            self.tally.add("stopped, and tried again", stopped)
            self.disk.try_again()
        if pause:
            self._rest(pause)
        return pause is not None

    def _help(self, tab: Tab) -> None:
        """Do what the phone asks for: sign in, or type the code."""
        if self.email and tab.session.account is None:
            tab.session.sign_in(self.email, PASSWORD)
        if self.gathering and tab.session.guest is None and (code := self.code(self.gathering)):
            if self.disk.holds(GUEST):
                tab.session.join([code])
            else:
                tab.session.join_by_form(code)

    def _rest(self, pause: PauseError) -> None:
        time.sleep(min(pause.delay, self.patience) / 10 or self.random.uniform(0.02, 0.3))


def _at_once(work: list[Callable[[], object]]) -> None:
    """All of it, each in a thread of its own but the first."""
    first, *others = work
    threads = [threading.Thread(target=one) for one in others]
    for thread in threads:
        thread.start()
    first()
    for thread in threads:
        thread.join()
