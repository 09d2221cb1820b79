"""What was broken off: folders of backups and restores whose maker is gone, with the database in plain in them.

A backup or restore works in a folder of its own, `.feltbog-…` beside the file that it makes or `.restore-…` in the instance
folder, and holds a lock on it, which ends with its process, however that ends. A note `.working-…` in the instance
folder, locked as well, says where. So what nobody holds can go at once, and what somebody holds stays.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from .. import config
from ..base import clock, db, dialects
from . import copies

BACKUP, RESTORE, WORKING = ".feltbog-", ".restore-", ".working-"
# Of these there are some only while they are made, or when that was broken off; earlier versions wrote the second.
_OURS = re.compile(r"\.(feltbog|restore|working)-\w+|\..+\.zip(\.age)?\.\w+")
# These are there for a moment whenever a key or the counter is written, and nobody locks them.
_UNLOCKED = re.compile(r"\.counter-\w+|\.(digest_key|secret_key)\.\w+")
A_DAY = timedelta(days=1)


@contextmanager
def folder_in(parent: Path, prefix: str) -> Iterator[Path]:
    """A folder of one's own (0700) in `parent`, for as long as the block lasts: BACKUP or RESTORE begins its name.

    Raises OSError.
    """
    folder = parent.resolve() / f"{prefix}{token_hex(8)}"
    with _own(config.instance() / f"{WORKING}{token_hex(8)}", str(folder)), _own(folder):
        yield folder


def find() -> list[Path]:
    """What nobody works with any more, in this installation's folders and where its notes say."""
    found = [path for folder in {config.instance(), *copies.folders()} for path in folder.iterdir()]
    notes = [path for path in found if path.name.startswith(WORKING)]
    return sorted({path for path in [*found, *filter(None, map(_named, notes))] if _is_left(path)})


def remove() -> list[Path]:
    """Remove what of it can be removed; → what is gone."""
    found = find()
    # A note goes last: it is what finds its folder again.
    for path in sorted(found, key=lambda path: path.name.startswith(WORKING)):
        named = _named(path) if path.name.startswith(WORKING) else None
        if not (named and named.exists()):
            _remove(path)
    if any(path.name.startswith(RESTORE) for path in found):
        # What it had not finished may stand in SQLite's log still.
        dialects.leave_no_traces(db.engine(), thoroughly=False)
    return [path for path in found if not path.exists()]


@contextmanager
def _own(path: Path, words: str | None = None) -> Iterator[None]:
    """Make a file with these words, or a folder, and hold it; it is gone afterwards."""
    handle = _make(path, words)
    while not path.exists():  # somebody took it for left before it was held
        os.close(handle)
        handle = _make(path, words)
    try:
        yield
    finally:
        _remove(path, is_held=True)
        os.close(handle)


def _make(path: Path, words: str | None) -> int:
    if words is None:
        path.mkdir(mode=0o700)
        handle = os.open(path, os.O_RDONLY)
    else:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(handle, words.encode())
        os.fsync(handle)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


@contextmanager
def _held(path: Path) -> Iterator[bool]:
    """Whether nobody else holds it; within the block nobody does."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        yield False
        return
    try:
        yield _lock(handle)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_left(path: Path) -> bool:
    if _UNLOCKED.fullmatch(path.name):
        with suppress(FileNotFoundError):  # it was done with just now
            return path.stat().st_mtime < (clock.now() - A_DAY).timestamp()
    if not _OURS.fullmatch(path.name):
        return False
    with _held(path) as free:
        return free


def _remove(path: Path, *, is_held: bool = False) -> None:
    with nullcontext(True) if is_held else _held(path) as free, suppress(OSError):
        if free and path.is_dir():
            shutil.rmtree(path)
        elif free:
            path.unlink()


def _named(note: Path) -> Path | None:
    """The folder that a note names, where it can be one of ours."""
    try:
        named = Path(note.read_text())
    except (OSError, ValueError):
        return None
    return named if named.is_absolute() and named.name.startswith((BACKUP, RESTORE)) else None
