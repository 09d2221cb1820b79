"""The truth: what people saved on their phones, written down beside it."""

import threading
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass
class Saved:
    """One record that a phone said to have saved, as it was last; `photos` are SHA-256 by id."""

    form: str
    serial: str
    revision: int
    answers: dict[str, Any]
    is_valid: bool
    photos: dict[str, str]


class Ledger:
    """Written by all phones at once."""

    def __init__(self) -> None:
        self.records: dict[str, Saved] = {}
        self._told: dict[str, int] = {}
        self._lock = threading.Lock()

    def saved(
        self, record: dict[str, Any], serial: str, revision: int, pictures: dict[str, bytes], *, is_valid: bool
    ) -> None:
        """A phone has this on its disk now."""
        photos = {id: sha256(data).hexdigest() for id, data in pictures.items()}
        one = Saved(record["form"], serial, revision, record["answers"], is_valid, photos)
        with self._lock:
            self.records[record["id"]] = one

    def told(self, id: str, revision: int) -> None:
        """A phone has read that this revision of a record is safe."""
        with self._lock:
            self._told[id] = max(revision, self._told.get(id, 0))

    def told_so_far(self) -> dict[str, int]:
        """What phones have read to be safe up to now: revisions by id."""
        with self._lock:
            return dict(self._told)
