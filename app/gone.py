"""What is gone stays gone, whatever older copy of the database comes back: a journal beside it, and a table in it.

`revocations.jsonl` in the instance folder (0600, only ever added to) and the table `gone` hold the same lines,
`{"at", "what", "id"}`: what was erased, revoked, closed or replaced, when, of which id. Never what it said.
First the journal is on the disk, then the table follows in the act's own transaction.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from . import clock, installation
from .db import Base
from .models import Gone

JOURNAL = "revocations.jsonl"
ERASED, WITHDRAWN, DISCARDED = "record_erased", "record_withdrawn", "item_discarded"
PHOTO_REMOVED, PHOTO_BLACKENED = "photo_removed", "photo_blackened"
CODE_REVOKED, SHUT_OUT, CLOSED = "code_revoked", "guest_shut_out", "account_closed"
ROLE_CHANGED, PASSWORD_CHANGED, SECOND_STEP_CHANGED = "role_changed", "password_changed", "second_step_changed"
KINDS = (
    ERASED, WITHDRAWN, DISCARDED, PHOTO_REMOVED, PHOTO_BLACKENED, CODE_REVOKED, SHUT_OUT, CLOSED, ROLE_CHANGED,
    PASSWORD_CHANGED, SECOND_STEP_CHANGED,
)  # fmt: skip
# The line that takes another one back; the last one counts.
UNDONE = "_undone"

_TABLE = Base.metadata.tables[Gone.__tablename__]


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One line of the journal; `at` in UTC."""

    at: datetime
    what: str
    id: str

    def as_json(self) -> str:
        """As it stands in the file."""
        return json.dumps({"at": self.at.isoformat(), "what": self.what, "id": self.id})


def note(session: Session, what: str, *ids: str, undone: bool = False, at: datetime | None = None) -> None:
    """Note it of these ids, as the last thing in the open transaction of the act itself. `at`: when, if not now.

    Raises OSError.
    """
    if not ids:
        return
    moment = at or clock.now()
    lines = [Line(moment, what + UNDONE if undone else what, id) for id in ids]
    append(_path(), lines)
    keep(session, lines)


def keep(session: Session, lines: Iterable[Line]) -> None:
    """Put lines into the table; each raises the counter by which an older database is known."""
    rows = [{"at": line.at, "what": line.what, "id": line.id} for line in lines]
    if rows:
        session.execute(insert(_TABLE), rows)
        installation.raise_counter(session)


def standing(connection: Connection | Session, what: str, ids: Iterable[str]) -> dict[str, datetime]:
    """Of which of the ids it was noted and not taken back, and when."""
    wanted = list(ids)
    if not wanted:
        return {}
    query = select(_TABLE.c.id, _TABLE.c.what, _TABLE.c.at).where(
        _TABLE.c.id.in_(wanted), _TABLE.c.what.in_([what, what + UNDONE])
    )
    last = {id: (said, at) for id, said, at in connection.execute(query.order_by(_TABLE.c.at, _TABLE.c.number))}
    return {id: at for id, (said, at) in last.items() if said == what}


def kept(connection: Connection | Session) -> list[Line]:
    """All lines of the table, the oldest first."""
    query = select(_TABLE.c.at, _TABLE.c.what, _TABLE.c.id).order_by(_TABLE.c.at, _TABLE.c.number)
    return [Line(*row) for row in connection.execute(query)]


def read(path: Path) -> list[Line]:
    """The lines of a journal; none where there is no file. A line that a power cut left half written was never acted on.

    Raises ValueError for a file that is no journal, and OSError.
    """
    try:
        texts = path.read_text(encoding="ascii").split("\n")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is no journal of Feltbog's") from error
    lines = []
    for number, text in enumerate(texts):
        try:
            said = json.loads(text)
            lines.append(Line(clock.parse(said["at"]), str(said["what"]), str(said["id"])))
        except (ValueError, TypeError, KeyError) as error:
            is_torn = not text.strip() or number == len(texts) - 1 or not text.endswith("}")
            if not is_torn:
                raise ValueError(f"line {number + 1} of {path} is no line of Feltbog's journal") from error
    return lines


def append(path: Path, lines: Iterable[Line]) -> None:
    """Add lines to a journal, which is its owner's alone; they are on the disk when it returns. Raises OSError."""
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        is_torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, ("\n" * is_torn + "".join(f"{line.as_json()}\n" for line in lines)).encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _path() -> Path:
    folder: Path = current_app.config["FELTBOG_INSTANCE"]
    return folder / JOURNAL
