"""Whose fault it is when something fails: the machine's (a full disk, a lock, damage, no memory), or our own.

The machine's passes, or somebody mends it: whoever asked is told to try again. Ours is a fault to find. Decided by the
numbers that the database's driver and the system give, never by words.

"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock

from sqlalchemy import exc

from .. import config

# What any use of a database may raise, whoever is to blame: by SQLAlchemy, or by SQLite's driver itself.
DATABASE_ERRORS = (exc.SQLAlchemyError, sqlite3.Error)
# In how many seconds to try again.
RETRY_AFTER = 10
# Of the system: no room, over the quota, a broken or read-only disk, no memory, too many open files, too large a file.
SYSTEM = frozenset(
    {
        errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.EFBIG,
        errno.ENXIO, errno.ENODEV, errno.ESTALE,
    }
)  # fmt: skip
# Of SQLite (their lowest byte: the rest says more about the same); https://www.sqlite.org/rescode.html
SQLITE_FULL = 13
SQLITE = {
    3: "SQLITE_PERM", 5: "SQLITE_BUSY", 6: "SQLITE_LOCKED", 7: "SQLITE_NOMEM", 8: "SQLITE_READONLY", 10: "SQLITE_IOERR",
    11: "SQLITE_CORRUPT", SQLITE_FULL: "SQLITE_FULL", 14: "SQLITE_CANTOPEN", 15: "SQLITE_PROTOCOL", 26: "SQLITE_NOTADB",
}  # fmt: skip
# Of PostgreSQL, by how they begin: connection lost, no resources, stopped by somebody, the system's faults, damage; then
# a lock that was not to be had, a deadlock, a server that is only to be read from, a session that was ended.
# https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL = ("08", "53", "57", "58", "XX", "55P03", "40001", "40P01", "25006", "25P03")
POSTGRESQL_FULL = "53100"


def code(error: BaseException) -> str | None:
    """What the machine's own trouble is called, for the log; None where the fault is ours."""
    if isinstance(error, MemoryError):
        return "ENOMEM"
    if isinstance(error, exc.TimeoutError):
        return "no connection to the database was free"
    if isinstance(error, exc.DBAPIError):
        return _code_of_driver(error.orig, lost=error.connection_invalidated)
    if isinstance(error, sqlite3.Error):
        return _code_of_driver(error, lost=False)
    if isinstance(error, OSError) and error.errno in SYSTEM:
        return errno.errorcode[error.errno]
    return None


def is_full(error: BaseException) -> bool:
    """Whether the disk has no room left."""
    return code(error) in {SQLITE[SQLITE_FULL], POSTGRESQL_FULL, "ENOSPC", "EDQUOT"}


def _code_of_driver(error: BaseException | None, *, lost: bool) -> str | None:
    if isinstance(error, MemoryError):
        return "ENOMEM"
    number, state = getattr(error, "sqlite_errorcode", None), getattr(error, "sqlstate", None)
    if number is not None:
        return SQLITE.get(number & 0xFF)
    if state is not None:
        return state if state.startswith(POSTGRESQL) else None
    # Without a number: no server is there, or none any more; or SQLite's file holds what cannot be text.
    return "no answer of the database" if lost or type(error).__name__ == "OperationalError" else None


# In the instance folder.
NAME = "reserve"
# Some of the largest photos fit, which are overwritten in SQLite's log first; a small disk keeps a quarter of what is free.
BYTES = 16 * 1024**2
SHARE = 4

# Nobody makes it again while somebody else still needs the room.
_one_at_a_time = RLock()


def keep() -> None:
    """Set the room aside, where it is not yet and the disk has it to spare."""
    kept = _size()
    if kept < BYTES and kept < (wanted := min(BYTES, (_free() + kept) // SHARE)):
        _make(wanted)


@contextmanager
def let_go() -> Iterator[None]:
    """Have the room within the block, or within a function that this decorates."""
    with _one_at_a_time:
        kept = _size()
        _path().unlink(missing_ok=True)
        try:
            yield
        finally:
            if kept:
                _make(min(kept, _free()))


def _make(size: int) -> None:
    """Where there is no room after all, there is no reserve."""
    path = _path()
    with suppress(OSError), open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        try:
            os.posix_fallocate(file.fileno(), 0, size)
        except OSError:
            path.unlink()


def _size() -> int:
    try:
        return _path().stat().st_size
    except FileNotFoundError:
        return 0


def _free() -> int:
    return shutil.disk_usage(_path().parent).free


def _path() -> Path:
    return config.instance() / NAME
