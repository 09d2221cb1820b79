"""Brings a database's tables to the present, or to a state on the way there, with Alembic.

Alembic is loaded where something is migrated or drafted: a server only asks for revisions, which stand in the files.
"""

import re
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Engine, column, inspect, select, table

from . import db, dialects

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
VERSION_TABLE = "alembic_version"
_SAYS = re.compile(r'^(revision|down_revision) = (?:"(\w+)"|None)$', re.MULTILINE)


class UnknownRevisionError(Exception):
    """A database or backup of tables that this version of Feltbog does not know, and leaves alone; one line."""

    def __init__(self, what: str, revision: str) -> None:
        super().__init__(
            f"{what} has tables of revision {revision}, which this Feltbog does not know: use the newer version that "
            "made it; one from before the first release cannot be used any more"
        )


def upgrade(engine: Engine | None = None, revision: str = "head") -> None:
    """Run what a database lacks: the app's, to the present, unless told otherwise."""
    from alembic import command

    engine = engine or db.engine()
    command.upgrade(_config(engine), revision)
    with engine.connect() as connection:
        if found := dialects.faults(connection):
            raise RuntimeError(f"the database is damaged: {found[0]}; restore the backup that was made before")


def present(engine: Engine | None = None, what: str = "the database") -> str | None:
    """The revision that a database is at; None where Feltbog has made no tables yet.

    Raises UnknownRevisionError, with `what` it is, where the revision is not this version's nor an earlier one's.
    """
    with (engine or db.engine()).connect() as connection:
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
        revision = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    return None if revision is None else known(revision, what)


def known(revision: str, what: str) -> str:
    """The revision. Raises UnknownRevisionError, with `what` is of it, where it is not this version's nor an earlier one's."""
    if revision not in _chain():
        raise UnknownRevisionError(what, revision)
    return revision


def head() -> str:
    """The revision that this version of Feltbog needs."""
    (last,) = _chain().keys() - _chain().values()
    return last


def is_current(engine: Engine | None = None) -> bool:
    """Whether a database has the tables that this version of Feltbog needs: the app's, unless told otherwise."""
    try:
        return present(engine) == head()
    except UnknownRevisionError:
        return False


def draft(message: str) -> None:
    """Write a new migration from what the tables' definitions have and the database has not; ruff gives it its shape."""
    from alembic import command

    config = _config(db.engine())
    for name, options in {"check": "check --fix --quiet", "format": "format --quiet"}.items():
        config.set_section_option("post_write_hooks", f"{name}.type", "module")
        config.set_section_option("post_write_hooks", f"{name}.module", "ruff")
        config.set_section_option("post_write_hooks", f"{name}.options", f"{options} REVISION_SCRIPT_FILENAME")
    config.set_section_option("post_write_hooks", "hooks", "check, format")
    command.revision(config, message=message, autogenerate=True)


@cache
def _chain() -> dict[str, str | None]:
    """Every revision, and the one before it."""
    files = (dict(_SAYS.findall(path.read_text())) for path in (MIGRATIONS / "versions").glob("*.py"))
    return {said["revision"]: said["down_revision"] or None for said in files}


def _config(engine: Engine) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"run": partial(_run, engine)})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    return config


def _run(engine: Engine, context: Any) -> None:
    """All of it or nothing, while nobody else writes.

    Batch mode recreates a table; with foreign keys on, SQLite would delete every row that points to it.
    """
    sqlite = dialects.is_sqlite(engine)
    with engine.connect().execution_options(writes=True) as connection:
        if sqlite:
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=db.Base.metadata,
                render_as_batch=sqlite,
                render_item=_render_item,
                transactional_ddl=True,
            )
            with context.begin_transaction():
                dialects.take_turn(connection)
                context.run_migrations()
        finally:
            if sqlite:
                connection.connection.execute("PRAGMA foreign_keys=ON")


def _render_item(_kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write the column types of our own by what they are in the database."""
    return {db.UtcDateTime: "sa.DateTime()", db.Codes: "sa.String()"}.get(type(item), False)
