"""Puts a backup into an empty installation."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app
from sqlalchemy import Engine, inspect

from .. import clock, db, engines, migrate
from . import archive
from .copying import VERSION_TABLE, CopyError, Progress, copy, is_empty


def restore(source: Path, progress: Progress | None = None) -> archive.Manifest:
    """Put the backup in `source` into the app's database, which must be empty, and its keys into the instance folder.

    Nothing is changed before the backup has proved whole. Raises ArchiveError, CopyError and OSError.
    """
    instance: Path = current_app.config["FELTBOG_INSTANCE"]
    if not is_empty(db.engine()):
        raise CopyError("there is a database already, and nothing is overwritten; move it away first")
    with TemporaryDirectory(dir=instance, prefix=".restore-") as name:
        folder = Path(name)
        manifest = archive.unpack(source, folder)
        kept = engines.make_engine(f"sqlite:///{folder / archive.DATABASE}")
        try:
            _check(kept, manifest, folder)
            _put_keys(folder, instance, manifest)
            copy(kept, db.engine(), progress)
        finally:
            kept.dispose()
    return manifest


def _check(kept: Engine, manifest: archive.Manifest, folder: Path) -> None:
    """That the database is whole, and has the tables that its revision says."""
    with kept.connect() as connection:
        if found := engines.faults(connection):
            raise archive.ArchiveError(f"its database is damaged ({found[0]}); use another backup")
    revision = migrate.present(kept)
    if revision is None or revision != manifest.revision:
        raise archive.ArchiveError("its database is not the one that it says; use another backup")
    if not migrate.knows(revision):
        raise archive.ArchiveError("it is of a newer version of Feltbog than this one; use that one")
    model = engines.make_engine(f"sqlite:///{folder / 'model.sqlite3'}")
    try:
        migrate.upgrade(model, revision)
        if _columns(kept) != _columns(model):
            raise archive.ArchiveError("its tables are not those of its version; use another backup")
    finally:
        model.dispose()


def _columns(engine: Engine) -> dict[str, list[str]]:
    """Every table's columns with their types."""
    found = inspect(engine)
    return {
        table: sorted(f"{column['name']} {column['type']} {column['nullable']}" for column in found.get_columns(table))
        for table in found.get_table_names()
        if table != VERSION_TABLE
    }


def _put_keys(folder: Path, instance: Path, manifest: archive.Manifest) -> None:
    """Another key that is there stays beside it: what it was for, nobody here can know."""
    for name in archive.KEYS:
        if name not in manifest.files:
            continue
        path = instance / name
        if path.exists() and path.read_bytes() != (folder / name).read_bytes():
            os.replace(path, instance / f"{name}.before-{clock.now():%Y%m%dT%H%M%SZ}")
        os.replace(folder / name, path)
    archive.settle(instance)
