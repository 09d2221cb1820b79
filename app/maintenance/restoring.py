"""Puts a backup into an empty installation, as of the moment at which it was made, and what is gone since stays gone.

All is done to a copy beside it; the installation's own database gets the whole, or nothing.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session

from .. import config
from ..access import Person
from ..base import db, dialects, migrate
from ..store import gone
from ..store.gone import JournalLine
from . import archive, encryption, first_agreement, leftovers
from .coming_back import CameBack, come_back, settle_folder
from .copying import CopyError, Progress, copy, is_empty


@dataclass(frozen=True, slots=True)
class Restored:
    """What the backup said of itself, and what was done to it; `knows_since`: whether a newer journal said what was gone."""

    manifest: archive.Manifest
    came_back: CameBack
    was_earlier: bool
    knows_since: bool


def restore(
    source: Path,
    person: Person,
    revocations: Path | None = None,
    old_folder: Path | None = None,
    progress: Progress | None = None,
    identity: Path | None = None,
) -> Restored:
    """Put the backup in `source` into the app's database, which must be empty, and its digest key into the instance folder.

    revocations: a newer journal; old_folder: an instance folder that has one. What they say was done since is done.
    identity: the file of the secret key, where it is encrypted. Nothing is changed before all of it has proved whole.
    Raises ArchiveError, AgeKeyError, CopyError, UnfitAgreementError, migrate.UnknownRevisionError, OSError.
    """
    leftovers.remove()
    if migrate.present() not in {None, migrate.head()} or not is_empty(db.engine()):
        raise CopyError("there is a database already, and nothing is overwritten; move it away first")
    newer = journals(revocations, old_folder)
    with leftovers.folder_in(config.instance(), leftovers.RESTORE) as folder:
        manifest = archive.unpack(_in_plain(source, identity, folder), folder)
        own = archive.journal(folder / gone.JOURNAL)
        with dialects.opened(f"sqlite:///{folder / archive.DATABASE}") as kept:
            _check(kept, manifest, folder)
            first = first_agreement.wanted(kept)
            if manifest.revision != migrate.head():
                migrate.upgrade(kept)
            with Session(kept) as session:
                session.connection(execution_options={"writes": True})
                done = come_back(session, [*own, *newer], manifest.through, person)
                session.commit()
            _put_keys(folder)
            copy(kept, db.engine(), progress)
    first_agreement.begin(first, person)
    settle_folder()
    knows_since = bool(newer) and max(newer) >= max(own, default=min(newer))
    return Restored(manifest, done, manifest.revision != migrate.head(), knows_since)


def journals(revocations: Path | None, old_folder: Path | None) -> list[JournalLine]:
    """All lines of the folder's own journal and of those that somebody named. Raises ArchiveError and OSError.

    An old folder in which nothing was ever noted has no journal; one that is no instance folder was named by mistake.
    """
    if old_folder and not any((old_folder / name).is_file() for name in archive.FILES):
        raise archive.ArchiveError(
            f"{old_folder} is no instance folder of Feltbog's; name the one that had {gone.JOURNAL}"
        )
    named = [path for path in (revocations, old_folder and old_folder / gone.JOURNAL) if path]
    return [line for path in (gone.path(), *named) for line in archive.journal(path)]


def _check(kept: Engine, manifest: archive.Manifest, folder: Path) -> None:
    """That the database is whole, and has the tables that its revision says."""
    with kept.connect() as connection:
        if found := dialects.faults(connection):
            raise archive.ArchiveError(f"its database is damaged ({found[0]}); use another backup")
    revision = migrate.present(kept, "the backup")
    if revision is None or revision != manifest.revision:
        raise archive.ArchiveError("its database is not the one that it says; use another backup")
    with dialects.opened(f"sqlite:///{folder / 'model.sqlite3'}") as model:
        migrate.upgrade(model, revision)
        if _columns(kept) != _columns(model):
            raise archive.ArchiveError("its tables are not those of its version; use another backup")


def _columns(engine: Engine) -> dict[str, list[str]]:
    """Every table's columns with their types."""
    found = inspect(engine)
    return {
        table: sorted(f"{column['name']} {column['type']} {column['nullable']}" for column in found.get_columns(table))
        for table in found.get_table_names()
        if table != migrate.VERSION_TABLE
    }


def _in_plain(source: Path, identity: Path | None, folder: Path) -> Path:
    """The backup as a zip: what it is, or what was encrypted, in the folder."""
    if not encryption.is_encrypted(source):
        return source
    if identity is None:
        raise archive.ArchiveError("it is encrypted; name the file of its secret key with --identity")
    plain = folder / "backup.zip"
    encryption.decrypt(source, plain, identity)
    return plain


def _put_keys(folder: Path) -> None:
    """Put the digest key into its place, another one beside it; and let what signs the sessions be a new one.

    Backups of earlier versions held that, so nobody knows who else has it.
    """
    path = config.instance() / archive.DIGEST_KEY
    if path.exists() and path.read_bytes() != (folder / archive.DIGEST_KEY).read_bytes():
        archive.set_aside(path)
    os.replace(folder / archive.DIGEST_KEY, path)
    (config.instance() / archive.SESSIONS_KEY).unlink(missing_ok=True)
    config.secret(config.instance() / archive.SESSIONS_KEY)
    gone.settle(config.instance())
