"""Room kept on the disk for taking things away: a deletion, too, writes a little before it gives anything back.

A file of zeros in the instance folder, made while there is room, and let go of for as long as something is erased or
purged. It is made again afterwards, as large as there is room for then.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock

from .. import config

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
