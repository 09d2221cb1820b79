"""What a phone has on its disk: it stays when the phone dies, and every method is one transaction (store.js)."""

import threading
from collections.abc import Callable
from copy import deepcopy
from typing import Any

MOST_FAILURES = 3
KEPT = {"stored", "updated", "unchanged", "stale", "quarantined"}
Record = dict[str, Any]


class Disk:
    """The queue, the pictures, the session's cookie; shared by all tabs of the phone. `told` hears what is safe on the server."""

    def __init__(self, device: str, person: str, cookie: str, told: Callable[[str, int], None]) -> None:
        self.device, self.person, self.cookie, self.told = device, person, cookie, told
        self._lock = threading.RLock()
        self._queue: dict[str, Record] = {}
        self._pictures: dict[str, bytes] = {}

    def enqueue(self, record: Record, pictures: dict[str, bytes]) -> int:
        """Put a record and its pictures into the queue; → its revision, one higher than before."""
        with self._lock:
            before = self._queue.get(record["id"], {"revision": 0, "acknowledged": 0, "photos": {}})
            photos = dict(before["photos"]) | dict.fromkeys(pictures, "waiting")
            revision: int = before["revision"] + 1
            more = {"revision": revision, "state": "waiting", "failures": 0, "photos": photos}
            self._queue[record["id"]] = deepcopy(before | record | more)
            self._pictures |= pictures
            return revision

    def waiting(self) -> list[Record]:
        """The records that are to be sent."""
        with self._lock:
            return deepcopy([one for one in self._queue.values() if one["state"] == "waiting"])

    def next_photo(self, tried: dict[str, str]) -> tuple[str, str, bytes] | None:
        """A picture whose record has arrived: (record, id, bytes)."""
        with self._lock:
            for one in self._queue.values():
                for id, state in one["photos"].items() if one["acknowledged"] else ():
                    if state == "waiting" and id not in tried:
                        return one["id"], id, self._pictures[id]
            return None

    def unsent(self) -> int:
        """How many records are not all on the server."""
        with self._lock:
            return sum(_is_unsent(one) for one in self._queue.values())

    def stopped(self) -> int:
        """How many things wait for a person to try again."""
        with self._lock:
            found = [[one["state"], *one["photos"].values()] for one in self._queue.values()]
            return sum(states.count("stopped") for states in found)

    def try_again(self) -> None:
        """Somebody taps on *Prøv igen* for everything that has stopped."""
        with self._lock:
            for one in self._queue.values():
                again = {"stopped": "waiting"}
                one["state"] = again.get(one["state"], one["state"])
                one["photos"] = {id: again.get(state, state) for id, state in one["photos"].items()}
                one["failures"] = 0

    def settle(self, sent: list[Record], results: list[Any]) -> tuple[int, list[Record]]:
        """Take the server's word; → how many were acknowledged, and those that it said nothing of use about."""
        acknowledged, left = 0, []
        with self._lock:
            for record in sent:
                one = self._queue[record["id"]]
                status = _status(results, record)
                if status in KEPT:
                    acknowledged += 1
                    one["acknowledged"] = max(one["acknowledged"], record["revision"])
                    self.told(record["id"], record["revision"])
                    if one["revision"] == record["revision"]:
                        one["state"] = "sent"
                elif status == "forbidden":
                    one["state"] = "stopped"
                else:
                    left.append(record)
        return acknowledged, left

    def fail(self, record: Record) -> None:
        """Count a failure; the third one stops the record."""
        with self._lock:
            one = self._queue[record["id"]]
            if one["revision"] == record["revision"] and one["state"] == "waiting":
                one["failures"] += 1
                if one["failures"] >= MOST_FAILURES:
                    one["state"] = "stopped"

    def settle_photo(self, record: str, id: str, state: str) -> None:
        """A picture is sent, and goes; or it has stopped."""
        with self._lock:
            self._queue[record]["photos"][id] = state
            if state == "sent":
                self._pictures.pop(id, None)


def _is_unsent(one: Record) -> bool:
    return one["state"] != "sent" or any(state != "sent" for state in one["photos"].values())


def _status(results: list[Any], record: Record) -> str | None:
    for each in results:
        if isinstance(each, dict) and (each.get("id"), each.get("revision")) == (record["id"], record["revision"]):
            return each.get("status")
    return None
