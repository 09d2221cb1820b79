"""What a phone has on its disk: it stays when the phone dies, and every method is one transaction (store.js, photo-store.js)."""

import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

from .identity import Identity

MOST_FAILURES = 3
KEPT = {"stored", "updated", "unchanged", "stale", "quarantined"}
FORBIDDEN = "forbidden"
MISSING, OLDER = "missing", "older"
Record = dict[str, Any]
# Hears what the server says to have: the record's id, its revision, and the generation that the page believed in.
Told = Callable[[str, int, str], None]


class Disk:
    """The queue, the pictures, the receipts; shared by all tabs of the phone.

    A photo of a record is {"state", "received_at"}; its picture stays here until a backup has it.
    """

    def __init__(self, device: str, who: Identity, told: Told) -> None:
        self.device, self.who, self.told = device, who, told
        self.lock = threading.RLock()
        self.queue: dict[str, Record] = {}
        self.receipts: dict[str, Record] = {}
        self.pictures: dict[str, bytes] = {}
        self.refused: list[str] = []

    def enqueue(self, record: Record, pictures: dict[str, bytes], taps: dict[str, int]) -> Record:
        """Put a record and its pictures into the queue, counters by what they go up; → it, of a revision one higher than before."""
        with self.lock:
            owner = self.who.owner(record["form"])
            first = {
                "revision": 0,
                "acknowledged": 0,
                "photos": {},
                "owner": owner,
                "captured_at": record["captured_at"],
            }
            before = self.queue.get(record["id"], first)
            photos = before["photos"] | {id: {"state": "waiting"} for id in pictures}
            counted = {name: before.get("answers", {}).get(name, 0) + by for name, by in taps.items()}
            more = {
                "answers": record["answers"] | counted,
                "captured_at": before["captured_at"],
                "revision": before["revision"] + 1,
                "photos": photos,
                **_waiting(),
            }
            kept = self.queue[record["id"]] = deepcopy(before | record | more)
            self.pictures |= pictures
            return deepcopy(kept)

    def waiting(self, owner: str) -> list[Record]:
        """The records of an owner that are to be sent."""
        with self.lock:
            return deepcopy([one for one in self._of(owner) if one["state"] == "waiting"])

    def next_photo(self, owner: str, tried: dict[str, str]) -> tuple[str, str, bytes] | None:
        """A picture whose record has arrived: (record, id, bytes)."""
        with self.lock:
            for one in self._of(owner):
                for id, photo in one["photos"].items() if one["acknowledged"] else ():
                    if photo["state"] == "waiting" and id not in tried:
                        return one["id"], id, self.pictures[id]
            return None

    def unsent(self) -> list[str]:
        """The records that are not all on the server."""
        with self.lock:
            return [id for id, one in self.queue.items() if _is_unsent(one)]

    def stopped(self) -> int:
        """How many things wait for a person to try again."""
        with self.lock:
            states = [part["state"] for one in self.queue.values() for part in (one, *one["photos"].values())]
            return states.count("stopped")

    def holds(self, owner: str) -> bool:
        """Whether anything of an owner's is here, sent or not."""
        with self.lock:
            return any(True for _one in self._of(owner))

    def try_again(self) -> None:
        """Somebody taps on *Prøv igen* for everything that has stopped."""
        with self.lock:
            for one in self.queue.values():
                _go_again(one)

    def allow_again(self, owner: str, forms: list[str]) -> None:
        """What its owner may send again now goes again: it had been stopped for want of a right."""
        with self.lock:
            for one in self._of(owner):
                if one["reason"] == FORBIDDEN and one["form"] in forms:
                    _go_again(one)

    def settle(
        self, sent: list[Record], results: list[Any], generation: str, again: str | None
    ) -> tuple[int, list[Record]]:
        """Take the server's word; → how many were acknowledged, and those that it said nothing of use about.

        again: to which generation the owner was offering again when this was asked. What another one said means nothing.
        """
        acknowledged, left = 0, []
        with self.lock:
            for record in sent:
                if self.who.again.get(record["owner"]) != again:
                    continue
                status = _status(results, record)
                if status in KEPT:
                    acknowledged += 1
                    self.told(record["id"], record["revision"], generation)
                    self._acknowledge(record)
                elif status == FORBIDDEN:
                    self._stop(record, FORBIDDEN)
                else:
                    left.append(record)
        return acknowledged, left

    def _acknowledge(self, record: Record) -> None:
        one = self.queue.get(record["id"])
        if one is None:
            return
        about = {name: record[name] for name in ("owner", "form", "revision")}
        self.receipts[record["id"]] = about | {"status": "received"}
        one["acknowledged"] = max(one["acknowledged"], record["revision"])
        if one["revision"] == record["revision"]:
            one["state"] = "sent"
            if one["form"] == "contact":
                del self.queue[record["id"]]

    def fail(self, record: Record) -> None:
        """The record itself was refused; the third time stops it."""
        with self.lock:
            one = self.queue.get(record["id"])
            if one and one["revision"] == record["revision"] and one["state"] == "waiting":
                one["failures"] += 1
                if one["failures"] >= MOST_FAILURES:
                    self._stop(record, "refused")

    def _stop(self, record: Record, reason: str) -> None:
        one = self.queue.get(record["id"])
        if one and one["revision"] == record["revision"]:
            one |= {"state": "stopped", "reason": reason}
            if reason != FORBIDDEN:
                self.refused.append(record["id"])

    # Pictures

    def receive_photo(self, record: str, id: str, received_at: str, again: str | None) -> None:
        """The server has it; it stays until a backup has it too. `again`: as in `settle`."""
        with self.lock:
            one = self.queue[record]
            if self.who.again.get(one["owner"]) == again:
                one["photos"][id] = {"state": "sent", "received_at": received_at}

    def stop_photo(self, record: str, id: str) -> None:
        """It will never be taken as it is."""
        with self.lock:
            self.queue[record]["photos"][id] = {"state": "stopped"}
            self.refused.append(id)

    def release_photos(self, generation: str, backed_up_through: str | None) -> None:
        """Let go of the pictures that are in a backup of the very server that received them."""
        with self.lock:
            here = [one for one in self.queue.values() if self.who.met.get(one["owner"]) == generation]
            for one in here:
                for id, photo in one["photos"].items():
                    if photo["state"] == "sent" and _is_before(photo.get("received_at"), backed_up_through):
                        photo.pop("received_at")
                        self.pictures.pop(id, None)

    # After a restore

    def offer_again(self, owner: str, generation: str) -> None:
        """All that is held waits again, whoever has acknowledged it before."""
        with self.lock:
            if generation in {self.who.met.get(owner), self.who.again.get(owner)}:
                return
            for one in self._of(owner):
                one["state"] = "waiting" if one["state"] == "sent" else one["state"]
                for photo in one["photos"].values():
                    photo["state"] = "waiting" if "received_at" in photo else photo["state"]
            self.who.again[owner] = generation

    def receipts_alone(self, owner: str) -> dict[str, int]:
        """Of what only a receipt is left: the acknowledged revision by id."""
        with self.lock:
            mine = {id: one["revision"] for id, one in self.receipts.items() if one["owner"] == owner}
            return {id: revision for id, revision in mine.items() if id not in self.queue}

    def note_lost(self, ids: list[str], status: str) -> None:
        """The server no longer has these."""
        with self.lock:
            for id in ids:
                self.receipts[id]["status"] = status

    def has_met(self, owner: str, generation: str) -> None:
        """All that was held has been offered, and the rest asked after."""
        with self.lock:
            self.who.met[owner] = generation
            self.who.again.pop(owner, None)

    def lost(self) -> list[str]:
        """What the phone names as no longer on the server."""
        with self.lock:
            return [id for id, one in self.receipts.items() if one["status"] in {MISSING, OLDER}]

    def dismiss_lost(self) -> None:
        """Somebody has read it."""
        with self.lock:
            for id in self.lost():
                del self.receipts[id]

    def _of(self, owner: str) -> list[Record]:
        return [one for one in self.queue.values() if one["owner"] == owner]


def _waiting() -> Record:
    return {"state": "waiting", "reason": None, "failures": 0}


def _go_again(one: Record) -> None:
    for part in (one, *one["photos"].values()):
        if part["state"] == "stopped":
            part["state"] = "waiting"
    one |= {"failures": 0, "reason": None}


def _is_unsent(one: Record) -> bool:
    return one["state"] != "sent" or any(photo["state"] != "sent" for photo in one["photos"].values())


def _is_before(moment: str | None, other: str | None) -> bool:
    return bool(moment and other and datetime.fromisoformat(moment) < datetime.fromisoformat(other))


def _status(results: list[Any], record: Record) -> str | None:
    for each in results:
        if isinstance(each, dict) and (each.get("id"), each.get("revision")) == (record["id"], record["revision"]):
            return each.get("status")
    return None
