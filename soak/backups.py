"""Backups that are made while everything goes wrong, and what must be in them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from .judge import SERIAL
from .ledger import Ledger
from .server import Server


class Backups:
    """Each with what phones had been told is safe, at the moment when it began."""

    def __init__(self, server: Server, ledger: Ledger) -> None:
        self.server, self.ledger = server, ledger
        self.made: list[tuple[Path, dict[str, int]]] = []

    def make(self) -> None:
        """One more, as `feltbog backup` makes it."""
        told = self.ledger.told_so_far()
        file = self.server.folder / f"backup{len(self.made)}.zip"
        self.server.command("backup", str(file))
        self.made.append((file, told))

    def lacking(self) -> list[str]:
        """Restore all of them; → the records that phones had been told are safe, and that are not there."""
        found = []
        for file, told in self.made:
            instance = file.with_suffix("")
            self.server.command("restore", str(file), instance=instance)
            kept = _revisions(instance)
            found += [f"{file.stem}: {id}" for id, revision in told.items() if kept.get(id, 0) < revision]
        return found


def _revisions(instance: Path) -> dict[str, int]:
    """The highest revision of each record or quarantined submission in a database."""
    tables = [f"SELECT id, revision FROM {form}" for form in SERIAL]
    tables.append("SELECT submission_id, max(revision) FROM quarantine GROUP BY submission_id")
    kept: dict[str, int] = {}
    with closing(sqlite3.connect(f"file:{instance / 'feltbog.sqlite3'}?mode=ro", uri=True)) as database:
        for table in tables:
            for id, revision in database.execute(table):
                kept[id] = max(revision or 0, kept.get(id, 0))
    return kept
