"""The digest key and the records that belong to it: with another one no repeat of them would be known again.

It lies in the instance folder (`digest_key`); the database holds its fingerprint. Where the two do not fit, nothing is
taken in before somebody has put the right one back, or has said that things go on with a new one.
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from flask import Flask, current_app
from sqlalchemy import inspect, literal, select
from sqlalchemy.exc import DBAPIError

from .. import config
from ..base import clock, db, dialects
from ..definitions import forms
from ..store import Installation, Quarantine, generation
from . import archive

FILE = "digest_key"
PURPOSE = b"feltbog fingerprint of the digest key\n"
# In bytes; what BLAKE2 takes at most, and what nobody guesses.
SHORTEST, LONGEST = 16, 64

WAYS = (
    "put the one back that they were taken in with (every backup has it), "
    f"or go on with `{config.COMMAND} init --new-digest-key`"
)


class KeyFileError(Exception):
    """The file of the key is missing, damaged or another one than the records'; one line that says what to do."""


def init_app(app: Flask) -> None:
    """Read the key; a new one is made only where no records are yet. Without one, what stands in is kept nowhere."""
    with app.app_context():
        _load()
        if not _is_kept():
            # Nobody knows what a database holds that cannot be asked; `settle` will ask again.
            with suppress(DBAPIError):
                _make_where_nothing_is_yet()


def settle() -> None:
    """See to it that the key is the records' own, and note its fingerprint where there is none yet. Raises KeyFileError."""
    if not _is_kept() and not _make_where_nothing_is_yet():
        raise KeyFileError(f"{_path()} is {_fault()}, and the database holds records: {WAYS}")
    if not inspect(db.engine()).has_table(Installation.__tablename__):
        return
    noted, now = generation.state().key_fingerprint, fingerprint()
    if noted == now:
        return
    if noted and _holds_records():
        raise KeyFileError(f"{_path()} is not the key that the records in the database belong to: {WAYS}")
    with db.writing() as session:
        generation.change(session, key_fingerprint=now)


def begin_anew() -> None:
    """See to it that there is a key to go on with: the file that is there, where it is whole, else a new one."""
    if not _is_kept():
        if _path().exists():
            archive.set_aside(_path())
        _make()


def go_on() -> None:
    """Note that records from before now were taken in with another key. Raises KeyFileError where they were not."""
    if generation.state().key_fingerprint == fingerprint():
        raise KeyFileError(f"{_path()} is the key that the records in the database belong to: nothing was changed")
    with db.writing() as session:
        generation.change(session, key_fingerprint=fingerprint(), rekeyed_at=clock.now())


def fingerprint() -> str:
    """What tells the key from others and says nothing of it: SHA-256, in hexadecimal."""
    return sha256(PURPOSE + current_app.config["DIGEST_KEY"]).hexdigest()


def complaint() -> str | None:
    """What is wrong with the key, in one line; None where nothing is. Changes nothing."""
    if not _is_kept():
        return f"{_path()} is {_fault()}"
    noted = generation.state().key_fingerprint
    return f"{_path()} is another key than the records'" if noted not in {None, fingerprint()} else None


def _make_where_nothing_is_yet() -> bool:
    """Make a key where none is and no records are; whether there is one now."""
    if not _path().exists() and not _holds_records():
        _make()
    return _is_kept()


def _make() -> None:
    config.secret(_path())
    _load()


def _load() -> None:
    """Read the key in the file; where there is none, or none that is whole, use another one for now."""
    try:
        key = bytes.fromhex(_path().read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        key = b""
    is_whole = SHORTEST <= len(key) <= LONGEST
    current_app.config["DIGEST_KEY"] = key if is_whole else token_bytes(LONGEST)
    current_app.config["DIGEST_KEY_IS_KEPT"] = is_whole


def _is_kept() -> bool:
    return bool(current_app.config["DIGEST_KEY_IS_KEPT"])


def _fault() -> str:
    return "damaged" if _path().exists() else "missing"


def _holds_records() -> bool:
    """Whether anything was ever taken in; in a database of an earlier version, too."""
    engine = db.engine()
    if dialects.is_sqlite(engine) and not Path(str(engine.url.database)).exists():
        return False
    there = set(inspect(engine).get_table_names())
    tables = [form.table for form in forms.every()] + [db.table_of(Quarantine)]
    with engine.connect() as connection:
        queries = (select(literal(1)).select_from(table).limit(1) for table in tables if table.name in there)
        return any(connection.scalar(query) for query in queries)


def _path() -> Path:
    return config.instance() / FILE
