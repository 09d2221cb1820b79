"""Brings a database's tables to the present, or to a state on the way there, with Alembic."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from . import db, dialects

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(engine: Engine | None = None, revision: str = "head") -> None:
    """Run what a database lacks: the app's, to the present, unless told otherwise."""
    engine = engine or db.engine()
    command.upgrade(_config(engine), revision)
    with engine.connect() as connection:
        if found := dialects.faults(connection):
            raise RuntimeError(f"the database is damaged: {found[0]}; restore the backup that was made before")


def present(engine: Engine | None = None) -> str | None:
    """The revision that a database is at; None where Feltbog has made no tables yet."""
    with (engine or db.engine()).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str | None:
    """The revision that this version of Feltbog needs."""
    return _scripts().get_current_head()


def knows(revision: str) -> bool:
    """Whether the revision is this version's or an earlier one's, not a later one's."""
    try:
        return _scripts().get_revision(revision) is not None
    except CommandError:
        return False


def is_current() -> bool:
    """Whether the app's database has the tables that this version of Feltbog needs."""
    return present() == head()


def draft(message: str) -> None:
    """Write a new migration from what the tables' definitions have and the database has not."""
    command.revision(_config(db.engine()), message=message, autogenerate=True)


def _config(engine: Engine | None = None) -> Config:
    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
