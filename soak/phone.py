"""A phone without a screen: sends what its disk holds, by the rules of session.js, sync.js and upload.js."""

import http.client
import json
import re
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from .disk import Disk, Record

MOST_RECORDS = 100
MOST_BYTES = 1_000_000
JSON = re.compile(r"[/+]json\b")
NEVER = {400, 404, 409, 413, 422}
COPENHAGEN = timezone(timedelta(hours=1))


class PauseError(Exception):
    """Nothing more can be sent just now."""

    def __init__(self, why: str, delay: float = 0) -> None:
        super().__init__(why)
        self.delay = delay


class DiedError(Exception):
    """The phone is off: what was in its memory is gone."""


class Answer:
    """An answer of somebody; `body` where it is JSON."""

    def __init__(self, status: int, headers: Any, content: bytes) -> None:
        self.status, self.headers = status, headers
        self.body = json.loads(content) if JSON.search(headers.get("Content-Type") or "") else None


class Tab:
    """One page of a phone. `step` is called wherever a phone could die, and may raise DiedError."""

    def __init__(self, disk: Disk, port: int, *, skew: timedelta, patience: float, step: Callable[[str], None]) -> None:
        self.disk, self.port, self.skew, self.patience, self.step = disk, port, skew, patience, step
        self.user: str | None = None
        self.token = ""
        self.sent = 0

    def drain(self) -> PauseError | None:
        """Send what waits; → what stopped it, if anything did."""
        try:
            if not self.token:
                self.must_answer()
            self.send_all()
        except PauseError as pause:
            return pause
        return None

    def now(self) -> str:
        """What this phone believes the time is."""
        return (datetime.now(UTC) + self.skew).astimezone(COPENHAGEN).isoformat(timespec="seconds")

    # What

    def send_all(self) -> None:
        """Everything: the records first, then their pictures."""
        failed: dict[tuple[str, int], Record] = {}
        tried: dict[str, str] = {}
        self.sent = 0
        while True:
            queue = [one for one in self.disk.waiting() if _key(one) not in failed]
            photo = None if queue else self.disk.next_photo(tried)
            if self.user != self.disk.person:
                self.must_answer()
            if photo:
                tried[photo[1]] = self.send_photo(*photo)
            elif queue:
                self.send(_batch(queue), failed)
            else:
                break
        if len(failed) > 1 and self.sent == 0:
            raise PauseError("the server is ill")
        for one in failed.values():
            self.disk.fail(one)
        if "received" in tried.values():
            self.post([])
        if "failed" in tried.values():
            raise PauseError("better luck next time")

    def send(self, batch: list[Record], failed: dict[tuple[str, int], Record], *, again: bool = False) -> None:
        """One batch, halved where it is refused as a whole."""
        answer = self.post(batch)
        if answer and answer.status == 200 and isinstance(answer.body, dict) and "results" in answer.body:
            self.step("answer not yet read")
            acknowledged, left = self.disk.settle(batch, answer.body["results"])
            self.sent += acknowledged
            failed.update((_key(one), one) for one in left)
            return
        if answer is None:
            raise PauseError("offline")
        if answer.status == 429:
            raise PauseError("busy", float(answer.headers.get("Retry-After") or 60))
        self.must_answer()
        if answer.status in {401, 403, 409}:
            if again:
                raise PauseError("blocked")
            self.send(batch, failed, again=True)
            return
        if answer.status not in {400, 413} and answer.status < 500:
            raise PauseError("offline")
        if len(batch) == 1:
            failed[_key(batch[0])] = batch[0]
            return
        half = -(-len(batch) // 2)
        self.send(batch[:half], failed)
        self.send(batch[half:], failed)

    def post(self, batch: list[Record]) -> Answer | None:
        """One sync request."""
        names = ("id", "form", "version", "revision", "captured_at", "answers")
        envelope = {
            "device": self.disk.device,
            "as": self.disk.person,
            "pending": self.disk.unsent(),
            "sent_at": self.now(),
            "submissions": [{name: one[name] for name in names} for one in batch],
        }
        return self.call("POST", "/api/sync", json.dumps(envelope).encode(), "application/json")

    def send_photo(self, record: str, id: str, data: bytes, *, again: bool = False) -> str:
        """One try for a picture; → received, stopped or failed."""
        answer = self.call("PUT", f"/api/photos/{id}", data, "image/jpeg")
        status, body = (answer.status, answer.body) if answer else (0, None)
        if not isinstance(body, dict):
            body = {}
        same = {"id": id, "sha256": sha256(data).hexdigest(), "bytes": len(data)}
        if status == 200 and same.items() <= body.items():
            self.step("answer not yet read")
            self.disk.settle_photo(record, id, "sent")
            return "received"
        is_ours = status and body.get("status") == status
        if status == 429 and is_ours and answer:
            raise PauseError("busy", float(answer.headers.get("Retry-After") or 60))
        self.must_answer()
        if is_ours and status in {401, 403} and not again:
            return self.send_photo(record, id, data, again=True)
        if is_ours and status in NEVER:
            self.disk.settle_photo(record, id, "stopped")
            return "stopped"
        return "failed"

    # Talking

    def must_answer(self) -> None:
        """Ask who is here; PauseError where nobody of ours answers."""
        answer = self.call("GET", "/api/session")
        body = answer.body if answer else None
        if not answer or answer.status != 200 or not isinstance(body, dict) or not body.get("csrf_token"):
            raise PauseError("offline")
        self.token, self.user = body["csrf_token"], (body.get("user") or {}).get("id")
        if self.user is None:
            raise PauseError("signed out")

    def call(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer | None:
        """One request; None where nothing of ours came back whole and in time."""
        headers = {"Host": "127.0.0.1", "Accept": "application/json", "Cookie": self.disk.cookie}
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
            return self._read(connection, until)
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def _read(self, connection: http.client.HTTPConnection, until: float) -> Answer | None:
        response = connection.getresponse()
        content = b""
        while piece := response.read1(65536):
            content += piece
            if time.monotonic() > until:
                return None
        if response.length or 300 <= response.status < 400:
            return None
        cookie = response.headers.get("Set-Cookie", "")
        if cookie.startswith("feltbog="):
            self.disk.cookie = cookie.partition(";")[0]
        return Answer(response.status, response.headers, content)


def _key(one: Record) -> tuple[str, int]:
    return one["id"], one["revision"]


def _batch(queue: list[Record]) -> list[Record]:
    """The first that fit into one request, one at least."""
    batch, size = [], 0
    for one in queue[:MOST_RECORDS]:
        size += len(json.dumps(one))
        if size > MOST_BYTES and batch:
            break
        batch.append(one)
    return batch
