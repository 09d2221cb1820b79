"""What happens to the server meanwhile: the power goes, the disk is full, it is updated."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from .backups import Backups
from .faults import Tally
from .life import Release
from .proxy import Proxy
from .server import Server

KILL = "server killed (SIGKILL) and restarted"
FULL = "disk full"
REFUSING = "disk refuses to write, in the middle of a commit"
BACKUP = "backup made while phones send"
UPDATE = "server killed, database migrated, next release started"


class Troubles:
    """One after the other, after a number of answers that is drawn from the seed."""

    def __init__(self, server: Server, proxy: Proxy, backups: Backups, tally: Tally, seed: int, *, every: int) -> None:
        self.server, self.proxy, self.backups, self.tally, self.every = server, proxy, backups, tally, every
        self.random = Random(f"{seed}/troubles")
        self.release = Release()
        self.next_code: Path | None = None

    def run(self, is_over: Callable[[], bool], update_after: int | None) -> None:
        """Until it is over; the update comes once, after so many answers."""
        at = self._next(0)
        kinds: list[Callable[[], None]] = []
        while not is_over():
            time.sleep(0.02)
            if update_after is not None and self.proxy.answered >= update_after:
                update_after = None
                self.update()
            if self.proxy.answered >= at:
                kinds = kinds or self.random.sample([self.kill, self.kill, self.fill, self.refuse, self.back_up], 5)
                kinds.pop()()
                at = self._next(self.proxy.answered)

    def kill(self) -> None:
        """The power goes, and comes back."""
        self.tally.add(KILL)
        self.server.stop(signal.SIGKILL)
        self.server.start()

    def fill(self) -> None:
        """No room for a while."""
        self._starve(FULL, self.server.fill_disk)

    def refuse(self) -> None:
        """The file system fails for a while."""
        self._starve(REFUSING, self.server.refuse_writes)

    def back_up(self) -> None:
        """Somebody, or the night, makes a backup."""
        self.tally.add(BACKUP)
        self.backups.make()

    def update(self) -> None:
        """The next release, with a migration; half of the phones stay with the old one."""
        if self.next_code:
            self.tally.add(UPDATE)
            self.server.migrate_to(self.next_code)
            self.release.is_new = True

    def _starve(self, name: str, begin: Callable[[], None]) -> None:
        self.tally.add(name)
        begin()
        until, patience = self.proxy.answered + self.random.randint(5, 40), time.monotonic() + 20
        while self.proxy.answered < until and time.monotonic() < patience:
            time.sleep(0.02)
        self.server.make_room()

    def _next(self, now: int) -> int:
        return now + self.random.randint(self.every // 2, self.every * 3 // 2)
