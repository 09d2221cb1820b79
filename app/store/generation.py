"""What the database says of itself: its generation, how far it reaches, whether it is older than its folder knows.

The instance folder and the database keep the same counter. It only rises; a database that is behind its folder is an
older copy that somebody put back, whatever they did it with.
"""

import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from flask import current_app
from sqlalchemy import Connection, event, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ..base import db, trouble
from ..base.db import AppSession, Base
from ..base.ids import new_id
from .server_tables import Installation

# In the instance folder.
COUNTER = "counter"
# Each restore begins so much higher: folders of other servers may know more than the one that was asked.
STRIDE = 1_000_000
# How far a database reaches in which there is nothing.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_TABLE = Base.metadata.tables[Installation.__tablename__]
_ONE = select(_TABLE)


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The row about the database (see `Installation`)."""

    id: int
    generation: str
    counter: int
    restored_to: datetime | None
    restored_at: datetime | None
    backed_up_through: datetime | None
    came_again: int
    key_fingerprint: str | None
    rekeyed_at: datetime | None


def state() -> DatabaseState:
    """How it is now; a database that has never said anything of itself begins to, as soon as it can be written."""
    with db.engine().connect() as connection:
        found = connection.execute(_ONE).first()
    if found is not None:
        return DatabaseState(*found)
    try:
        with db.writing_plainly() as connection:
            return within(connection)
    except DBAPIError as error:
        if trouble.code(error) is None:
            raise
        return DatabaseState(1, _first_generation(), 0, None, None, None, 0, None, None)


def within(connection: Connection | Session) -> DatabaseState:
    """What the database says of itself, read in an open transaction that may write."""
    found = connection.execute(_ONE).first()
    if found is None:
        connection.execute(insert(_TABLE).values(id=1, generation=_first_generation(), counter=0, came_again=0))
        found = connection.execute(_ONE).one()
    return DatabaseState(*found)


def _first_generation() -> str:
    """The same for as long as it cannot be written down, or phones would take a full disk for a restore."""
    found: str = current_app.extensions.setdefault("first_generation", new_id())
    return found


def change(connection: Connection | Session, **values: Any) -> None:
    """Write members of the state, in an open transaction."""
    within(connection)
    connection.execute(update(_TABLE).values(values))


def begin_generation(connection: Connection | Session, restored_to: datetime, at: datetime) -> None:
    """Begin another generation: phones offer again what they hold. `restored_to`: up to when the database reaches, at most."""
    values = {"restored_to": restored_to, "restored_at": at, "backed_up_through": restored_to}
    change(connection, generation=new_id(), came_again=0, **values)


def count_again(connection: Connection | Session, number: int) -> None:
    """So many more records have come back since the restore, in the open transaction."""
    connection.execute(update(_TABLE).values(came_again=_TABLE.c.came_again + number))


def raise_counter(session: Session) -> None:
    """One higher, here with the open transaction and in the folder as soon as that is committed."""
    within(session)
    raised = update(_TABLE).values(counter=_TABLE.c.counter + 1).returning(_TABLE.c.counter)
    session.info[COUNTER] = session.scalars(raised).one()


def catch_up(session: Session) -> None:
    """Bring the counter far above the folder's, whose database is another one or an older one from now on."""
    number = max(within(session).counter, folder_counter()) + STRIDE
    change(session, counter=number)
    session.info[COUNTER] = number


def is_behind() -> bool:
    """Whether the database is older than its folder knows."""
    return state().counter < folder_counter()


def folder_counter() -> int:
    """What the folder knows of; 0 where it knows nothing."""
    try:
        return int(_path().read_text())
    except (FileNotFoundError, ValueError):
        return 0


def latest_moment(connection: Connection | Session) -> datetime:
    """The latest moment at which anything came into the database: how far one reaches that does not say so itself."""
    columns = [
        table.c[name]
        for table in Base.metadata.sorted_tables
        for name in ("received_at", "at", "seen_at", "created_at")
        if name in table.c and table.name != "gone"
    ]
    moments = [connection.scalar(select(func.max(column))) for column in columns]
    return max(filter(None, moments), default=BEGINNING)


def tell_folder() -> None:
    """Let the folder know of as much as the database does; it may be new, or another server's. Raises OSError."""
    if (number := state().counter) > folder_counter():
        _write(number)


@event.listens_for(AppSession, "after_commit")
def _follow(session: Session) -> None:
    """Write the folder's counter once the transaction is on the disk: never before, or a crash would look like a restore."""
    if number := session.info.pop(COUNTER, None):
        try:
            _write(number)
        except OSError:
            # What was done is done, and a folder that knows less does no harm.
            logging.getLogger(__name__).warning("the counter in the instance folder could not be written")


@event.listens_for(AppSession, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(COUNTER, None)


def _write(number: int) -> None:
    path = _path()
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{COUNTER}-", delete=False) as file:
        try:
            file.write(str(number))
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _path() -> Path:
    folder: Path = current_app.config["FELTBOG_INSTANCE"]
    return folder / COUNTER
