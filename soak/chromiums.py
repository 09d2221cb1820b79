"""All real phones of a soak: they live in one thread, take turns, and speak when they are stopped."""

import threading

from playwright.sync_api import BrowserType, sync_playwright

from .browsers import Chromium, Installed
from .faults import Tally
from .gate import Gate
from .ledger import Ledger
from .screen import Statement


class Chromiums:
    """All of them, in one thread. `said`: what each said when it last stopped."""

    def __init__(
        self, phones: list[Installed], gate: Gate, said: dict[str, Statement], ledger: Ledger, tally: Tally, seed: int
    ) -> None:
        self.phones, self.gate, self.said = phones, gate, said
        self.ledger, self.tally, self.seed = ledger, tally, seed
        self.have_joined, self.have_saved, self.may_end = (threading.Event() for _ in range(3))

    def live(self) -> None:
        """Let all of them live, in turns, and be there until they may end."""
        try:
            if self.phones:
                with sync_playwright() as playwright, self.gate.inside():
                    self._live(playwright.chromium)
        finally:
            self.have_joined.set()
            self.have_saved.set()

    def _live(self, kind: BrowserType) -> None:
        there = []
        for phone in self.phones:
            there.append(Chromium(kind, phone, self.ledger, self.tally, self.seed))
            there[-1].join(phone.code)
        self.have_joined.set()
        going = list(there)
        while going:
            going = [one for one in going if one.step()]
            self._stop_if_shut(there)
        self.have_saved.set()
        while not self.may_end.wait(0.2):
            self._stop_if_shut(there)
        for one in there:
            one.context.close()

    def _stop_if_shut(self, there: list[Chromium]) -> None:
        self.gate.stop_if_shut(lambda: self.said.update((one.name, one.settle()) for one in there))
