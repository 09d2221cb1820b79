"""A server process that is told to stop answers what has begun."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from browser.server import ROOT, Server
from patience import PATIENCE, until
from picturing import file
from PIL import Image
from protocol import Phone
from sending import DEVICE, new_id, submission

from app.base import clock, db
from app.definitions import Observation
from app.maintenance import announced


@pytest.fixture
def server(instance: Path) -> Iterator[Server]:
    started = Server(instance)
    started.start()
    yield started
    started.stop(signal.SIGKILL)


@pytest.fixture
def headers(server: Server) -> dict[str, str]:
    """Those of a phone whose person is signed in."""
    with closing(Phone(server, server.add_account("leader"))) as phone:
        return phone.headers


def body() -> bytes:
    at = clock.now().replace(microsecond=0).isoformat()
    return json.dumps({"device": DEVICE, "submissions": [submission(captured_at=at)]}).encode()


def head(headers: dict[str, str], length: int) -> bytes:
    lines = ["POST /api/sync HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def read(connection: socket.socket) -> Any:
    answer = HTTPResponse(connection)
    answer.begin()
    content = answer.read()
    assert answer.status == 200, content
    return json.loads(content)


def is_shut(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE).close()
    except ConnectionError as error:
        return isinstance(error, ConnectionRefusedError)
    return False


def test_what_has_begun_is_answered_and_nobody_new_let_in(server, headers):
    """One request is at work (somebody else is writing), one half arrived, one connection idle."""
    address, sent = ("127.0.0.1", server.port), [body(), body()]
    process = server.process
    with (
        socket.create_connection(address, timeout=PATIENCE) as working,
        socket.create_connection(address, timeout=PATIENCE) as arriving,
        socket.create_connection(address, timeout=PATIENCE) as idle,
    ):
        with server.app.app_context(), db.writing():
            working.sendall(head(headers, len(sent[0])) + sent[0])
            arriving.sendall(head(headers, len(sent[1])) + sent[1][:50])
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert read(idle) == {"status": "ok"}
            process.send_signal(signal.SIGTERM)
            # The door is shut before the idle one is closed.
            assert idle.recv(1) == b""
            assert is_shut(server)
            assert process.poll() is None
        assert read(working)["results"][0]["status"] == "stored"
        arriving.sendall(sent[1][50:])
        assert read(arriving)["results"][0]["status"] == "stored"
    assert process.wait(PATIENCE) == 0
    assert server.count() == 2


def test_a_second_signal_does_not_wait(server, headers):
    sent = body()
    address = ("127.0.0.1", server.port)
    with server.app.app_context(), db.writing(), socket.create_connection(address, timeout=PATIENCE) as working:
        working.sendall(head(headers, len(sent)) + sent)
        server.process.send_signal(signal.SIGTERM)
        while not is_shut(server):
            pass
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == -signal.SIGTERM
    with server.app.app_context():
        assert db.session.execute(Observation.table.select()).all() == []


def test_requests_of_many_threads_all_get_their_answer(server, headers):
    """Phones send without a pause while it stops: what is acknowledged is kept, and no answer is cut in two."""
    acknowledged: list[str] = []
    cut: list[BaseException] = []

    def phone() -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        while True:
            sent = body()
            try:
                connection.request("POST", "/api/sync", sent, headers)
                answer = connection.getresponse()
            except OSError:
                break
            try:
                acknowledged.extend(item["id"] for item in json.loads(answer.read())["results"])
            except BaseException as failure:
                cut.append(failure)
                raise
        connection.close()

    phones = [threading.Thread(target=phone) for _ in range(4)]
    for one in phones:
        one.start()
    while len(acknowledged) < 20:
        phones[0].join(0.02)
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(PATIENCE) == 0
    for one in phones:
        one.join()
    assert cut == []
    assert {row["id"] for row in server.records("observation")} >= set(acknowledged)


def memory(server: Server, what: str) -> int:
    """What the server's process takes of the machine's memory, in kB: `VmRSS` now, `VmHWM` at most so far."""
    assert server.process
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(f"{what}:"))
    return int(line.split()[1])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says what a process takes")
@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(lambda: file(Image.new("1", (4_000, 2_999)), "PNG"), id="PNG"),
        pytest.param(lambda: file(Image.effect_noise((6_000, 4_000), 40), progressive=True, quality=40), id="JPEG"),
        pytest.param(lambda: file(Image.new("RGB", (10_000, 5_000)), "PNG"), id="too large"),
    ],
)
def test_eight_pictures_at_once_take_little_memory_and_give_it_back(
    server: Server, headers: dict[str, str], picture: Callable[[], bytes]
) -> None:
    """A server of 1 GB lives through whatever is sent; who is told to come again does, and has it kept."""
    body = picture()

    def put(name: str) -> int:
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
            connection.request("PUT", f"/api/photos/{name}", body, headers | {"Content-Type": "image/jpeg"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 503:
                return answer.status
            assert answer.headers["Retry-After"] == "5"
        time.sleep(0.2)
        return put(name)

    assert put(new_id()) in {200, 422}  # Pillow is loaded with the first picture
    before = memory(server, "VmRSS")
    with ThreadPoolExecutor(8) as eight:
        answers = set(eight.map(put, [new_id() for _number in range(8)]))
    assert answers in ({200}, {422})
    assert memory(server, "VmHWM") - before < 350_000
    assert memory(server, "VmRSS") - before < 60_000


TENDING = "from datetime import timedelta; from app.maintenance import daily; daily.FIRST = timedelta(); from app.serve import main; main()"


def test_a_server_that_nobody_tends_does_what_is_due(instance):
    """Its first look comes at once here."""
    server = Server(instance)
    environment = os.environ | {"FELTBOG_INSTANCE": str(instance), "PORT": str(server.port)}
    with subprocess.Popen([sys.executable, "-c", TENDING], env=environment, cwd=ROOT) as process:
        try:

            def is_tended() -> bool:
                assert process.poll() is None
                with server.app.app_context():
                    return announced() is not None

            until(is_tended)
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
