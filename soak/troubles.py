"""What happens to the server meanwhile: the power goes, the disk is full, the clock is wrong, a backup is restored."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from .backups import Backups
from .faults import Tally
from .leader import Leader
from .life import Release
from .proxy import Proxy
from .quiet import Quiet
from .size import Size

KILL = "server killed (SIGKILL) and restarted"
FULL = "disk full"
REFUSING = "disk refuses to write, in the middle of a commit"
BACKUP = "backup made while phones send"
UPDATE = "server killed, database migrated, next release started"
RESTORE = "backup restored"
PUT_BACK = "older database file put back without a word"
CLOCK = "server's clock stepped ahead, then back"
SECRET = "secret_key lost"
TAKEN = "leader took things away"
# How far the clock goes ahead, in seconds.
STEPS = (300, 3600, 5 * 3600)

Act = Callable[[], None]


class Troubles:
    """One after the other, after a number of answers that is drawn from the seed; some when so much has been saved."""

    def __init__(
        self, proxy: Proxy, backups: Backups, leader: Leader, quiet: Quiet, tally: Tally, seed: int, *, every: int
    ) -> None:
        self.proxy, self.backups, self.leader, self.quiet, self.tally = proxy, backups, leader, quiet, tally
        self.server, self.every = leader.server, every
        self.random = Random(f"{seed}/troubles")
        self.release = Release()
        self.next_code: Path | None = None
        self.copy: Path | None = None
        self.look_at: int | None = None
        self.is_over: Callable[[], bool] = lambda: False

    def run(self, is_over: Callable[[], bool], size: Size) -> None:
        """Until it is over, and everything has happened once."""
        self.is_over = is_over
        planned = self._planned(size.restores)
        at = self._next(0)
        kinds: list[Act] = []
        while not is_over():
            time.sleep(0.02)
            if planned and len(self.leader.ledger.records) >= planned[0][0] * size.records:
                planned.pop(0)[1]()
            elif self.look_at is not None and self.proxy.answered >= self.look_at:
                self.look()
            elif self.proxy.answered >= at:
                kinds = kinds or self._pack()
                kinds.pop()()
                at = self._next(self.proxy.answered)
        for _share, act in planned:
            act()
        for name, act in self._kinds().items():
            if not self.tally[name]:
                act()

    def _planned(self, restores: tuple[float, ...]) -> list[tuple[float, Act]]:
        """What comes when such a share of the records has been saved.

        No backup is made between a copy and its being put back: phones may let go of pictures that are in a backup.
        """
        planned = [(share, self.restore) for share in restores]
        planned += [(share, self.take_away) for share in (0.15, 0.3, 0.4, 0.55, 0.7, 0.85)]
        planned += [(0.5, self.update), (0.75, self.copy_by_hand), (0.8, self.put_back)]
        return sorted(planned, key=lambda each: each[0])

    def _kinds(self) -> dict[str, Act]:
        return {
            KILL: self.kill,
            FULL: self.fill,
            REFUSING: self.refuse,
            CLOCK: self.step_clock,
            SECRET: self.lose_secret,
            BACKUP: self.back_up,
        }

    def _pack(self) -> list[Act]:
        pack = [*self._kinds().values(), self.kill]
        return self.random.sample(pack, len(pack))

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
        if self.tally[RESTORE] and not self.copy:
            self.tally.add(BACKUP)
            self.backups.make()

    def update(self) -> None:
        """The next release, with a migration; half of the phones stay with the old one."""
        if self.next_code:
            self.tally.add(UPDATE)
            self.server.migrate_to(self.next_code)
            self.release.is_new = True

    def step_clock(self) -> None:
        """The server's clock is ahead for a while; something is backed up by it, too."""
        self.tally.add(CLOCK)
        self.server.step_clock(self.random.choice(STEPS))
        self._wait_for_some()
        self.back_up()
        self.server.step_clock(0)

    def lose_secret(self) -> None:
        """All cookies mean nothing any more."""
        self.tally.add(SECRET)
        self.server.lose_secret()

    def take_away(self) -> None:
        """The leader erases, withdraws, removes, closes."""
        self.tally.add(TAKEN)
        self.leader.take_away()

    def restore(self) -> None:
        """The newest backup comes into the place of what there is."""
        self.tally.add(RESTORE)
        self.server.restore(self.backups.newest)
        self._has_been_restored()

    def copy_by_hand(self) -> None:
        """A copy of the database file."""
        self.copy = self.server.copy_database()

    def put_back(self) -> None:
        """It comes into the place of what there is; nobody says so."""
        if self.copy:
            self.tally.add(PUT_BACK)
            self.server.put_back(self.copy)
            self.copy = None
            self._has_been_restored()
            # Phones let go of what was in the copy: a good operator has it in a backup, too.
            self.back_up()

    def _has_been_restored(self) -> None:
        self.leader.give_code()
        self.look_at = self._next(self.proxy.answered)

    def look(self) -> None:
        """Everybody is asked."""
        self.look_at = None
        self.quiet.look()

    def _starve(self, name: str, begin: Act) -> None:
        self.tally.add(name)
        begin()
        self._wait_for_some()
        self.server.make_room()

    def _wait_for_some(self) -> None:
        """Some answers, unless nobody asks any more."""
        until, patience = self.proxy.answered + self.random.randint(5, 40), time.monotonic() + 20
        while self.proxy.answered < until and time.monotonic() < patience and not self.is_over():
            time.sleep(0.02)

    def _next(self, now: int) -> int:
        return now + self.random.randint(self.every // 2, self.every * 3 // 2)
