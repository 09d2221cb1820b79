"""How Alembic meets Feltbog's tables: on the engine that `app.base.migrate` names, with batch mode and without foreign keys on SQLite."""

from typing import Any

from alembic import context

from app import (
    definitions,  # noqa: F401 - brings the forms' tables into the metadata
    store,  # noqa: F401 - and the fixed ones
)
from app.base import db, dialects


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write the column types of our own by what they are in the database."""
    if kind == "type" and isinstance(item, db.UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, db.Codes):
        return "sa.String()"
    return False


def run() -> None:
    """All of it or nothing, while nobody else writes.

    Batch mode recreates a table; with foreign keys on, SQLite would delete every row that points to it.
    """
    engine = context.config.attributes["engine"]
    sqlite = dialects.is_sqlite(engine)
    with engine.connect().execution_options(writes=True) as connection:
        if sqlite:
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=db.Base.metadata,
                render_as_batch=sqlite,
                render_item=render_item,
                transactional_ddl=True,
            )
            with context.begin_transaction():
                dialects.take_turn(connection)
                context.run_migrations()
        finally:
            if sqlite:
                connection.connection.execute("PRAGMA foreign_keys=ON")


run()
