"""What is gone stays gone, whatever older copy of the database comes back: a journal beside it, and a table in it.

`revocations.jsonl` in the instance folder (0600, only ever added to) and the table `gone` hold the same lines,
`{"at", "what", "id"}`: what was erased, revoked, closed or replaced, when, of which id. Never what it said.
First the journal is on the disk, then the table follows in the act's own transaction.
"""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from ..base import clock
from ..base.db import Base
from . import generation
from .server_tables import Gone

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
LONGEST_WHAT, LONGEST_ID = 40, 80
# A line without its values.
_EMPTY, _VALUE = '{"at": "", "what": "", "id": ""}', re.compile(r'(": ")[^"]*')

_TABLE = Base.metadata.tables[Gone.__tablename__]


@dataclass(frozen=True, slots=True, order=True)
class JournalLine:
    """One line of the journal; `at` in UTC."""

    at: datetime
    what: str
    id: str

    @property
    def kind(self) -> str:
        """What was done, or taken back."""
        return self.what.removesuffix(UNDONE)

    @property
    def is_undone(self) -> bool:
        """Whether it takes back what an earlier line of the id says."""
        return self.what.endswith(UNDONE)

    def as_json(self) -> str:
        """As it stands in the file."""
        return json.dumps({"at": self.at.isoformat(), "what": self.what, "id": self.id})


def note(session: Session, what: str, *ids: str, undone: bool = False, at: datetime | None = None) -> datetime:
    """Note it of these ids, as the last thing in the open transaction of the act itself; → when. Raises OSError.

    `at`: when it was, if not now. What the act has still to write is written first: the line in the file cannot be taken back. It is later than what
    was noted of the same before, whatever the clock did meanwhile.
    """
    session.flush()
    before = session.scalar(
        select(func.max(_TABLE.c.at)).where(_TABLE.c.id.in_(ids), _TABLE.c.what.in_([what, what + UNDONE]))
    )
    at = at or clock.now()
    at = max(at, before + timedelta(microseconds=1)) if before else at
    lines = [JournalLine(at, what + UNDONE if undone else what, id) for id in ids]
    if lines:
        append(path(), lines)
        keep(session, lines)
    return at


def keep(session: Session, lines: Iterable[JournalLine]) -> None:
    """Put lines into the table; each raises the counter by which an older database is known."""
    rows = [{"at": line.at, "what": line.what, "id": line.id} for line in lines]
    if rows:
        session.execute(insert(_TABLE), rows)
        generation.raise_counter(session)


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


def kept(connection: Connection | Session) -> list[JournalLine]:
    """All lines of the table, the oldest first."""
    query = select(_TABLE.c.at, _TABLE.c.what, _TABLE.c.id).order_by(_TABLE.c.at, _TABLE.c.number)
    return [JournalLine(*row) for row in connection.execute(query)]


def read(journal: Path) -> list[JournalLine]:
    """The lines of a journal; none where there is no file. A line that a power cut left half written was never acted on.

    Raises ValueError for a file that is no journal, and OSError.
    """
    try:
        texts = journal.read_text(encoding="ascii").split("\n")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise ValueError(f"{journal} is no journal of Feltbog's") from error
    lines = []
    for number, text in enumerate(texts):
        try:
            lines.append(_line(json.loads(text)))
        except (ValueError, TypeError, KeyError) as error:
            if not _is_torn(text):
                raise ValueError(f"line {number + 1} of {journal} is no line of Feltbog's journal") from error
    return lines


def _is_torn(text: str) -> bool:
    """Whether it is the beginning of a line, or nothing."""
    return (shape := _VALUE.sub(r"\1", text)) != _EMPTY and _EMPTY.startswith(shape)


def _line(said: Any) -> JournalLine:
    what, id = said["what"], said["id"]
    if not (isinstance(what, str) and isinstance(id, str) and len(what) <= LONGEST_WHAT and len(id) <= LONGEST_ID):
        raise ValueError("no words of Feltbog's")
    return JournalLine(clock.parse(said["at"]), what, id)


def append(journal: Path, lines: Iterable[JournalLine]) -> None:
    """Add lines to a journal, which is its owner's alone; they are on the disk when it returns. All or none; raises OSError."""
    is_new = not journal.exists()
    handle = os.open(journal, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        is_torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        text = b"\n" * is_torn + as_text(lines)
        try:
            while text:
                text = text[os.write(handle, text) :]
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)
    if is_new:
        settle(journal.parent)


def as_text(lines: Iterable[JournalLine]) -> bytes:
    """The lines as they stand in a journal."""
    return "".join(f"{line.as_json()}\n" for line in lines).encode("ascii")


def rewrite(journal: Path, lines: Iterable[JournalLine]) -> None:
    """Let a journal hold these lines instead, as a whole or not at all. Raises OSError."""
    made = journal.with_suffix(".new")
    made.unlink(missing_ok=True)
    append(made, lines)
    os.replace(made, journal)
    settle(journal.parent)


def settle(folder: Path) -> None:
    """See to it that what a folder lists is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def path() -> Path:
    """The journal in the instance folder."""
    folder: Path = current_app.config["FELTBOG_INSTANCE"]
    return folder / JOURNAL
