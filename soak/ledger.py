"""The truth: what people saved on their phones, what the phones were told, and what was taken away; written down beside it."""

import threading
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from .capture import Capture


@dataclass
class Saved:
    """One record that a phone said to have saved, as it was last; `photos` are SHA-256 by id ("" where nobody can know it), `is_last` where it stays so."""

    phone: str
    form: str
    serial: str
    revision: int
    answers: dict[str, Any]
    is_valid: bool
    is_last: bool
    photos: dict[str, str]


class Ledger:
    """Written by all phones at once. `reviewed`: phones whose records may wait for the leader, because they are not let in as before.

    `named`: what a restore has lost and the phones have said so.
    """

    def __init__(self) -> None:
        self.records: dict[str, Saved] = {}
        self.reviewed: set[str] = set()
        self.named: set[str] = set()
        self._told: dict[str, tuple[int, str]] = {}
        self._lock = threading.Lock()

    def saved(self, phone: str, capture: Capture, record: dict[str, Any]) -> None:
        """A phone has this on its disk now, or something newer that another of its tabs has told already."""
        revision = record["revision"]
        photos = {id: "" if capture.hangs else sha256(data).hexdigest() for id, data in capture.pictures.items()}
        is_last = revision == capture.times and not capture.hangs
        answers, is_valid = record["answers"], capture.is_valid
        one = Saved(phone, record["form"], capture.serial, revision, answers, is_valid, is_last, photos)
        with self._lock:
            before = self.records.get(record["id"], one)
            self.records[record["id"]] = max(one, before, key=lambda each: each.revision)

    def became(self, id: str, revision: int, photos: list[str]) -> None:
        """What a phone has made of a record by itself: pictures that it made ready later, or has given up, are not as they were."""
        with self._lock:
            one = self.records[id]
            self.records[id] = replace(one, revision=revision, photos=dict.fromkeys(photos, ""))

    def of(self, phone: str) -> dict[str, Saved]:
        """What was saved on one phone."""
        with self._lock:
            return {id: one for id, one in self.records.items() if one.phone == phone}

    def may_wait(self, id: str) -> bool:
        """Whether a record may wait for the leader's review although it is good."""
        return self.records[id].phone in self.reviewed

    def told(self, id: str, revision: int, generation: str) -> None:
        """A phone has read that this revision of a record is safe, on the server of that generation."""
        with self._lock:
            before, of = self._told.get(id, (0, generation))
            self._told[id] = max(revision, before if of == generation else 0), generation

    def told_by(self, generation: str) -> dict[str, int]:
        """What phones have read to be safe there up to now: revisions by id."""
        with self._lock:
            return {id: revision for id, (revision, of) in self._told.items() if of == generation}
