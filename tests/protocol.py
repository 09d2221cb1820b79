"""A phone that speaks the sync protocol to a server, without a browser."""

import json
from http.client import HTTPConnection
from typing import Any

from browser.server import Server
from patience import PATIENCE


class Phone:
    """Signed in to an account; `headers` are those of its requests."""

    def __init__(self, server: Server, user_id: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        session = server.session_of(user_id)
        self.headers = {"Cookie": f"{session['name']}={session['value']}", "Content-Type": "application/json"}
        token, cookies = self._ask("GET", "/api/session")
        self.headers |= {"X-CSRFToken": token["csrf_token"], "Cookie": cookies.split(";")[0]}

    def send(self, submissions: list[dict[str, Any]], device: str) -> list[str]:
        """Send a batch; → the statuses."""
        answer, _cookies = self._ask("POST", "/api/sync", json.dumps({"device": device, "submissions": submissions}))
        return [result["status"] for result in answer["results"]]

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[Any, str]:
        self.connection.request(method, path, body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content
        return json.loads(content), answer.getheader("Set-Cookie") or ""
