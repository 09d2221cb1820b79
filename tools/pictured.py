"""Serves a checkout with the demo's year, the same at every start, for `compare_pages.py`.

    cd CHECKOUT && python …/tools/pictured.py

The clock stands, ids count upwards and chance is no chance. The app has no switch for this: what it would ask is put
in its place.
"""

import os
import random
import runpy
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

# Near the end of the demo's year, when there is something of everything.
MOMENT = datetime.fromisoformat("2017-11-20T12:00:00+01:00")
PATIENCE_SECONDS = 60


@contextmanager
def served(root: Path) -> Iterator[tuple[int, str]]:
    """The checkout, served: on which port, and what the demo says of how to get in."""
    with closing(socket.socket()) as probe, TemporaryDirectory() as instance:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {"FELTBOG_INSTANCE": instance, "PORT": str(port), "PYTHONHASHSEED": "0"}
        environment.pop("DATABASE_URL", None)
        told = Path(instance, "told.txt")
        with told.open("wb") as file:
            command = [sys.executable, str(Path(__file__).resolve())]
            process = subprocess.Popen(command, cwd=root, env=environment, stdout=file, stderr=file)
        try:
            wait_for(process, told)
            yield port, told.read_text()
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def wait_for(process: subprocess.Popen[bytes], told: Path) -> None:
    """Return when it serves; where it does not come to that, what it told is all there is to say."""
    until = time.monotonic() + PATIENCE_SECONDS
    while "Feltbog is at" not in told.read_text():
        if process.poll() is not None or time.monotonic() > until:
            sys.exit(told.read_text())
        time.sleep(0.1)


def count_ids() -> None:
    """Every new id is above the one before, so that rows which an id puts in order stay in order."""
    numbers = count(1)

    def uuid4() -> uuid.UUID:
        number = next(numbers)
        # In front and at the end, wherever somebody looks.
        return uuid.UUID(int=number << 96 | number, version=4)

    uuid.uuid4 = uuid4


def seed_chance() -> None:
    """Codes and keys are the same every time. Each length has numbers of its own: one more salt changes no code."""
    streams: dict[int, random.Random] = {}

    def urandom(size: int, /) -> bytes:
        return streams.setdefault(size, random.Random(size)).randbytes(size)

    os.urandom = urandom
    random._urandom = urandom  # type: ignore[attr-defined]


def stop_clock() -> None:
    """It is MOMENT, except while the demo sets the clock itself."""
    from app.base import clock

    right = clock.now

    def now() -> datetime:
        told = right()
        is_present = datetime.now(UTC) - told < timedelta(minutes=1)
        return MOMENT.astimezone(UTC) if is_present else told

    clock.now = now


def main() -> None:
    """Fill the database that the environment names, print how to get in, and serve."""
    sys.path.insert(0, os.getcwd())
    count_ids()
    seed_chance()
    stop_clock()
    from wsgi import app

    filled = app.test_cli_runner().invoke(args=["demo"])
    if filled.exception:
        raise filled.exception
    print(filled.output, flush=True)
    runpy.run_module("app.serve", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
