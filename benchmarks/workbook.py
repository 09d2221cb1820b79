"""The workbook of 100,000 records: time against bare openpyxl write-only for the same cells, and memory.

Both run in processes of their own, one after the other. The floor appends plain tuples that lie ready in memory, with
no style, no database and no types but openpyxl's guess; ours reads from the database and writes the real workbook.
Seconds are the processor's: both keep one core busy and wait for nothing, and what else runs does not count.
"""

import gc
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from app import access, create_app, criteria, workbook
from app.activities import scheduling
from app.base import db, migrate
from app.cli.common import OPERATOR
from app.definitions import Observation
from app.store import Walk

RECORDS = 100_000
ROUNDS = 3
YEAR = 2017
MOST_TIMES, MOST_MEGABYTES = 1.25, 150


def run() -> list[dict[str, Any]]:
    """A row for time and one for memory."""
    with tempfile.TemporaryDirectory() as folder:
        _in_process("fill", folder)
        pairs = [(_in_process("ours", folder), _in_process("bare", folder)) for _round in range(ROUNDS)]
    ratio = statistics.median(mine["seconds"] / least["seconds"] for mine, least in pairs)
    mine, least = (statistics.median(RECORDS / each["seconds"] for each in side) for side in zip(*pairs, strict=True))
    megabytes = max(mine["megabytes"] for mine, _least in pairs)
    return [
        {
            "what": "workbook of 100,000 records",
            "ours": f"{mine:,.0f} rows/s",
            "floor": f"{least:,.0f} rows/s bare openpyxl",
            "ratio": ratio,
            "budget": MOST_TIMES,
            "ok": ratio <= MOST_TIMES,
        },
        {
            "what": "its memory, the app included",
            "ours": f"{megabytes:,.0f} MB",
            "floor": "",
            "ratio": megabytes,
            "budget": MOST_MEGABYTES,
            "ok": megabytes <= MOST_MEGABYTES,
        },
    ]


def _in_process(task: str, folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.workbook", task, folder]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def _ours(folder: Path) -> float:
    start = time.process_time()
    with (folder / "ours.xlsx").open("wb") as file:
        workbook.write(file, YEAR, workbook.sheets_of(YEAR, _leader()))
    return time.process_time() - start


def _bare(folder: Path) -> float:
    with workbook.snapshot() as connection:
        ready = [
            (sheet.name, [tuple(map(_plain, row)) for row in sheet.cells(connection)])
            for sheet in workbook.sheets_of(YEAR, _leader())
        ]
    gc.freeze()  # what lies ready must not slow the floor down
    start = time.process_time()
    book = Workbook(write_only=True)
    for name, rows in ready:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "bare.xlsx")
    return time.process_time() - start


def _plain(value: Any) -> Any:
    """What a figure with its format, or a word with its tint, is in a cell."""
    return value[0] if isinstance(value, tuple) else value


def _fill(_folder: Path) -> float:
    """Make a database with the records, straight into its tables: how they come in is measured elsewhere."""
    start = time.process_time()
    migrate.upgrade()
    criteria.import_document(criteria.shipped(), OPERATOR, adopt=True)
    walks = [scheduling.create(Walk, {"title": f"Aftenvandring {n}", "date": date(YEAR, n, 9)}).id for n in range(1, 9)]
    chance = random.Random(YEAR)
    codes = {
        name: list(getattr(Observation, name).by_code) for name in ("kind", "category", "feeling", "light", "observer")
    }
    for batch in range(0, RECORDS, 5000):
        rows = [_observation(chance, number, walks, codes) for number in range(batch, min(batch + 5000, RECORDS))]
        with db.writing() as session:
            session.execute(Observation.table.insert(), rows)
    return time.process_time() - start


def _observation(chance: random.Random, number: int, walks: list[str], codes: dict[str, list[str]]) -> dict[str, Any]:
    at = datetime(YEAR, 1, 9, 16, tzinfo=UTC) + timedelta(minutes=number * 3)
    return {
        "id": str(uuid.UUID(int=chance.getrandbits(128))),
        "revision": 1,
        "version": 1,
        "captured_at": at,
        "received_at": at + timedelta(seconds=40),
        "user_id": "bench",
        "digest": f"{number:032x}",
        "masked": 0,
        "amended": False,
        "walk": walks[number % len(walks)],
        **{name: chance.choice(options) for name, options in codes.items()},
        "place": f"Stien mellem blok {number % 8 + 1} og {number % 5 + 1}",
        "position_latitude": 57.05 + chance.random() / 100,
        "position_longitude": 9.92 + chance.random() / 100,
        "position_accuracy": float(chance.randrange(3, 40)),
        "description": f"To ud af tre lamper er slukket. Man ser ikke, hvem der kommer. Nummer {number}.",
        "suggestion": "Sæt en ny lampe op" if number % 3 == 0 else None,
    }


def _leader() -> Any:
    return access.Person(id="bench", name="Projektleder", role="leader")


def _main(task: str, folder: str) -> None:
    app = create_app({"FELTBOG_INSTANCE": folder})
    with app.app_context():
        seconds = {"fill": _fill, "ours": _ours, "bare": _bare}[task](Path(folder))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
