"""One soak from its beginning to the verdict."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

from . import capture, people
from .backups import Backups
from .browsers import Installed
from .capture import Capture
from .chromiums import Chromiums
from .disk import Disk
from .faults import Chance, Tally
from .gate import Gate
from .hostile import Hostile
from .identity import Identity
from .judge import Verdict, judge
from .leader import Leader
from .ledger import Ledger
from .life import Life
from .planted import Planted
from .proxy import HELD, OWN_FAULT, Proxy
from .quiet import Quiet
from .server import Server
from .size import Size
from .troubles import Troubles

# What is saved in each Chromium.
BY_CHROMIUM = 150
SPACE = UUID("5f0c2d0e-0000-4000-8000-000000000000")
# Of ten phones: who has one of these. All others are walkers'.
COUNSELLOR, BOTH, OTHER_WALK, HOST = 1, 3, 4, 8


class Soak:
    """Phones, the network, the server, the leader, and the book of what was saved."""

    def __init__(self, folder: Path, seed: int, size: Size) -> None:
        self.folder, self.seed, self.size = folder, seed, size
        self.tally, self.ledger, self.gate, planted = Tally(), Ledger(), Gate(), Planted()
        self.server = Server(folder)
        self.proxy = Proxy(self.server.port, self.tally, stall=size.stall)
        emails = [_email(number) for number in range(size.phones) if _has_account(number)]
        self.there, self.accounts = people.invite(self.server.instance, emails)
        self.leader = Leader(self.server, self.there, self.ledger, planted, self.tally, seed)
        self.quiet = Quiet(self.leader, self.gate, self.tally, size.at_once)
        self.backups = Backups(self.server, self.ledger, planted)
        about = self.proxy, self.backups, self.leader, self.quiet, self.tally, seed
        self.troubles = Troubles(*about, every=size.every)
        self.lives = [self._life(number) for number in range(size.phones)]
        self.leader.lives = self.quiet.lives = self.lives
        hostile = self.proxy.open_line(Chance(seed, "hostile", 0))
        hostile.honest = False
        self.hostile = Hostile(hostile, self.there.walk, self.leader.code_of, self.tally, seed)
        self.chromiums = Chromiums(self._installed(), self.gate, self.quiet.others, self.ledger, self.tally, seed)

    def run(self) -> Verdict:
        """Everything; → what became of it."""
        if self.size.update:
            self.troubles.next_code = self.server.prepare_release()
        self.server.start()
        try:
            self.backups.make()
            self._live()
        finally:
            self.server.stop()
            self.proxy.close()
        verdict = judge(self.ledger, self.leader.planted, self.server.instance, self.server.log.read_bytes())
        verdict.wrong["records that were safe and are not in a backup"] = self.backups.lacking()
        verdict.wrong["phones that could not send everything"] = self._unfinished()
        verdict.wrong["refused for a trouble that was not theirs"] = [
            id for life in self.lives for id in life.disk.refused
        ]
        verdict.wrong["answers that were the server's own fault"] = [OWN_FAULT] * self.tally[OWN_FAULT]
        verdict.wrong["requests that the server held longer than a phone waits"] = [HELD] * self.tally[HELD]
        verdict.wrong["come back from the dead"] = self.quiet.back
        verdict.wrong["untrue screens"] = self.quiet.untrue
        verdict.counts["taken away for good"] = self.leader.planted.total
        return verdict

    def _live(self) -> None:
        over = threading.Event()
        with ThreadPoolExecutor(self.size.at_once + 3) as pool:
            real = pool.submit(self.chromiums.live)
            try:
                self.chromiums.have_joined.wait()
                troubles = pool.submit(self.troubles.run, over.is_set, self.size)
                hostile = pool.submit(self.hostile.run, over.is_set)
                try:
                    list(pool.map(Life.run, self.lives))
                    self.chromiums.have_saved.wait()
                finally:
                    over.set()
                    troubles.result()
                    hostile.result()
                self.quiet.look()
            finally:
                self.chromiums.may_end.set()
            real.result()

    def _unfinished(self) -> list[str]:
        phones = [life.name for life in self.lives if life.disk.unsent()]
        return phones + [name for name, said in self.quiet.others.items() if said.unsent]

    def _installed(self) -> list[Installed]:
        """Phones with real browsers, on which people join by typing a code."""
        made = []
        for number in range(self.size.browsers):
            name = f"chromium{number}"
            captures = capture.observations(self.seed, name, self.there.walk, BY_CHROMIUM, BY_CHROMIUM // 3)
            line = self.proxy.open_line(Chance(self.seed, name, self.size.rate))
            made.append(Installed(self.folder / name, line, captures, self.leader.code_of(self.there.walk)))
        return made

    def _life(self, number: int) -> Life:
        name, kind = f"phone{number}", number % 10
        email = _email(number) if _has_account(number) else None
        account = self.accounts[email] if email else None
        gathering = {COUNSELLOR: None, HOST: self.there.event, OTHER_WALK: self.there.other_walk}.get(
            kind, self.there.walk
        )
        identity = Identity(Random(f"{self.seed}/{name}/secret"), account)
        return Life(
            name=name,
            seed=self.seed,
            disk=Disk(str(uuid5(SPACE, f"{self.seed}/{name}")), identity, self.ledger.told),
            line=self.proxy.open_line(Chance(self.seed, name, self.size.rate)),
            captures=self._captures(name, kind),
            gathering=gathering,
            email=email,
            code=self.leader.code_of,
            ledger=self.ledger,
            tally=self.tally,
            release=self.troubles.release,
            gate=self.gate,
            patience=self.size.patience,
            backlog=self.size.backlog,
        )

    def _captures(self, name: str, kind: int) -> list[Capture]:
        share, photos = -(-self.size.records // self.size.phones), -(-self.size.photos * 10 // self.size.phones // 8)
        if kind == HOST:
            return capture.tallies(self.seed, name, self.there.event, share)
        if kind == COUNSELLOR:
            return capture.contacts(self.seed, name, share)
        if kind == BOTH:
            mixed = capture.contacts(self.seed, f"{name}c", share // 2)
            mixed += capture.observations(self.seed, name, self.there.walk, share - share // 2, photos)
            Random(f"{self.seed}/{name}/order").shuffle(mixed)
            return mixed
        walk = self.there.other_walk if kind == OTHER_WALK else self.there.walk
        return capture.observations(self.seed, name, walk, share, photos)


def _has_account(number: int) -> bool:
    return number % 10 in {COUNSELLOR, BOTH}


def _email(number: int) -> str:
    return f"phone{number}@example.org"


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
