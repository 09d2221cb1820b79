"""How a phone talks to the server, by the rules of session.js: a body with its checksum, and only what came back whole is believed."""

import http.client
import json
import re
import time
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Protocol

JSON = re.compile(r"[/+]json\b")
FORM = "application/x-www-form-urlencoded"
COOKIE = "feltbog"


class PauseError(Exception):
    """Nothing more can be sent just now; `why` in a word, `delay` in seconds where the server said when."""

    def __init__(self, why: str, delay: float = 0) -> None:
        super().__init__(why)
        self.why, self.delay = why, delay


class DiedError(Exception):
    """The phone is off: what was in its memory is gone."""


class Answer:
    """An answer of somebody; `body` where it is JSON."""

    def __init__(self, status: int, headers: Any, content: bytes) -> None:
        self.status, self.headers = status, headers
        self.body: Any = json.loads(content) if JSON.search(headers.get("Content-Type") or "") else None

    @property
    def is_of_server(self) -> bool:
        """Whether a refusal is our server's own word, and no proxy's."""
        return isinstance(self.body, dict) and self.body.get("status") == self.status

    @property
    def delay(self) -> float:
        """For how long it asks to wait, in seconds; 0 where it does not say."""
        return float(self.headers.get("Retry-After") or 0)


class Jar(Protocol):
    """Where the session's cookie lies."""

    cookie: str


class Wire:
    """The requests of one page. `step` is called wherever a phone could die, and may raise DiedError."""

    def __init__(self, jar: Jar, port: int, patience: float, step: Callable[[str], None]) -> None:
        self.jar, self.port, self.patience, self.step = jar, port, patience, step
        self.token = ""

    def call(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer | None:
        """One request; None where nothing of ours came back whole and in time."""
        headers = {"Host": "127.0.0.1", "Accept": "application/json", "Cookie": f"{COOKIE}={self.jar.cookie}"}
        if body:
            digest = b64encode(sha256(body).digest()).decode()
            headers |= {"Content-Type": kind, "X-CSRFToken": self.token, "Content-Digest": f"sha-256=:{digest}:"}
        until = time.monotonic() + self.patience
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        try:
            self.step("request not yet sent")
            connection.putrequest(method, path, skip_host=True)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                connection.putheader(name, value)
            connection.endheaders(body[: len(body) // 2])
            if body:
                self.step("request half sent")
            connection.send(body[len(body) // 2 :])
            return self._read(connection, until, is_page=kind == FORM)
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def ask(self, path: str, question: dict[str, Any]) -> Answer | None:
        """The same with a question in JSON."""
        return self.call("POST", path, json.dumps(question).encode(), "application/json")

    def _read(self, connection: http.client.HTTPConnection, until: float, *, is_page: bool) -> Answer | None:
        response = connection.getresponse()
        content = b""
        while piece := response.read1(65536):
            content += piece
            if time.monotonic() > until:
                return None
        if response.length or (300 <= response.status < 400 and not is_page):
            return None
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == COOKIE:
                self.jar.cookie = value
        return Answer(response.status, response.headers, content)
