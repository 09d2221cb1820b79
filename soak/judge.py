"""What must be found at the end of what was saved, read from the disk without Feltbog's help."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .capture import PERSONAL_NUMBER
from .hostile import is_hostile
from .ledger import Ledger, Saved
from .planted import Planted
from .truth import SERIAL, open_database


@dataclass
class Verdict:
    """What became of everything: how many of each, and what is wrong, which must be nothing."""

    counts: dict[str, int]
    wrong: dict[str, list[str]]

    @property
    def is_good(self) -> bool:
        """Whether the promise was kept."""
        return not any(self.wrong.values())


def judge(ledger: Ledger, planted: Planted, instance: Path, logs: bytes) -> Verdict:
    """Compare what was saved with what is there."""
    with closing(open_database(instance)) as database:
        rows = _records(database)
        kept = Counter(
            row[0] for row in database.execute("SELECT submission_id FROM quarantine") if not is_hostile(row[0])
        )
        photos = {row[0]: row[1] for row in database.execute("SELECT id, sha256 FROM photo") if not is_hostile(row[0])}
        damage = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        damage += [str(tuple(row)) for row in database.execute("PRAGMA foreign_key_check")]
    made, gone = ledger.records, planted.taken_away
    wanted = {id: digest for one in made.values() for id, digest in one.photos.items()}
    invalid = {id for id, one in made.items() if not one.is_valid}
    lost = {id for id, one in made.items() if not _is_there(id, one, ledger, rows, kept)} - gone
    counts = {
        "records made": len(made),
        "records stored": len(made.keys() & rows.keys()),
        "records quarantined": len(made.keys() & kept.keys()),
        "records erased, withdrawn or discarded": len(gone),
        "records lost by a restore, and named by their phones": len(lost & ledger.named),
        "photos made": len(wanted),
        "photos stored": len(wanted.keys() & photos.keys()),
    }
    wrong = {
        "records lost": sorted(lost - ledger.named),
        "records not as they were saved": [
            id for id, row in rows.items() if id in made and id not in gone and not _is_as(made[id], row, kept[id])
        ],
        "records doubled": _doubled(ledger, gone, rows, kept, invalid),
        "records that nobody made": [*(rows.keys() - made.keys()), *(kept.keys() - made.keys())],
        "photos lost": [id for id in wanted if id not in photos and id not in planted.removed],
        "photos with a wrong checksum": [
            id for id, digest in wanted.items() if digest and photos.get(id, digest) != digest
        ],
        "photos that nobody took": [*(photos.keys() - wanted.keys())],
        "faults in the database": damage,
        "personal numbers that were written down": _planted(instance, logs),
    }
    return Verdict(counts, wrong)


def _records(database: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    rows = (row for form in SERIAL for row in database.execute(f"SELECT * FROM {form}"))
    return {row["id"]: dict(row) for row in rows if not is_hostile(row["id"])}


def _is_there(id: str, one: Saved, ledger: Ledger, rows: dict[str, dict[str, Any]], kept: Counter[str]) -> bool:
    """In its place, or where the leader will look at it."""
    return id in kept if not one.is_valid else id in rows or (id in kept and ledger.may_wait(id))


def _is_as(saved: Saved, row: dict[str, Any], waiting: int) -> bool:
    """The last revision, and every answer that is a plain one; a masked number is no longer what it was.

    Where a later revision waits for the leader, an earlier one is right.
    """
    plain = {name: answer for name, answer in saved.answers.items() if isinstance(answer, str | int)}
    same = [row[name] == answer for name, answer in plain.items() if PERSONAL_NUMBER not in str(answer)]
    counts = saved.form != "attendance" or row["adults"] == row["revision"]  # every tap is one
    return bool(waiting) or (row["revision"] == saved.revision and all(same) and counts)


def _doubled(
    ledger: Ledger, gone: set[str], rows: dict[str, dict[str, Any]], kept: Counter[str], invalid: set[str]
) -> list[str]:
    """Serial numbers of two records, what is both record and quarantined, what is quarantined twice."""
    serials = Counter(next(filter(None, map(row.get, ("place", "note"))), id) for id, row in rows.items())
    found = [serial for serial, many in serials.items() if many > 1]
    found += [id for id in kept if id in rows and id not in gone and (id in invalid or not ledger.may_wait(id))]
    return found + [id for id, many in kept.items() if id in ledger.records and many > ledger.records[id].revision]


def _planted(instance: Path, logs: bytes) -> list[str]:
    """Where the number stands that phones had planted."""
    places = {file.name: file.read_bytes() for file in instance.glob("feltbog.sqlite3*")} | {"the log": logs}
    return [name for name, content in places.items() if PERSONAL_NUMBER.encode() in content]
