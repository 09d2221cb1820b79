"""Makes backups while the server runs: everything that was acknowledged before one began is in it. And does what is due
every day: the counter goes on, lines of the journal that no backup needs go, and so does what was broken off.
"""

import json
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete

from .. import config
from ..base import clock, db, dialects, migrate
from ..store import Gone, generation, gone
from . import archive, copying
from .coming_back import MONTHS
from .copying import Progress

# In the instance folder: when the last backup was made, and where.
NOTE = "last_backup.json"
NAMED = re.compile(r"feltbog-(\d{8}T\d{6}Z)\.zip")
BEFORE = re.compile(r"before-(\d{8}T\d{6}Z)-\w+\.zip")
# In the instance folder: those that were made before a migration.
BACKUPS = "backups"
# How many of those that were made before a migration stay.
KEPT_BEFORE = 3
# What backups, restores and files that were being written leave behind when the machine stops.
LEFT = re.compile(r"\.(feltbog|restore|counter)-\w+|\..+\.zip\.\w+")
A_DAY = timedelta(days=1)


def back_up(target: Path, progress: Progress | None = None) -> archive.Manifest:
    """Make a backup of the app's database and keys in the file `target`, or in a new file in that folder.

    Raises archive.ArchiveError where the database is damaged or was never made, migrate.UnknownRevisionError, and OSError.
    """
    revision = migrate.present()
    if revision is None:
        raise archive.ArchiveError(f"there is no database to back up; run `{config.COMMAND} init` first")
    target = file_in(target)
    with db.writing_plainly():  # whoever was writing has been waited for
        through = clock.now()
    with TemporaryDirectory(dir=target.parent, prefix=".feltbog-") as folder:
        copied, journal = Path(folder) / archive.DATABASE, Path(folder) / gone.JOURNAL
        rows = _copy_database(copied, progress)
        gone.append(journal, _journal(has_table=revision == migrate.head()))
        # SECRET_KEY may be given by the environment instead.
        keys = {name: path for name in archive.KEYS if (path := config.instance() / name).exists()}
        manifest = archive.write(
            target, {archive.DATABASE: copied, gone.JOURNAL: journal, **keys}, through, revision, rows
        )
    if revision == migrate.head():
        _note_in_database(through)
    (config.instance() / NOTE).write_text(
        json.dumps({"at": clock.iso(manifest.made_at), "file": str(target.resolve())})
    )
    return manifest


def file_in(target: Path) -> Path:
    """The file for a backup: `target`, or where that is a folder, one in it that is named by the moment."""
    return target / f"feltbog-{clock.now():%Y%m%dT%H%M%SZ}.zip" if target.is_dir() else target


def rotate(folder: Path, keep: int, named: re.Pattern[str] = NAMED) -> list[Path]:
    """Remove the oldest backups in a folder but for `keep`; only files that were named here. → those removed."""
    found = sorted(path for path in folder.iterdir() if named.fullmatch(path.name))
    for path in found[:-keep]:
        path.unlink()
    return found[:-keep]


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
    folder = config.instance() / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    made = folder / f"before-{clock.now():%Y%m%dT%H%M%SZ}-{migrate.head()}.zip"
    back_up(made)
    migrate.upgrade()
    rotate(folder, KEPT_BEFORE, BEFORE)
    return made


def last() -> tuple[datetime, Path] | None:
    """When the last backup of this installation was made, and which file it is; nothing where that cannot be read."""
    try:
        said = json.loads((config.instance() / NOTE).read_text())
        return clock.parse(said["at"]), Path(said["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def tend() -> tuple[int, list[Path]]:
    """Do what is due every day; → how many lines of the journal went, and which leftovers.

    Lines are kept for 13 months, and as long as the oldest backup. Raises ArchiveError for a damaged journal, and OSError.
    """
    table, now = db.table_of(Gone), clock.now()
    needed_since = min(clock.months_before(now, MONTHS), *_moments(), now)
    with db.writing() as session:  # meanwhile nobody else adds a line
        generation.raise_counter(session)
        there = archive.journal(gone.path())
        needed = [line for line in there if line.at >= needed_since]
        number = db.change(session, delete(table).where(table.c.at < needed_since))
        if needed != there:
            gone.rewrite(gone.path(), needed)
    return max(number, len(there) - len(needed)), _clear(now - A_DAY)


def _moments() -> list[datetime]:
    """When the backups were made that are still there: in the folder of the last one, and those before migrations."""
    names = [path.name for folder in _folders() for path in folder.iterdir()]
    named = filter(None, (NAMED.fullmatch(name) or BEFORE.fullmatch(name) for name in names))
    found = [datetime.strptime(f"{each[1]}+0000", "%Y%m%dT%H%M%SZ%z") for each in named]
    return found + ([made[0]] if (made := last()) else [])


def _folders() -> set[Path]:
    """Where this installation's backups are made: the last one's folder, and the one for those before migrations."""
    found = {config.instance() / BACKUPS} | ({made[1].parent} if (made := last()) else set())
    return {folder for folder in found if folder.is_dir()}


def _clear(before: datetime) -> list[Path]:
    """Remove leftovers that nothing can be writing any more; → those removed."""
    found = [
        path for folder in {config.instance(), *_folders()} for path in folder.iterdir() if LEFT.fullmatch(path.name)
    ]
    left = [path for path in found if path.stat().st_mtime < before.timestamp()]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return left


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
            if found := dialects.faults(connection):
                raise archive.ArchiveError(f"the database is damaged ({found[0]}); restore the last good backup")
            return copying.count(connection, copying.tables_of(connection))
