"""The server: what it takes to start, its memory when idle, and the office's pages over 100,000 records."""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .server import add_leader, process, sign_in

ROUNDS = 7
MOST_SECONDS = 0.3
MOST_MEGABYTES = 90
MOST_MEGABYTES_IDLE = 88
PAGES = {
    "the overview": "/office/",
    "the list of records": "/office/records",
    "its last page": "/office/records?page=100000",
    "its search": "/office/records?form=observation&q=blok",
    "those of one year": "/office/records?year=2017",
}
# What everybody's server has done before it is idle.
USUAL = ("/", "/form/observation", "/account/sign-in", "/office/", "/office/records", "/api/reference")


def run() -> list[dict[str, Any]]:
    """Rows for start and memory, and one for each page."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {"FELTBOG_INSTANCE": folder}
        subprocess.run([sys.executable, "-m", "benchmarks.workbook", "fill", folder], check=True, capture_output=True)
        add_leader(environ)
        with process([sys.executable, "-m", "app.serve"], environ) as (port, pid):
            _get(port, "/", {})
            idle, started = _megabytes(pid), _processor_seconds(pid)
            headers = sign_in(port)
            for path in USUAL:
                _get(port, path, headers)
            used = _megabytes(pid)
            pages = [_page(port, name, path, headers) for name, path in PAGES.items()]
    return [
        _row("server, processor time until it has answered once", f"{started:.1f} s", started),
        _row("server, idle with the app loaded", f"{idle:.0f} MB", idle, MOST_MEGABYTES_IDLE),
        _row("the same after it has been used", f"{used:.0f} MB", used, MOST_MEGABYTES),
        *pages,
    ]


def _page(port: int, name: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
    seconds = statistics.median(_get(port, path, headers) for _ in range(ROUNDS))
    return _row(f"office at 100,000 records: {name}", f"{seconds:.2f} s", seconds, MOST_SECONDS)


def _get(port: int, path: str, headers: dict[str, str]) -> float:
    """How long the page takes, whole."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    start = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return time.perf_counter() - start


def _megabytes(pid: int) -> float:
    """What the process has in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(line for line in lines if line.startswith("VmRSS:")).split()[1]
    return int(kilobytes) / 1024


def _processor_seconds(pid: int) -> float:
    """What the process has taken of the processors, its own time and the system's."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def _row(what: str, ours: str, figure: float, budget: float | None = None) -> dict[str, Any]:
    ok = budget is None or figure <= budget
    return {"what": what, "ours": ours, "floor": "", "ratio": figure, "budget": budget or "", "ok": ok}
