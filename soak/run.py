"""One soak from its beginning to the verdict."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from . import browsers, capture
from .backups import Backups
from .capture import Capture
from .disk import Disk
from .faults import Chance, Tally
from .judge import Verdict, judge
from .ledger import Ledger
from .life import Life
from .proxy import Line, Proxy
from .server import Server
from .troubles import Troubles

# What is saved in each Chromium.
BY_CHROMIUM = 150
SPACE = UUID("5f0c2d0e-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    records: int = 10_000
    photos: int = 2_000
    phones: int = 60
    at_once: int = 24
    browsers: int = 3
    stall: float = 30
    patience: float = 20
    rate: float = 0.25
    every: int = 700
    update: bool = True


SHORT = Size(
    records=240, photos=40, phones=10, at_once=5, browsers=0, stall=0.4, patience=5, every=4, rate=0.4, update=False
)


class Soak:
    """Phones, the network, the server, and the book of what was saved."""

    def __init__(self, folder: Path, seed: int, size: Size) -> None:
        self.folder, self.seed, self.size = folder, seed, size
        self.tally, self.ledger = Tally(), Ledger()
        self.server = Server(folder)
        self.proxy = Proxy(self.server.port, self.tally, stall=size.stall)
        self.backups = Backups(self.server, self.ledger)
        self.troubles = Troubles(self.server, self.proxy, self.backups, self.tally, seed, every=size.every)
        self.lives: list[Life] = []
        self.chromiums: list[tuple[Path, Line, list[Capture], str]] = []
        self.unfinished: list[str] = []

    def run(self) -> Verdict:
        """Everything; → what became of it."""
        self._make_phones()
        if self.size.update:
            self.troubles.next_code = self.server.prepare_release()
        self.server.start()
        try:
            self._live()
            with ThreadPoolExecutor(self.size.at_once) as pool:
                list(pool.map(Life.finish, self.lives))
            self.unfinished += [life.name for life in self.lives if life.disk.unsent()]
        finally:
            self.server.stop()
            self.proxy.close()
        verdict = judge(self.ledger, self.server.instance, self.server.log.read_bytes())
        verdict.wrong["records that were safe and are not in a backup"] = self.backups.lacking()
        verdict.wrong["phones that could not send everything"] = self.unfinished
        return verdict

    def _live(self) -> None:
        over, joined = threading.Event(), threading.Event()
        # Half-way: a record takes somewhat less than a request, a photo somewhat more.
        half = (self.size.records // 4 + self.size.photos) // 2 if self.size.update else None
        with ThreadPoolExecutor(self.size.at_once + 2) as pool:
            real = pool.submit(self._live_in_chromium, joined)
            joined.wait()
            troubles = pool.submit(self.troubles.run, over.is_set, half)
            try:
                list(pool.map(Life.run, self.lives))
                self.unfinished += real.result()
            finally:
                over.set()
            troubles.result()

    def _live_in_chromium(self, joined: threading.Event) -> list[str]:
        if not self.chromiums:
            joined.set()
            return []
        return browsers.live(self.chromiums, self.ledger, self.tally, self.seed, joined.set)

    def _make_chromiums(self, walk: str) -> None:
        """Installed phones, on which people join by typing a code."""
        code = self.server.code_of(walk)
        for number in range(self.size.browsers):
            name = f"chromium{number}"
            captures = capture.observations(self.seed, name, walk, BY_CHROMIUM, BY_CHROMIUM // 3)
            line = self.proxy.open_line(Chance(self.seed, name, self.size.rate))
            self.chromiums.append((self.folder / name, line, captures, code))

    def _make_phones(self) -> None:
        """Of ten phones eight are walkers', one a host's, one a counsellor's."""
        walk, event = self.server.make_walk(), self.server.make_event()
        share = -(-self.size.records // self.size.phones)
        self._make_chromiums(walk)
        walkers = sum(number % 10 < 8 for number in range(self.size.phones))
        for number in range(self.size.phones):
            name, kind = f"phone{number}", number % 10
            if kind == 8:
                who, captures = self.server.join(event), capture.tallies(self.seed, name, event, share)
            elif kind == 9:
                who, captures = self.server.sign_in_counsellor(), capture.contacts(self.seed, name, share)
            else:
                photos = -(-self.size.photos // walkers)
                who = self.server.join(walk)
                captures = capture.observations(self.seed, name, walk, share, photos)
            line = self.proxy.open_line(Chance(self.seed, name, self.size.rate))
            disk = Disk(str(uuid5(SPACE, f"{self.seed}/{name}")), *who, told=self.ledger.told)
            self.lives.append(
                Life(
                    name,
                    self.seed,
                    disk,
                    line,
                    captures,
                    self.ledger,
                    self.tally,
                    self.troubles.release,
                    self.size.patience,
                )
            )


def table(soak: Soak, verdict: Verdict, seconds: float) -> str:
    """What happened and what became of it, for people."""
    lines = [f"| soak with seed {soak.seed}, {seconds:.0f} s, {soak.proxy.requests} requests | |", "|---|--:|"]
    lines += [f"| {what} | {many} |" for what, many in sorted(soak.tally.items())]
    lines += [f"| **{what}** | {many} |" for what, many in verdict.counts.items()]
    lines += [f"| **{what}** | **{len(found)}** |" for what, found in verdict.wrong.items()]
    return "\n".join(lines)


def timed(soak: Soak) -> tuple[Verdict, float]:
    """Run it; → its verdict and how many seconds it took."""
    began = time.monotonic()
    return soak.run(), time.monotonic() - began
