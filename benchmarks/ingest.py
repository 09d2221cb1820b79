"""Ingest: records a second through the real endpoint, against a bare one on the same machine in the same run.

Both are Flask on waitress on loopback, with SQLite in WAL and `synchronous=FULL`. The bare one parses the JSON and
inserts the rows with one `executemany`: no session, no CSRF, no validation, no look-up of what is known.
"""

import http.client
import json
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .server import instance, serve, sign_in

ROUNDS = 9
BATCH, BATCHES = 50, 20
SINGLES = 100
# The least share of the bare endpoint's speed that is asked for.
FLOORS = {"batches of 50": 0.5, "singles": 0.65}


def run() -> list[dict[str, Any]]:
    """A row for each kind of request: records a second of both, the ratio's median and its floor."""
    with tempfile.TemporaryDirectory() as folder, bare(folder) as floor, real(folder) as ours:
        rows = []
        for name, size, count in (("batches of 50", BATCH, BATCHES), ("singles", 1, SINGLES)):
            measure(floor, size, count), measure(ours, size, count)
            pairs = [(measure(ours, size, count), measure(floor, size, count)) for _ in range(ROUNDS)]
            ratio = statistics.median(mine / least for mine, least in pairs)
            mine, least = (statistics.median(speeds) for speeds in zip(*pairs, strict=True))
            rows.append(
                {
                    "what": f"ingest, {name}",
                    "ours": f"{mine:,.0f}/s",
                    "floor": f"{least:,.0f}/s bare",
                    "ratio": ratio,
                    "budget": FLOORS[name],
                    "ok": ratio >= FLOORS[name],
                }
            )
        return rows


def measure(phone: "Phone", size: int, count: int) -> float:
    """Records a second over `count` requests of `size` new records each, all of them acknowledged."""
    bodies = [phone.body(size) for _ in range(count)]
    start = time.perf_counter()
    for body in bodies:
        phone.post(body)
    return size * count / (time.perf_counter() - start)


class Phone:
    """A client with one kept-alive connection, as browsers have."""

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.path, self.headers = path, {"Content-Type": "application/json"} | headers
        self.device = str(uuid.uuid4())
        self.walk: str | None = None

    def get(self, path: str) -> Any:
        """The JSON at a path."""
        self.connection.request("GET", path, headers=self.headers)
        return json.loads(self.connection.getresponse().read())

    def body(self, size: int) -> bytes:
        """A sync request with new observations."""
        answers = {
            "kind": "improve",
            "category": "lighting",
            "feeling": "unsafe",
            "place": "Stien mellem blok 7 og 8",
            "position": {"latitude": 57.0721, "longitude": 9.9213, "accuracy": 8},
            "light": "dark",
            "description": "To ud af tre lamper er slukket. Man ser ikke, hvem der kommer.",
            "observer": "resident",
        } | ({"walk": self.walk} if self.walk else {})
        moment = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        items = [
            {
                "id": str(uuid.uuid4()),
                "form": "observation",
                "version": 1,
                "revision": 1,
                "captured_at": moment,
                "answers": answers,
            }
            for _ in range(size)
        ]
        return json.dumps({"device": self.device, "submissions": items}).encode()

    def post(self, body: bytes) -> None:
        """Send it; every record must be stored."""
        self.connection.request("POST", self.path, body, self.headers)
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200 or any(result["status"] != "stored" for result in answer["results"]):
            raise RuntimeError(f"not stored: {answer}")


@contextmanager
def bare(folder: str) -> Iterator[Phone]:
    """The bare endpoint in a process of its own."""
    with serve([sys.executable, "-m", "benchmarks.bare", folder], {}) as port:
        yield Phone(port, "/bare", {})


@contextmanager
def real(folder: str) -> Iterator[Phone]:
    """Feltbog in a process of its own, with a leader signed in and a walk today."""
    environ, walk = instance(folder)
    with serve([sys.executable, "-m", "app.serve"], environ) as port:
        phone = Phone(port, "/api/sync", sign_in(port))
        phone.walk = walk
        yield phone
