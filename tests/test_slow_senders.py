"""Hundreds of connections that send a byte now and then keep nobody out, with Caddy in front and without; and sizes are held to."""

import signal
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from browser.server import Server, free_port
from https_proxy import PROGRAM, Proxy
from patience import PATIENCE

from app import serve

HEAD = b"POST /account/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """With the settings that go with a proxy."""
    monkeypatch.setenv("FELTBOG_HOSTS", "localhost,127.0.0.1")
    monkeypatch.setenv("FELTBOG_PROXIES", "1")
    started = Server(tmp_path / "instance")
    started.start()
    yield started
    started.stop()


@pytest.fixture
def proxy(server: Server, tmp_path: Path) -> Iterator[Proxy]:
    if not PROGRAM:
        pytest.skip("there is no caddy here")
    started = Proxy(tmp_path, server)
    yield started
    started.stop()


def slow(within: ExitStack, port: int, number: int, secure: ssl.SSLContext | None = None) -> list[socket.socket]:
    """So many connections on which a request has begun."""
    found = []
    for _number in range(number):
        one = socket.create_connection(("localhost", port), timeout=PATIENCE)
        if secure:
            one = secure.wrap_socket(one, server_hostname="localhost")
        found.append(within.enter_context(one))
        one.sendall(HEAD)
    return found


def trickle(senders: list[socket.socket]) -> None:
    """Two seconds, and another byte of each."""
    time.sleep(2)
    for one in senders:
        one.sendall(b"a")


def is_well(connection: HTTPConnection) -> bool:
    with closing(connection):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200


def test_400_that_send_a_byte_every_two_seconds_keep_nobody_out_behind_caddy(server: Server, proxy: Proxy) -> None:
    with ExitStack() as within:
        senders = slow(within, proxy.port, 400, proxy.trusting())
        for _turn in range(3):
            trickle(senders)
            assert is_well(proxy.connect())
        # None of them has come as far as Feltbog.
        assert is_well(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE))


@pytest.mark.parametrize("number", [90, 400])
def test_nor_without_it(server: Server, number: int) -> None:
    with ExitStack() as within:
        senders = slow(within, server.port, number)
        for _turn in range(2):
            trickle(senders)
            assert is_well(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE))


def test_whoever_takes_longer_than_any_phone_waits_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nobody else: one has been there for as long, with all of its request answered."""
    handlers: dict[int, Callable[[int, None], None]] = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(serve, "ARRIVE_SECONDS", 0.5)
    port = free_port()

    def answer(_environ: object, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "0")])
        return []

    def ask(connection: HTTPConnection) -> int:
        connection.request("GET", "/")
        with connection.getresponse() as said:
            return said.status

    def talk() -> tuple[int, bytes, int]:
        try:
            with ExitStack() as within:
                quick = within.enter_context(closing(HTTPConnection("localhost", port, timeout=PATIENCE)))
                first = ask(quick)
                (sender,) = slow(within, port, 1)
                return first, sender.recv(1), ask(quick)
        finally:
            handlers[signal.SIGTERM](signal.SIGTERM, None)

    serving = serve.Serving(answer, serve.settings({"PORT": str(port)}))
    with ThreadPoolExecutor(1) as other:
        said = other.submit(talk)
        serving.run()
    assert said.result() == (200, b"", 200)


def send(connection: HTTPConnection, path: str, body: bytes, **headers: str) -> int:
    with closing(connection):
        try:
            connection.request("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        except OSError:  # it is refused, and shut, before all has been sent
            return 413
        return connection.getresponse().status


def test_what_is_too_large_is_refused_all_the_same(proxy: Proxy) -> None:
    """By Feltbog, and by Caddy what is larger still; what may be as large passes both, and then has no token."""

    def answer(size: int) -> int:
        kind = "application/x-www-form-urlencoded"
        return send(proxy.connect(), "/account/sign-in", b"a=" + b"1" * size, Content_Type=kind)

    sizes = (1_000_000, 1_100_000, 34_500_000, 34_900_000, 40_000_000)
    assert [answer(size) for size in sizes] == [403, 413, 413, 413, 413]
