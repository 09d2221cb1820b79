"""What one small server carries, what PostgreSQL and a second process change, and how long a backup takes.

No budgets: these are the figures that docs/operations.md gives to whoever chooses. The phones run on the same machine
and take their share of it.
"""

import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app import create_app, maintenance
from app.base import db
from app.cli.common import OPERATOR
from app.store import Photo, PhotoUse
from tests.cluster import Cluster, binaries

from . import workbook
from .ingest import Phone
from .server import instance, process, sign_in

# A large walk: so many phones find the network at the same moment, each with so many observations.
PHONES, OBSERVATIONS = 25, 10
ROUNDS = 5
SINGLES = 40
PHOTOS, PHOTO_BYTES = 500, 300_000


def run() -> list[dict[str, Any]]:
    """A row for each way to run it, then those for keeping it."""
    rows = []
    with cluster() as started:
        kinds: list[tuple[str, str | None, int]] = [("SQLite, one server", None, 1)]
        if started:
            kinds += [
                (f"PostgreSQL, {count}", started.create(f"bench{n}"), n)
                for n, count in ((1, "one server"), (2, "two servers"))
            ]
        for name, address, count in kinds:
            seconds, singles, megabytes = carried(address, count)
            rows.append(
                _row(
                    f"{name}: a walk of {PHONES} phones with {OBSERVATIONS} each, all at once",
                    f"{seconds:.2f} s",
                    seconds,
                )
            )
            rows.append(_row(f"{name}: single records from 8 phones", f"{singles:,.0f}/s", singles))
            rows.append(_row(f"{name}: memory of a process", f"{megabytes:.0f} MB", megabytes))
        rows += kept(started)
    return rows


@contextmanager
def cluster() -> Iterator[Cluster | None]:
    """A PostgreSQL, where there is one to start."""
    started = Cluster() if binaries() else None
    yield started
    if started:
        started.stop()


def carried(address: str | None, count: int) -> tuple[float, float, float]:
    """Seconds until a whole walk is acknowledged, single records a second, megabytes of a process."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        settings = {"DATABASE_URL": address} if address else {}
        environ, walk = instance(folder, settings)
        servers = [running.enter_context(process([sys.executable, "-m", "app.serve"], environ)) for _ in range(count)]
        headers = sign_in(servers[0][0])
        phones = [Phone(servers[n % count][0], "/api/sync", headers) for n in range(PHONES)]
        for phone in phones:
            phone.walk = walk
        at_once(phones, 1, 1)
        walks = [at_once(phones, OBSERVATIONS, 1) for _ in range(ROUNDS)]
        singles = [8 * SINGLES / at_once(phones[:8], 1, SINGLES) for _ in range(ROUNDS)]
        memory = max(_megabytes(pid) for _port, pid in servers)
    return statistics.median(walks), statistics.median(singles), memory


def at_once(phones: list[Phone], size: int, count: int) -> float:
    """Seconds until every phone has been acknowledged `count` requests of `size` records."""
    bodies = {phone: [phone.body(size) for _ in range(count)] for phone in phones}
    threads = [threading.Thread(target=lambda own=phone: [own.post(body) for body in bodies[own]]) for phone in phones]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def kept(started: Cluster | None) -> list[dict[str, Any]]:
    """How long it takes to back up, restore and move 100,000 records and some photos."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app({"FELTBOG_INSTANCE": folder / "full"})
        with app.app_context():
            workbook._fill(folder)
            _add_photos()
            made = timed(lambda: maintenance.back_up(folder / "b.zip"))
            source = db.engine()
            moved = None
            if started:
                target = create_app({"FELTBOG_INSTANCE": folder / "pg", "DATABASE_URL": started.create("moved")})
                moved = timed(lambda: maintenance.copy(source, target.extensions["engine"]))
                target.extensions["engine"].dispose()
        size = (folder / "b.zip").stat().st_size / 1024**2
        empty = create_app({"FELTBOG_INSTANCE": folder / "empty"})
        with empty.app_context():
            back = timed(lambda: maintenance.restore(folder / "b.zip", OPERATOR))
            checked = timed(maintenance.examine)
    what = f"{workbook.RECORDS:,} records and {PHOTOS} photos"
    rows = [
        _row(f"backup of {what}, {size:,.0f} MB", f"{made:.1f} s", made),
        _row("restoring it", f"{back:.1f} s", back),
    ]
    rows.append(_row("`check` of it", f"{checked:.1f} s", checked))
    return rows + ([_row("`copy-database` of it to PostgreSQL", f"{moved:.1f} s", moved)] if moved else [])


def timed(call: Callable[[], Any]) -> float:
    """Seconds."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _add_photos() -> None:
    chance, now = random.Random(1), datetime.now(UTC)
    with db.writing() as session:
        for number in range(PHOTOS):
            id = f"{number:08}-0000-4000-8000-000000000000"
            about = {"sha256": "0" * 64, "length": PHOTO_BYTES, "width": 1600, "height": 1200, "person_id": "bench"}
            pictures = {"picture": chance.randbytes(PHOTO_BYTES), "thumbnail": chance.randbytes(10_000)}
            session.execute(insert(Photo).values(id=id, received_at=now, **about, **pictures))
            use = {"photo_id": id, "kind": "observation", "subject_id": id, "position": 0}
            session.execute(insert(PhotoUse).values(**use))


def _megabytes(pid: int) -> float:
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def _row(what: str, ours: str, figure: float) -> dict[str, Any]:
    return {"what": what, "ours": ours, "floor": "", "ratio": figure, "budget": "", "ok": True}
