"""What is true of the server, read from its disk, and whether what the phones say of it is."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from .ledger import Ledger
from .planted import Planted
from .screen import SAFE, Statement

# The column with the serial number of each form's records.
SERIAL = {"observation": "place", "attendance": "note", "contact": "note"}


def open_database(instance: Path) -> sqlite3.Connection:
    """The database of an instance folder, only to be read."""
    database = sqlite3.connect(f"file:{instance / 'feltbog.sqlite3'}?mode=ro", uri=True, timeout=30)
    database.row_factory = sqlite3.Row
    return database


def revisions(instance: Path) -> dict[str, int]:
    """The highest revision that there is of each record or quarantined submission."""
    tables = [f"SELECT id, revision FROM {form}" for form in SERIAL]
    tables.append("SELECT submission_id, max(revision) FROM quarantine GROUP BY submission_id")
    kept: dict[str, int] = {}
    with closing(open_database(instance)) as database:
        for table in tables:
            for id, revision in database.execute(table):
                kept[id] = max(revision or 0, kept.get(id, 0))
    return kept


def photos(instance: Path) -> set[str]:
    """Those that have arrived."""
    with closing(open_database(instance)) as database:
        return {row[0] for row in database.execute("SELECT id FROM photo")}


def generation(instance: Path) -> str:
    """Which generation the database is of."""
    with closing(open_database(instance)) as database:
        found: str = database.execute("SELECT generation FROM installation").fetchone()[0]
        return found


def untrue(statements: Iterable[Statement], ledger: Ledger, planted: Planted, instance: Path) -> list[str]:
    """What is not as it was said, one line each. What phones name as lost is noted in the ledger, as read by a person."""
    there, pictures = revisions(instance), photos(instance) | planted.removed
    return [line for said in statements for line in _untrue(said, ledger, planted, there, pictures)]


def _untrue(
    said: Statement, ledger: Ledger, planted: Planted, there: dict[str, int], pictures: set[str]
) -> Iterator[str]:
    mine = ledger.of(said.phone)
    lacking = {id for id, one in mine.items() if there.get(id, 0) < one.revision} - planted.taken_away
    for id in said.named - lacking:
        yield f"{said.phone} names {id} as lost ({said.state}), which is there"
    ledger.named |= said.named & lacking
    for id in lacking - said.unsent - ledger.named:
        yield f"{said.phone} ({said.state} {said.answer}) lets {id} pass for sent, which is not there"
    for id in {id for one in mine.keys() - said.unsent for id in mine[one].photos} - pictures:
        yield f"{said.phone} ({said.state} {said.answer}) lets the photo {id} pass for sent, which is not there"
    if (said.state == SAFE or said.answer.startswith("Ja.")) and said.unsent:
        yield f"{said.phone} says that all is sent, and holds {len(said.unsent)}"
