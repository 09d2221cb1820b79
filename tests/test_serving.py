"""A server process that is told to stop answers what has begun."""

import json
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from browser.server import Server
from protocol import Phone
from sending import DEVICE, submission

from app.base import clock, db
from app.definitions import Observation


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
        socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
    except ConnectionError as error:
        return isinstance(error, ConnectionRefusedError)
    return False


def test_what_has_begun_is_answered_and_nobody_new_let_in(server, headers):
    """One request is at work (somebody else is writing), one half arrived, one connection idle."""
    address, sent = ("127.0.0.1", server.port), [body(), body()]
    process = server.process
    with (
        socket.create_connection(address, timeout=30) as working,
        socket.create_connection(address, timeout=30) as arriving,
        socket.create_connection(address, timeout=30) as idle,
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
    assert process.wait(10) == 0
    assert server.count() == 2


def test_a_second_signal_does_not_wait(server, headers):
    sent = body()
    address = ("127.0.0.1", server.port)
    with server.app.app_context(), db.writing(), socket.create_connection(address, timeout=30) as working:
        working.sendall(head(headers, len(sent)) + sent)
        server.process.send_signal(signal.SIGTERM)
        while not is_shut(server):
            pass
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) == -signal.SIGTERM
    with server.app.app_context():
        assert db.session.execute(Observation.table.select()).all() == []


def test_requests_of_many_threads_all_get_their_answer(server, headers):
    """Phones send without a pause while it stops: what is acknowledged is kept, and no answer is cut in two."""
    acknowledged: list[str] = []
    cut: list[BaseException] = []

    def phone() -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
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
    assert server.process.wait(30) == 0
    for one in phones:
        one.join()
    assert cut == []
    assert {row["id"] for row in server.records("observation")} >= set(acknowledged)
