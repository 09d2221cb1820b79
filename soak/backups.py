"""Backups that are made while everything goes wrong, and what must be in them."""

from pathlib import Path

from .ledger import Ledger
from .planted import Planted
from .server import Server
from .truth import generation, revisions


class Backups:
    """Each with what phones had been told is safe, at the moment when it began."""

    def __init__(self, server: Server, ledger: Ledger, planted: Planted) -> None:
        self.server, self.ledger, self.planted = server, ledger, planted
        self.made: list[tuple[Path, dict[str, int]]] = []

    def make(self) -> None:
        """One more, as `feltbog backup` makes it."""
        told = self.ledger.told_by(generation(self.server.instance))
        file = self.server.folder / f"backup{len(self.made)}.zip"
        self.server.command("backup", str(file))
        self.made.append((file, told))

    @property
    def newest(self) -> Path:
        """The one that somebody would restore."""
        return self.made[-1][0]

    def lacking(self) -> list[str]:
        """Restore all of them; → the records that phones had been told are safe, and that are not there."""
        found = []
        for file, told in self.made:
            instance = file.with_suffix("")
            self.server.command("restore", str(file), instance=instance)
            kept = revisions(instance)
            lacking = {id for id, revision in told.items() if kept.get(id, 0) < revision} - self.planted.taken_away
            found += [f"{file.stem}: {id}" for id in lacking]
        return found
