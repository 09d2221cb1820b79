"""A phone without a screen: sends what its disk holds, by the rules of sync.js and offer-again.js."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from .disk import MISSING, OLDER, Disk, Record
from .identity import GUEST
from .session import Session
from .talk import Answer, PauseError, Wire

MOST_RECORDS = 100
MOST_BYTES = 1_000_000
# In one question about receipts.
MOST_RECEIPTS = 1000
COPENHAGEN = timezone(timedelta(hours=1))


class Tab:
    """One page of a phone, from its load on."""

    def __init__(self, disk: Disk, port: int, *, skew: timedelta, patience: float, step: Callable[[str], None]) -> None:
        self.disk, self.who, self.skew, self.step = disk, disk.who, skew, step
        self.wire = Wire(disk.who, port, patience, step)
        self.session = Session(self.wire, disk)
        self.sent = 0

    def drain(self) -> PauseError | None:
        """Greet the server, and send what waits; → what stopped it, if anything did."""
        try:
            self.greet()
            self.send_all()
        except PauseError as pause:
            return pause
        return None

    def greet(self) -> None:
        """Hear who is here, what is in a backup, and whether the server is another one than before."""
        self.session.must_answer()
        self.disk.release_photos(self.session.generation, self.session.server["backed_up_through"])
        for owner in self.who.owners:
            if self.session.id_of(owner):
                self.who.met.setdefault(owner, self.session.generation)
            if owner in self.who.met:
                self.disk.offer_again(owner, self.session.generation)
        if self.session.guest and not self.who.codes:
            answer = self.wire.call("GET", f"/api/reference{self.session.as_(GUEST)}")
            if answer and answer.status == 200 and answer.body:
                self.who.remember(answer.body["codes"])

    def now(self) -> str:
        """What this phone believes the time is."""
        return (datetime.now(UTC) + self.skew).astimezone(COPENHAGEN).isoformat(timespec="seconds")

    # What

    def send_all(self) -> None:
        """Everything of everybody who is here, one after the other."""
        self.sent = 0
        stuck = [why for owner in self.who.owners if (why := self.send_of(owner))]
        if stuck:
            raise stuck[-1]

    def send_of(self, owner: str) -> PauseError | None:
        """Everything of one owner: the records first, then their pictures. → what keeps it here, if anything does"""
        failed: dict[tuple[str, int], str] = {}
        tried: dict[str, str] = {}
        while True:
            queue = [one for one in self.disk.waiting(owner) if _key(one) not in failed]
            photo = None if queue else self.disk.next_photo(owner, tried)
            if not queue and not photo:
                break
            if not self.session.id_of(owner):
                self.session.must_answer()
                if not self.session.id_of(owner):
                    return PauseError("join" if owner == GUEST else "signin")
            if photo:
                tried[photo[1]] = self.send_photo(owner, *photo)
            else:
                self.send(_batch(queue), owner, failed)
        self._note_failed(owner, failed)
        if "received" in tried.values():
            self.post([], owner)
        self.settle_again(owner)
        return PauseError("better luck next time") if "failed" in tried.values() else None

    def _note_failed(self, owner: str, failed: dict[tuple[str, int], str]) -> None:
        if len(failed) > 1 and self.sent == 0:
            raise PauseError("ill")
        for one in self.disk.waiting(owner):
            if failed.get(_key(one)) == "refused":
                self.disk.fail(one)

    def send(
        self, batch: list[Record], owner: str, failed: dict[tuple[str, int], str], *, repeat: bool = False
    ) -> None:
        """One batch, halved where it is refused as a whole."""
        again = self.who.again.get(owner)
        answer = self.post(batch, owner)
        if answer and answer.status == 200 and isinstance(answer.body, dict) and "results" in answer.body:
            self.step("answer not yet read")
            acknowledged, left = self.disk.settle(batch, answer.body["results"], self.session.generation, again)
            self.sent += acknowledged
            failed |= {_key(one): "left" for one in left}
            return
        if answer is None:
            raise PauseError("offline")
        if answer.status == 429:
            raise PauseError("busy", answer.delay or 60)
        self.session.must_answer()
        if answer.status == 503:
            raise PauseError("ill", answer.delay)
        if answer.status in {401, 403, 409}:
            if not self.session.id_of(owner):
                return
            if repeat or (self.who.is_shut_out and owner == GUEST):
                raise PauseError("blocked")
            self.send(batch, owner, failed, repeat=True)
            return
        if answer.status not in {400, 413, 422} and answer.status < 500:
            raise PauseError("offline")
        if len(batch) == 1:
            failed[_key(batch[0])] = "ill" if answer.status >= 500 else "refused"
            return
        half = -(-len(batch) // 2)
        self.send(batch[:half], owner, failed)
        self.send(batch[half:], owner, failed)

    def post(self, batch: list[Record], owner: str) -> Answer | None:
        """One sync request."""
        names = ("id", "form", "version", "revision", "captured_at", "answers")
        envelope = {
            "device": self.disk.device,
            "as": self.session.id_of(owner),
            "pending": len(self.disk.unsent()),
            "sent_at": self.now(),
            "submissions": [{name: one[name] for name in names} for one in batch],
        }
        return self.wire.ask("/api/sync", envelope | ({"again": True} if owner in self.who.again else {}))

    def send_photo(self, owner: str, record: str, id: str, data: bytes, *, repeat: bool = False) -> str:
        """One try for a picture; → received, stopped or failed."""
        again = self.who.again.get(owner)
        answer = self.wire.call("PUT", f"/api/photos/{id}{self.session.as_(owner)}", data, "image/jpeg")
        if answer and answer.status == 200 and _is_this(answer.body, id, data):
            self.step("answer not yet read")
            self.disk.receive_photo(record, id, answer.body["received_at"], again)
            return "received"
        status = answer.status if answer and answer.is_of_server else 0
        if answer and status == 429:
            raise PauseError("busy", answer.delay or 60)
        self.session.must_answer()
        if answer and status == 503:
            raise PauseError("ill", answer.delay)
        if status in {401, 403, 409} and not repeat:
            if not self.session.id_of(owner):
                raise PauseError("join" if owner == GUEST else "signin")
            return self.send_photo(owner, record, id, data, repeat=True)
        if status in {400, 403, 404, 409, 413, 422}:
            self.disk.stop_photo(record, id)
            return "stopped"
        return "failed"

    # After a restore

    def settle_again(self, owner: str) -> None:
        """Where all that is held has been offered again, ask after the rest."""
        if not self.session.id_of(owner) or owner not in self.who.again or self.disk.waiting(owner):
            return
        answer = self.post([], owner)  # so that the office hears of a phone that holds nothing, too
        if answer and answer.status == 200:
            self.ask_after(owner)

    def ask_after(self, owner: str) -> None:
        """What does the server no longer have of what only a receipt is left of?"""
        generation, receipts = self.session.generation, list(self.disk.receipts_alone(owner).items())
        for at in range(0, len(receipts), MOST_RECEIPTS):
            records = [{"id": id, "revision": revision} for id, revision in receipts[at : at + MOST_RECEIPTS]]
            answer = self.wire.ask(f"/api/known{self.session.as_(owner)}", {"records": records})
            if not answer or answer.status != 200 or not isinstance(answer.body, dict) or "unknown" not in answer.body:
                return
            self.step("answer not yet read")
            self.disk.note_lost(answer.body["unknown"], MISSING)
            self.disk.note_lost(answer.body["older"], OLDER)
        self.disk.has_met(owner, generation)


def _is_this(body: Any, id: str, data: bytes) -> bool:
    """Whether an answer names this very picture."""
    named = {"id": id, "sha256": sha256(data).hexdigest(), "bytes": len(data)}
    return isinstance(body, dict) and body.items() >= named.items()


def _key(one: Record) -> tuple[str, int]:
    return one["id"], one["revision"]


def _batch(queue: list[Record]) -> list[Record]:
    """The first that fit into one request, one at least."""
    batch: list[Record] = []
    size = 0
    for one in queue[:MOST_RECORDS]:
        size += len(json.dumps(one))
        if size > MOST_BYTES and batch:
            break
        batch.append(one)
    return batch
