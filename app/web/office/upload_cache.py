"""Queue files between the page that reads one and the page that takes it in.

Kept in memory, because a queue may hold what must not be written to disk as it is. One file a person; forgotten
after half an hour.
"""

import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from ...base import clock
from ...intake.queue_file import QueueFile

KEPT = timedelta(minutes=30)


@dataclass(frozen=True)
class HeldFile:
    """A file that somebody chose, and when."""

    id: str
    queue: QueueFile
    since: datetime


_lock = threading.Lock()


def keep(queue: QueueFile, person_id: str) -> str:
    """Hold the file in the place of this person's last one; its id."""
    held = HeldFile(str(uuid.uuid4()), queue, clock.now())
    with _lock:
        _all()[person_id] = held
    return held.id


def find(id: str, person_id: str) -> QueueFile | None:
    """The person's file with that id, if it is still held."""
    limit = clock.now() - KEPT
    with _lock:
        for owner, held in list(_all().items()):
            if held.since < limit:
                del _all()[owner]
        found = _all().get(person_id)
    return found.queue if found and found.id == id else None


def drop(id: str, person_id: str) -> None:
    """Forget the file."""
    with _lock:
        found = _all().get(person_id)
        if found and found.id == id:
            del _all()[person_id]


def _all() -> dict[str, HeldFile]:
    """The current app's files, by the person who chose them."""
    files: dict[str, HeldFile] = current_app.extensions.setdefault("queue_files", {})
    return files
