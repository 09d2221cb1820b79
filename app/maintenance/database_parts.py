"""A database in parts, each small enough for memory: where a backup is encrypted, no copy of it may lie on the disk.

A part is a SQLite database with all tables of the revision and some of their rows; together they have all rows.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, insert
from sqlalchemy.pool import StaticPool

from ..base import dialects, migrate
from . import copying
from .copying import CopyError, Progress

# A part is closed when it has so many bytes, or a few pictures more.
BYTES = 8 * 1024**2
_TABLES = "FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"


class _Part:
    """One that is being filled."""

    def __init__(self, schema: Sequence[str]) -> None:
        self.database = sqlite3.connect(":memory:")
        for statement in schema:
            self.database.execute(statement)
        self._engine, self._sent = _in_memory(self.database), 0
        with self._engine.connect() as connection:
            self._tables = {table.name: table for table in copying.tables_of(connection)}

    @property
    def is_full(self) -> bool:
        (size,) = self.database.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ).fetchone()
        return bool(size >= BYTES)

    def add(self, table: str, rows: list[dict[str, Any]]) -> None:
        with self._engine.begin() as connection:
            connection.execute(insert(self._tables[table]), rows)
        self._sent += copying.fingerprint(rows)

    def closed(self) -> bytes:
        """All of it, once it has been read back."""
        with self._engine.connect() as connection:
            batches = (rows for table in self._tables.values() for rows in copying.batches(connection, table))
            if self._sent != sum(map(copying.fingerprint, batches)):
                raise CopyError("the database did not arrive as it was; nothing was kept")
        with closing(self.database):
            return self.database.serialize()


def take(source: Connection, revision: str, progress: Progress | None = None) -> Iterator[bytes]:
    """The parts of what the connection sees, one after the other, each read back and compared. Raises CopyError."""
    tables = copying.tables_of(source)
    total, done = sum(copying.count(source, tables).values()), 0
    schema = _schema(revision)
    part = _Part(schema)
    for table in tables:
        for rows in copying.batches(source, table):
            if part.is_full:
                yield part.closed()
                part = _Part(schema)
            part.add(table.name, rows)
            done += len(rows)
            if progress:
                progress(done, total)
    yield part.closed()


def put_together(parts: Iterable[bytes], target: Path, revision: str) -> dict[str, int]:
    """Make a SQLite file of the revision that holds all their rows; → how many, by table.

    Raises sqlite3.Error for what is no part of that revision.
    """
    with dialects.opened(f"sqlite:///{target}") as engine:
        migrate.upgrade(engine, revision)
        with closing(sqlite3.connect(target, isolation_level=None)) as whole:
            whole.execute("PRAGMA synchronous = OFF")
            whole.execute(f"DELETE FROM {copying.OF_ITSELF}")  # noqa: S608 - a name of our own, as below
            whole.execute("ATTACH ':memory:' AS part")
            tables = [name for (name,) in whole.execute(f"SELECT name {_TABLES} AND name != '{migrate.VERSION_TABLE}'")]
            for part in parts:
                whole.deserialize(part, name="part")
                whole.execute("BEGIN")
                for table in tables:
                    names = ", ".join(f'"{row[1]}"' for row in whole.execute(f'PRAGMA main.table_info("{table}")'))
                    whole.execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM part."{table}"')  # noqa: S608
                whole.execute("COMMIT")
        with engine.connect() as connection:
            return copying.count(connection, copying.tables_of(connection))


def _schema(revision: str) -> list[str]:
    """The statements that make the tables of a revision, without what makes them quick or guards them."""
    with closing(sqlite3.connect(":memory:")) as database:
        migrate.upgrade(_in_memory(database), revision)
        return [statement for (statement,) in database.execute(f"SELECT sql {_TABLES}")]


def _in_memory(database: sqlite3.Connection) -> Engine:
    return create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool, hide_parameters=True)
