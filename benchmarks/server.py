"""Servers for the benchmarks: started on a free port, waited for, signed in to, stopped."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

# Seconds for whatever shall come: a machine may be slow.
PATIENCE = 60
PASSWORD = "lygtepæl-og-havehæk"


def instance(folder: str, settings: dict[str, str] | None = None) -> tuple[dict[str, str], str]:
    """A new instance with a leader and a walk today; → the environment that serves it, the walk's id."""
    environ = (settings or {}) | {
        "FELTBOG_INSTANCE": str(Path(folder) / "instance"),
        "FELTBOG_SYNC_PER_MINUTE": "1000000",
        "FELTBOG_RECORDS_PER_DAY": "1000000000",
        "FELTBOG_MEGABYTES_PER_DAY": "1000000",
        "FELTBOG_PHOTOS_PER_DAY": "1000000",
        "FELTBOG_GUESTS_PER_HOUR": "1000000",
        "FELTBOG_GUESTS_PER_DAY": "1000000",
        "FELTBOG_PASSWORD": PASSWORD,
    }
    flask(environ, "init")
    add_leader(environ)
    walk = flask(environ, "walk", "add", "--title", "Vandring", "--date", time.strftime("%Y-%m-%d"))
    return environ, json.loads(walk)["id"]


def add_leader(environ: dict[str, str]) -> None:
    """The account that `sign_in` uses."""
    flask(environ | {"FELTBOG_PASSWORD": PASSWORD}, "user", "add", "leder@example.org", "--role", "leader")


def flask(environ: dict[str, str], *arguments: str) -> str:
    """Run one of Feltbog's commands; → what it prints."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(command, env=os.environ | environ, check=True, capture_output=True, text=True).stdout


def sign_in(port: int) -> dict[str, str]:
    """The headers of a session in which the leader is signed in."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/api/session")
    answer = connection.getresponse()
    cookie, token = answer.headers["Set-Cookie"].partition(";")[0], json.loads(answer.read())["csrf_token"]
    form = urlencode({"email": "leder@example.org", "password": PASSWORD, "csrf_token": token})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/account/sign-in", form, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 303:
        raise RuntimeError(f"sign-in answered {answer.status}")
    connection.request("GET", "/api/session", headers={"Cookie": answer.headers["Set-Cookie"].partition(";")[0]})
    answer = connection.getresponse()
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    return {"Cookie": cookie, "X-CSRFToken": json.loads(answer.read())["csrf_token"]}


@contextmanager
def serve(command: list[str], environ: dict[str, str]) -> Iterator[int]:
    """Run a server on a free port until the block ends."""
    with process(command, environ) as (port, _pid):
        yield port


@contextmanager
def process(command: list[str], environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Like `serve`; gives the port and the id of the process."""
    port = free_port()
    server = subprocess.Popen(
        command, env=os.environ | environ | {"PORT": str(port)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(PATIENCE)


def fetch_compressed(port: int, path: str) -> bytes:
    """The body at a path as it comes over the wire to a browser."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    return connection.getresponse().read()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int) -> None:
    """Return when somebody answers at the port; a TimeoutError where nobody does for long."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
                connection.request("GET", "/healthz")
                connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nobody answers at port {port}")
