"""The network between phones and server: a proxy that does to a request whatever its phone has drawn.

One port a phone, one request a connection. It lives in a thread of its own, in asyncio.
"""

import asyncio
import contextlib
import socket
import struct
import threading
from dataclasses import dataclass, field
from random import Random

from .faults import UNANSWERED, Chance, Tally

HTML = b"<!doctype html><title>Velkommen</title><p>Log ind for at bruge nettet."
CHUNK = 250  # bytes every tenth of a second: 20 kbit/s
# What the server itself says when it is ill, and what it must never say.
# Longer than that no phone waits for an answer, in seconds.
LONGEST, HELD = 20, "held longer than a phone waits"
UNWELL, OWN_FAULT = "answered 503 by the server itself", "answered 500 by the server itself"
ILL = {b"503": UNWELL, b"500": OWN_FAULT}
GONE = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


class HungError(Exception):
    """The connection to the phone is to end at once."""


@dataclass
class Line:
    """One phone's way to the server, which is told that the phone has this address."""

    chance: Chance
    address: str
    port: int = 0
    calm: bool = False
    honest: bool = True
    server: asyncio.Server | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


@dataclass
class Message:
    """A request or an answer: its head, with the empty line, and its body."""

    head: bytes
    body: bytes

    @property
    def whole(self) -> bytes:
        return self.head + self.body

    def can_suffer(self, fault: str) -> bool:
        """What has its checksum may be corrupted, and what answers record by record. Who corrupts all else has what only HTTPS
        keeps out.
        """
        what = self.head.split(b"\r\n", 1)[0]
        checked = {"request corrupted": (b" /api/",), "answer corrupted": (b" /api/sync",)}
        return any(path in what for path in checked.get(fault, (b"",)))


class Proxy:
    """All lines together; they lead to one server, which may be down."""

    def __init__(self, upstream: int, tally: Tally, *, stall: float) -> None:
        self.upstream, self.tally, self.stall = upstream, tally, stall
        self.requests = self.answered = 0
        self.lines: list[Line] = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def open_line(self, chance: Chance) -> Line:
        """A new phone's line, open."""
        line = Line(chance, f"10.0.{len(self.lines) // 250}.{len(self.lines) % 250 + 1}")
        self.lines.append(line)
        asyncio.run_coroutine_threadsafe(self._listen(line), self.loop).result()
        return line

    def close(self) -> None:
        """End all lines."""
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _close(self) -> None:
        for line in self.lines:
            if line.server:
                line.server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _listen(self, line: Line) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task:
                line.tasks.add(task)
                task.add_done_callback(line.tasks.discard)
            try:
                await self._serve(line, reader, writer)
            except HungError:
                _reset(writer)
            except (*GONE, asyncio.CancelledError):  # it ends, or all do
                writer.close()

        line.server = await asyncio.start_server(serve, "127.0.0.1", line.port, reuse_address=True)
        line.port = line.server.sockets[0].getsockname()[1]

    async def _serve(self, line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _read(reader, line.address)
        if UNANSWERED.encode() in request.head:
            self.tally.add("request without an answer")
            await asyncio.Event().wait()
        self.requests += 1
        fault = None if line.calm else line.chance.next()
        if fault and not request.can_suffer(fault):
            fault = None
        if fault:
            self.tally.add(fault)
        answer = await self._answer(fault, request, line)
        step = CHUNK if fault == "slow: 20 kbit/s" else len(answer)
        for at in range(0, len(answer), step):
            writer.write(answer[at : at + step])
            await writer.drain()
            await asyncio.sleep(min(0.1, self.stall / 50) if step < len(answer) else 0)
        writer.close()

    async def _answer(self, fault: str | None, request: Message, line: Line) -> bytes:
        """What comes back; HungError where nothing does."""
        random = line.chance.random
        await self._before(fault, request, line)
        if fault in PAGES:
            return PAGES[fault]
        if fault == "request corrupted":
            request = _corrupted(request, random)
        began = self.loop.time()
        answer = await self._pass(request.whole)
        if line.honest and self.loop.time() - began > LONGEST:
            self.tally.add(HELD)
        match fault:
            case "reset after the request, answer lost":
                raise HungError
            case "504 after the server did it":
                return _page(504)
            case "request sent twice":
                return await self._pass(request.whole)
            case "answer cut off":
                return answer[: random.randrange(len(answer))]
            case "answer corrupted":
                head, _, body = answer.partition(b"\r\n\r\n")
                return _corrupted(Message(head + b"\r\n\r\n", body), random).whole
        return answer

    async def _before(self, fault: str | None, request: Message, line: Line) -> None:
        """What happens before the request is on its way, or instead."""
        match fault:
            case "connection refused":
                await self._refuse(line)
            case "reset before the request":
                raise HungError
            case "reset during the request":
                await self._pass(request.whole[: len(request.head) + len(request.body) // 2], listen=False)
                raise HungError
            case "stall, then delivered":
                await asyncio.sleep(self.stall)
            case "slow: 20 kbit/s":
                await asyncio.sleep(min(self.stall, len(request.whole) / CHUNK / 10))

    async def _pass(self, request: bytes, *, listen: bool = True) -> bytes:
        """Hand a request on; → the server's whole answer."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        except OSError:
            self.tally.add("server down")
            raise HungError from None
        try:
            writer.write(request)
            await writer.drain()
            answer = await reader.read() if listen else b""
        except OSError:
            raise HungError from None
        finally:
            writer.close()
        if listen and not answer:
            raise HungError
        self.answered += 1
        if answer[9:12] in ILL:
            self.tally.add(ILL[answer[9:12]])
        return answer

    async def _refuse(self, line: Line) -> None:
        """Nobody listens for a while."""
        if line.server and line.server.is_serving():
            line.server.close()
            task = self.loop.create_task(self._come_back(line))
            line.tasks.add(task)
            task.add_done_callback(line.tasks.discard)
        raise HungError

    async def _come_back(self, line: Line) -> None:
        await asyncio.sleep(min(0.5, self.stall / 10))
        with contextlib.suppress(OSError):
            await self._listen(line)


async def _read(reader: asyncio.StreamReader, address: str) -> Message:
    """A whole request, which will be the only one on its connection."""
    lines = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
    kept = [line for line in lines if not line.lower().startswith((b"connection:", b"keep-alive:"))]
    length = next((int(line.split(b":")[1]) for line in kept if line.lower().startswith(b"content-length:")), 0)
    kept[1:1] = [b"Connection: close", f"X-Forwarded-For: {address}".encode()]
    return Message(b"\r\n".join(kept), await reader.readexactly(length))


def _corrupted(message: Message, random: Random) -> Message:
    """One byte of the body is another one."""
    body = bytearray(message.body)
    if body:
        body[random.randrange(len(body))] ^= 1 << random.randrange(8)
    return Message(message.head, bytes(body))


def _page(status: int, more: bytes = b"") -> bytes:
    head = b"HTTP/1.1 %d Whatever\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n"
    return head % (status, len(HTML)) + more + b"\r\n" + HTML


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of a polite end."""
    with contextlib.suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


PAGES = {
    "500 from a proxy": _page(500),
    "502 from a proxy": _page(502),
    "503 from a proxy": _page(503),
    "captive portal: 200 with HTML": _page(200),
    "redirect to a sign-in": _page(302, b"Location: http://127.0.0.1:9/login\r\n"),
}
