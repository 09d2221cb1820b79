"""Copies a database's content into an empty one, of the same kind or another, and proves that it has arrived.

It goes by what the source's tables are, not by what this version of Feltbog would have them be: so a database can be
copied before it is brought up to date.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from ..base import dialects, migrate

# Rows on their way at once; fewer where each may be a picture.
ROWS, PICTURES = 500, 10
# What a database says of itself before anything is in it.
OF_ITSELF = "installation"
Progress = Callable[[int, int], None]


class CopyError(Exception):
    """Why nothing was copied; one line."""


def copy(source: Engine, target: Engine, progress: Progress | None = None) -> dict[str, int]:
    """Copy everything, as it is at one moment, into `target`, all or nothing; it must hold no rows.

    Every row is read back and compared. → how many arrived, by table. Raises CopyError and migrate.UnknownRevisionError.
    """
    revision = migrate.present(source, "the source")
    if revision is None:
        raise CopyError("there is nothing to copy: Feltbog has made no tables there")
    if migrate.present(target, "the target") not in {None, revision} or not is_empty(target):
        raise CopyError("the target is not empty; name a database that holds nothing")
    migrate.upgrade(target, revision)
    with dialects.snapshot(source) as reading, target.connect().execution_options(writes=True) as writing:
        dialects.take_turn(writing)
        there = {table.name: table for table in tables_of(writing)}
        if OF_ITSELF in there:
            writing.execute(delete(there[OF_ITSELF]))
        tables = tables_of(reading)
        counts = count(reading, tables)
        done, total = 0, sum(counts.values())
        for table in tables:
            before, sent = done, 0
            for rows in batches(reading, table):
                _insert(writing, there[table.name], rows)
                sent += fingerprint(rows)
                done += len(rows)
                if progress:
                    progress(done, total)
            _point_at_own(reading, writing, table, there[table.name])
            dialects.number_on(writing, there[table.name])
            arrived = sum(map(fingerprint, batches(writing, there[table.name])))
            if sent != arrived or done - before != counts[table.name]:
                raise CopyError(f"{table.name} did not arrive as it was; nothing was kept")
        writing.commit()
    return counts


def copy_between(source: str, target: str, progress: Progress | None = None) -> dict[str, int]:
    """`copy` from one database's address (as SQLAlchemy has it) to another's."""
    with dialects.opened(source) as left, dialects.opened(target) as right:
        return copy(left, right, progress)


def is_empty(engine: Engine) -> bool:
    """Whether a database holds no rows; it may have the tables for them, and have said something of itself."""
    with engine.connect() as connection:
        tables = [table for table in tables_of(connection) if table.name != OF_ITSELF]
        return not any(connection.execute(select(table).limit(1)).first() for table in tables)


def tables_of(connection: Connection) -> list[Table]:
    """The tables as they are, those that others point to first."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _metadata: name != migrate.VERSION_TABLE)
    for table in found.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=bool(column.nullable))
    return found.sorted_tables


def count(connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """How many rows they hold, by table."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def fingerprint(rows: list[dict[str, Any]]) -> int:
    """What tells whether two tables hold the same rows, in whatever order: a sum, so that those of batches add up."""
    texts = (repr(sorted(row.items())).encode("utf-8", "surrogatepass") for row in rows)
    return sum(int.from_bytes(blake2b(text, digest_size=16).digest()) for text in texts)


def _own(table: Table) -> list[str]:
    """The columns that point to rows of the same table."""
    return sorted({key.parent.name for key in table.foreign_keys if key.column.table is table})


def batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """A table's rows, some at a time."""
    size = PICTURES if any(isinstance(column.type, LargeBinary) for column in table.columns) else ROWS
    with connection.execute(select(table).execution_options(yield_per=size)) as result:
        for rows in result.mappings().partitions(size):
            yield [dict(row) for row in rows]


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """What a row points to in its own table may not be there yet: that follows at the end."""
    later = dict.fromkeys(_own(table))
    connection.execute(insert(table), [row | later for row in rows])


def _point_at_own(reading: Connection, writing: Connection, table: Table, target: Table) -> None:
    own = _own(table)
    if not own:
        return
    keys = [column.name for column in table.primary_key]
    pointing = or_(*(table.c[name].is_not(None) for name in own))
    rows = reading.execute(select(*(table.c[name] for name in keys + own)).where(pointing)).all()
    if rows:
        this = and_(*(target.c[name] == bindparam(f"key_{name}") for name in keys))
        statement = update(target).where(this).values({name: bindparam(f"to_{name}") for name in own})
        names = [f"key_{name}" for name in keys] + [f"to_{name}" for name in own]
        writing.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])
