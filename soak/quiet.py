"""Quiet points: everybody is online and the server well, nothing moves, and what phones say is compared with what is true."""

from concurrent.futures import ThreadPoolExecutor

from .faults import Tally
from .gate import Gate
from .leader import Leader
from .life import Life
from .screen import Statement
from .truth import untrue

LOOKED = "all phones asked what they say"


class Quiet:
    """`others`: what the real phones said when they stopped. `untrue` and `back`: what was found up to now."""

    def __init__(self, leader: Leader, gate: Gate, tally: Tally, at_once: int) -> None:
        self.leader, self.gate, self.tally, self.at_once = leader, gate, tally, at_once
        self.lives: list[Life] = []
        self.others: dict[str, Statement] = {}
        self.untrue: list[str] = []
        self.back: list[str] = []

    def look(self) -> None:
        """Let all stop, send and speak; note what is not true, and what is back from the dead."""
        self.tally.add(LOOKED)
        with self.gate.shut(), ThreadPoolExecutor(self.at_once) as pool:
            begun = [life for life in self.lives if life.has_begun]
            said = [*pool.map(Life.settle, begun), *self.others.values()]
            leader = self.leader
            self.untrue += untrue(said, leader.ledger, leader.planted, leader.server.instance)
            self.back += leader.back()
            for life in begun:
                life.disk.dismiss_lost()
