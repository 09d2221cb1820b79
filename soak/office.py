"""The office's pages over HTTP, as somebody who is signed in uses them at a desk that is next to the server."""

import http.client
import json
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from benchmarks.server import PATIENCE

from .people import PASSWORD


class Office:
    """A browser at the desk; it signs in whenever it is asked to, for a restore has ended its session."""

    def __init__(self, port: int, email: str) -> None:
        self.port, self.email = port, email
        self.cookie = ""

    def do(self, path: str, **fields: str) -> None:
        """Press a button; RuntimeError where that did not work."""
        for _ in range(3):
            status, headers, content = self.ask("POST", path, fields)
            if status == 303 and not headers["Location"].startswith("/account/"):
                return
            self.sign_in()
        raise RuntimeError(f"{path}: {status} {content[:300]!r}")

    def see(self, path: str) -> str:
        """What a page says; empty where there is no such page."""
        for _ in range(3):
            status, _headers, content = self.ask("GET", path)
            if status in {200, 404}:
                return content.decode() if status == 200 else ""
            self.sign_in()
        raise RuntimeError(f"{path}: {status}")

    def sign_in(self) -> bool:
        """Give e-mail and password; → whether that let anybody in."""
        status, _headers, _content = self.ask("POST", "/account/sign-in", {"email": self.email, "password": PASSWORD})
        return status == 303

    def here(self) -> dict[str, Any]:
        """Who this browser's cookie is, to the server."""
        found: dict[str, Any] = json.loads(self.ask("GET", "/api/session")[2])
        return found

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, Any, bytes]:
        """One request, with the token that the session's forms have: status, headers, content."""
        body = urlencode(fields | {"csrf_token": self.here()["csrf_token"]}) if fields is not None else None
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for given in answer.headers.get_all("Set-Cookie") or ():
                found = SimpleCookie(given)
                if "feltbog" in found:
                    self.cookie = f"feltbog={found['feltbog'].value}"
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()
