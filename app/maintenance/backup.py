"""Makes backups while the server runs: everything that was acknowledged before one began is in it."""

import json
import re
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app
from sqlalchemy import Engine, MetaData, func, select

from .. import config
from ..base import clock, db, dialects, migrate
from ..store import generation, gone
from . import archive
from .copying import Progress, copy

# In the instance folder: when the last backup was made, and where.
NOTE = "last_backup.json"
NAMED = re.compile(r"feltbog-(\d{8}T\d{6}Z)\.zip")
BEFORE = re.compile(r"before-(\d{8}T\d{6}Z)-\w+\.zip")
# In the instance folder: those that were made before a migration.
BACKUPS = "backups"
# How many of those that were made before a migration stay.
KEPT_BEFORE = 3


def back_up(target: Path, progress: Progress | None = None) -> archive.Manifest:
    """Make a backup of the app's database and keys in the file `target`, or in a new file in that folder.

    Raises archive.ArchiveError where the database is damaged or was never made, migrate.UnknownRevisionError, and OSError.
    """
    revision = migrate.present()
    if revision is None:
        raise archive.ArchiveError(f"there is no database to back up; run `{config.COMMAND} init` first")
    instance: Path = current_app.config["FELTBOG_INSTANCE"]
    target, through = file_in(target), _all_committed()
    with TemporaryDirectory(dir=target.parent, prefix=".feltbog-") as folder:
        copied = Path(folder) / archive.DATABASE
        # Private from the beginning: SQLite keeps the mode of a file that is there.
        archive.open_private(copied).close()
        rows = _copy_database(db.engine(), copied, progress)
        journal = Path(folder) / gone.JOURNAL
        gone.append(journal, _journal(has_table=revision == migrate.head()))
        files = {archive.DATABASE: copied, gone.JOURNAL: journal, **_keys(instance)}
        manifest = archive.write(target, files, through, revision, rows)
    if revision == migrate.head():
        _note_in_database(through)
    (instance / NOTE).write_text(json.dumps({"at": clock.iso(manifest.made_at), "file": str(target.resolve())}))
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


def last() -> datetime | None:
    """When the last backup of this installation was made."""
    said = _said()
    return clock.parse(said["at"]) if said else None


def _said() -> dict[str, str]:
    """What stands about the last backup: `{"at", "file"}`; nothing where that cannot be read."""
    try:
        said = json.loads((current_app.config["FELTBOG_INSTANCE"] / NOTE).read_text())
        return {"at": clock.iso(clock.parse(said["at"])), "file": str(said["file"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


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
    folder: Path = current_app.config["FELTBOG_INSTANCE"] / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    made = folder / f"before-{clock.now():%Y%m%dT%H%M%SZ}-{migrate.head()}.zip"
    back_up(made)
    migrate.upgrade()
    rotate(folder, KEPT_BEFORE, BEFORE)
    return made


def moments() -> list[datetime]:
    """When the backups were made that are still there: in the folder of the last one, and those before migrations."""
    names = [path.name for folder in folders() if folder.is_dir() for path in folder.iterdir()]
    named = filter(None, (NAMED.fullmatch(name) or BEFORE.fullmatch(name) for name in names))
    found = [datetime.strptime(f"{each[1]}+0000", "%Y%m%dT%H%M%SZ%z") for each in named]
    return found + ([clock.parse(_said()["at"])] if _said() else [])


def folders() -> list[Path]:
    """Where this installation's backups are made: the last one's folder, and the one for those before migrations."""
    own = current_app.config["FELTBOG_INSTANCE"] / BACKUPS
    return [own, *([Path(_said()["file"]).parent] if _said() else [])]


def _all_committed() -> datetime:
    """A moment, now, before which nothing was received that is not committed: whoever was writing has been waited for."""
    with db.writing_plainly():
        return clock.now()


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


def _keys(instance: Path) -> dict[str, Path]:
    """The keys that lie in the instance folder; SECRET_KEY may be given by the environment instead."""
    return {name: instance / name for name in archive.KEYS if (instance / name).exists()}


def _copy_database(source: Engine, target: Path, progress: Progress | None) -> dict[str, int]:
    """The database as it is at one moment, as a SQLite file without what was deleted; → how many rows it holds."""
    if dialects.is_sqlite(source):
        with closing(sqlite3.connect(str(source.url.database), isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", [str(target)])
    copied = dialects.make_engine(f"sqlite:///{target}")
    try:
        if not dialects.is_sqlite(source):
            return copy(source, copied, progress).rows
        return _examined(copied)
    finally:
        copied.dispose()


def _examined(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        if found := dialects.faults(connection):
            raise archive.ArchiveError(f"the database is damaged ({found[0]}); restore the last good backup")
        tables = MetaData()
        tables.reflect(connection, only=lambda name, _metadata: name != migrate.VERSION_TABLE)
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables.sorted_tables
        }
