"""Brings the database's tables to the present, with Alembic; an existing SQLite file is copied first."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from . import clock, db

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade() -> Path | None:
    """Run what is missing; the copy that was made before, if there was anything to copy."""
    config = _config()
    with db.engine().connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present == ScriptDirectory.from_config(config).get_current_head():
        return None
    copy = _copy() if present else None
    command.upgrade(config, "head")
    check_foreign_keys()
    return copy


def is_current() -> bool:
    """Whether the database has the tables that this version of Feltbog needs."""
    with db.engine().connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present == ScriptDirectory.from_config(_config()).get_current_head()


def draft(message: str) -> None:
    """Write a new migration from what the tables' definitions have and the database has not."""
    command.revision(_config(), message=message, autogenerate=True)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    return config


def _copy() -> Path | None:
    """A consistent copy of a SQLite database beside it; other databases have their own tools."""
    url = db.engine().url
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    target = Path(url.database).with_suffix(f".before-{clock.now():%Y%m%dT%H%M%SZ}.sqlite3")
    with sqlite3.connect(url.database) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    target.chmod(0o600)
    return target


def check_foreign_keys() -> None:
    """Raise if a migration left a row behind that points to nothing (SQLite, where they run with the check off)."""
    with db.engine().connect() as connection:
        if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise RuntimeError("a row points to a row that is gone; restore the copy that was made before")
