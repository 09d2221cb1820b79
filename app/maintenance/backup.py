"""Makes backups while the server runs: everything that was acknowledged before one began is in it. And does what is due
every day: the counter goes on, lines of the journal that no backup needs go, and so does what was broken off or is old.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, delete

from .. import config
from ..base import clock, db, dialects, migrate
from ..store import Gone, generation, gone
from . import archive, copies, copying, database_parts, encryption, leftovers
from .coming_back import MONTHS
from .copying import Progress


def back_up(target: Path, progress: Progress | None = None, recipients: Sequence[str] = ()) -> archive.Manifest:
    """Make a backup of the app's database, its digest key and its journal: the file `target`, its owner's alone.

    recipients: the public keys (age1…) of those who may read it. It is encrypted then, and nothing of it is on a disk
    in plain at any time. `target` is there when the whole is on the disk and has been read back; before, it is as it was.
    Raises archive.ArchiveError where the database is damaged or was never made, encryption.AgeKeyError for what is no
    public key, migrate.UnknownRevisionError, and OSError.
    """
    encryption.check(recipients)
    revision = migrate.present()
    if revision is None:
        raise archive.ArchiveError(f"there is no database to back up; run `{config.COMMAND} init` first")
    is_current = revision == migrate.head()
    leftovers.remove()
    with db.writing_plainly():  # whoever was writing has been waited for
        through = clock.now()
    with leftovers.folder_in(target.parent, leftovers.BACKUP) as folder:
        made = folder / target.name
        taken = _in_parts(revision, progress) if recipients else _as_file(folder, progress)
        with taken as (rows, database), encryption.written(made, recipients) as file:
            contents = [*_keys(), (gone.JOURNAL, BytesIO(gone.as_text(_journal(has_table=is_current))))]
            manifest = archive.write(file, chain(database, contents), through, revision, rows)
        os.replace(made, target)
    gone.settle(target.parent)
    if is_current:
        _note_in_database(through)
    copies.note(manifest.made_at, target)
    return manifest


def bring_up_to_date() -> Path | None:
    """Migrate the app's database where it must be; the backup that was made before, if there was anything to keep.

    Raises archive.ArchiveError where it is damaged, migrate.UnknownRevisionError, and OSError.
    """
    present = migrate.present()
    if present == migrate.head():
        return None
    if present is None:
        migrate.upgrade()
        return None
    made = copies.file_before(migrate.head())
    back_up(made)
    migrate.upgrade()
    copies.remove_old()
    return made


def tend() -> tuple[int, list[Path]]:
    """Do what is due every day; → how many lines of the journal went, and which leftovers and old copies.

    Lines are kept for 13 months, and as long as the oldest backup. Raises ArchiveError for a damaged journal, and OSError.
    """
    removed = leftovers.remove() + copies.remove_old()
    table, now = db.table_of(Gone), clock.now()
    needed_since = min(clock.months_before(now, MONTHS), *copies.moments(), now)
    with db.writing() as session:  # meanwhile nobody else adds a line
        generation.raise_counter(session)
        there = archive.journal(gone.path())
        needed = [line for line in there if line.at >= needed_since]
        number = db.change(session, delete(table).where(table.c.at < needed_since))
        if needed != there:
            gone.rewrite(gone.path(), needed)
    return max(number, len(there) - len(needed)), removed


Contents = Iterable[tuple[str, IO[bytes]]]


@contextmanager
def _as_file(folder: Path, progress: Progress | None) -> Iterator[tuple[dict[str, int], Contents]]:
    """The database as one file in the folder, and how many rows it has, by table."""
    copied = folder / archive.DATABASE
    rows = _copy_database(copied, progress)
    with copied.open("rb") as file:
        yield rows, [(archive.DATABASE, file)]


@contextmanager
def _in_parts(revision: str, progress: Progress | None) -> Iterator[tuple[dict[str, int], Contents]]:
    """The same in parts, of which one is in memory at a time and none on the disk."""
    with dialects.snapshot(db.engine()) as connection:
        _refuse_damage(connection)
        numbered = enumerate(database_parts.take(connection, revision, progress), 1)
        rows = copying.count(connection, copying.tables_of(connection))
        yield rows, ((archive.part(number), BytesIO(part)) for number, part in numbered)


def _keys() -> list[tuple[str, IO[bytes]]]:
    """The digest key, where there is one. What signs the sessions stays here: whoever has a backup must not get in with it."""
    path = config.instance() / archive.DIGEST_KEY
    return [(archive.DIGEST_KEY, BytesIO(path.read_bytes()))] if path.exists() else []


def _note_in_database(through: datetime) -> None:
    """Phones may then let go of what they kept in case it was lost. Never an earlier moment than the one that is there."""
    with db.writing_plainly() as connection:
        before = generation.within(connection).backed_up_through
        generation.change(connection, backed_up_through=max(through, before or through))


def _journal(*, has_table: bool) -> list[gone.JournalLine]:
    """What the folder and the database know, which is more where there are several servers. `check` says when it is damaged."""
    lines: set[gone.JournalLine] = set()
    with suppress(ValueError):
        lines |= set(gone.read(gone.path()))
    if has_table:
        with db.engine().connect() as connection:
            lines |= set(gone.kept(connection))
    return sorted(lines)


def _copy_database(target: Path, progress: Progress | None) -> dict[str, int]:
    """The database as it is at one moment, as a SQLite file without what was deleted; → how many rows it holds, by table."""
    source = db.engine()
    # Private from the beginning: SQLite keeps the mode of a file that is there.
    archive.open_private(target).close()
    if dialects.is_sqlite(source):
        with closing(sqlite3.connect(str(source.url.database), isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", [str(target)])
    with dialects.opened(f"sqlite:///{target}") as copied:
        if not dialects.is_sqlite(source):
            return copying.copy(source, copied, progress)
        with copied.connect() as connection:
            _refuse_damage(connection)
            return copying.count(connection, copying.tables_of(connection))


def _refuse_damage(connection: Connection) -> None:
    if found := dialects.faults(connection):
        raise archive.ArchiveError(f"the database is damaged ({found[0]}); restore the last good backup")
