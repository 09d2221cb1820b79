"""What SQLite and PostgreSQL do differently: how to connect, who writes when, what an administrator asks of them.

Everything else in Feltbog is the same on both. On SQLite one connection writes at a time, from `BEGIN IMMEDIATE` on.
PostgreSQL is made to keep the same promise with locks that last as long as the transaction (`take_turn`).
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Engine,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    create_engine,
    event,
    func,
    inspect,
    literal,
    literal_column,
    select,
    text,
    type_coerce,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from . import trouble

# For how long one writer waits for another before it gives up, and its phone tries again later.
BUSY_SECONDS = 20
# Every writer takes this lock: alone, or beside others who name the records that they touch.
_EVERYTHING = "1178686791, 1"
_ALONE = text(f"SELECT pg_advisory_xact_lock({_EVERYTHING})")
_BESIDE = text(f"SELECT pg_advisory_xact_lock_shared({_EVERYTHING})")
# In one order for everybody, or two that wait for each other would wait for ever.
_EACH = text(
    "SELECT pg_advisory_xact_lock(key) FROM "
    "(SELECT DISTINCT hashtextextended(id, 0) AS key FROM unnest(CAST(:ids AS text[])) AS id ORDER BY key) AS ordered"
)


def make_engine(url: str) -> Engine:
    """An engine; SQLite gets WAL, full durability, foreign keys and a busy timeout, PostgreSQL the same in its words."""
    if url.startswith("postgresql"):
        # Ten connections for eight threads; one that the server has closed meanwhile is noticed before it is used.
        made = create_engine(url, hide_parameters=True, pool_use_lifo=True, pool_size=10, pool_pre_ping=True)
        event.listen(made, "connect", _prepare_postgresql)
    else:
        # What people wrote, and codes, stay out of error messages and so out of the log. The connection that was used
        # last is used next: SQLite's cache of it is the one that knows the latest pages.
        made = create_engine(url, hide_parameters=True, pool_use_lifo=True)
        event.listen(made, "do_connect", _create_sqlite)
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
    event.listen(made, "checkin", _end_transaction)
    return made


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine for as long as the block lasts."""
    made = make_engine(url)
    try:
        yield made
    finally:
        made.dispose()


@contextmanager
def afresh(engine: Engine, patience: float) -> Iterator[Engine]:
    """The same database through connections of its own: one that is open shows pages that the disk may not have any more.

    patience: for how many seconds they wait for another writer (SQLite).
    """
    if not is_sqlite(engine):
        yield engine
        return
    with opened(engine.url.render_as_string(hide_password=False)) as made:
        event.listen(made, "connect", lambda one, _: one.execute(f"PRAGMA busy_timeout={round(1000 * patience)}"))
        yield made


def is_there(engine: Engine) -> bool:
    """Whether there is a file, where the database is one: opening it would make it."""
    return not is_sqlite(engine) or Path(str(engine.url.database)).exists()


def is_sqlite(engine: Engine | Connection) -> bool:
    """Whether it is a SQLite file."""
    return engine.dialect.name == "sqlite"


def take_turn(connection: Connection, touching: Iterable[str] | None = None) -> None:
    """Wait, in a transaction that has done nothing yet, until it may write as if it were the only one.

    touching: the ids of all that it will write; others who touch none of them go on beside it. None: nobody does.
    """
    if is_sqlite(connection):
        return
    if touching is None:
        connection.execute(_ALONE)
        return
    connection.execute(_BESIDE)
    connection.execute(_EACH, {"ids": list(touching)})


def hurry(connection: Connection) -> None:
    """Let this transaction be lost in a power cut: it is not worth waiting for the disk."""
    if not is_sqlite(connection):
        connection.execute(text("SET LOCAL synchronous_commit = off"))


def count(connection: Connection, table: Table, key: Mapping[str, Any], **more: int) -> Row[Any]:
    """Add to the counts in the row with that key, which is made where there is none; → the counts, in the order of `more`."""
    statement = _adding(is_sqlite(connection), table, tuple(key), tuple(more))
    return connection.execute(statement, {**key, **more}).one()


@cache
def _adding(on_sqlite: bool, table: Table, key: tuple[str, ...], more: tuple[str, ...]) -> Any:
    """The statement of `count`. Put together anew it would cost a request more than being carried out."""
    insert: Any
    if on_sqlite:
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert
    new = insert(table)
    sums = {name: table.c[name] + new.excluded[name] for name in more}
    return new.on_conflict_do_update(index_elements=list(key), set_=sums).returning(*(table.c[name] for name in more))


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection whose queries all see the database as it was at the first of them."""
    options = {} if is_sqlite(engine) else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def faults(connection: Connection) -> list[str]:
    """What the database itself finds damaged: broken pages, rows that point to nothing. Reads all of a SQLite file."""
    if is_sqlite(connection):
        found = [str(line) for line in connection.execute(text("PRAGMA integrity_check")).scalars() if line != "ok"]
        pointing = connection.execute(text("PRAGMA foreign_key_check")).all()
        return found + [f"a row of {table} points to one of {to} that is gone" for table, _row, to, _key in pointing]
    failures = text("SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()")
    return [f"{pages} damaged pages"] if (pages := connection.scalar(failures)) else []


def lacking(connection: Connection, wanted: MetaData) -> list[str]:
    """The tables, and columns as `table.column`, that a database should have and has not."""
    there = {
        name: {column["name"] for column in columns}
        for (_, name), columns in inspect(connection).get_multi_columns().items()
    }
    found = []
    for table in wanted.sorted_tables:
        columns = there.get(table.name)
        found += (
            [table.name] if columns is None else [str(column) for column in table.columns if column.name not in columns]
        )
    return found


def seems_whole(connection: Connection, seconds: float) -> bool:
    """Whether SQLite finds no damage in so much of its file as it can read in that time; others look themselves."""
    if not is_sqlite(connection):
        return True
    driver, end = connection.connection.driver_connection, time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > end, 1000)  # type: ignore[union-attr]
    try:
        return connection.execute(text("PRAGMA quick_check(1)")).scalar() == "ok"
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return True
        raise
    finally:
        driver.set_progress_handler(None, 0)  # type: ignore[union-attr]


def size(connection: Connection) -> int:
    """How many bytes the database takes."""
    if is_sqlite(connection):
        query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    else:
        query = "SELECT pg_database_size(current_database())"
    return connection.scalar(text(query)) or 0


def number_on(connection: Connection, table: Table) -> None:
    """Let the database number new rows from where those that brought their own numbers end."""
    if is_sqlite(connection):
        return
    for column in table.primary_key:
        if isinstance(column.type, Integer):
            place = {"table": f'"{table.name}"', "column": column.name}
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), place)
            highest = connection.scalar(select(func.max(column)))
            if sequence and highest:
                connection.execute(
                    text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest}
                )


def _create_sqlite(_dialect: Any, _record: Any, arguments: list[Any], _options: Any) -> None:
    """A new file is its owner's alone; what SQLite puts beside it has the same mode."""
    with suppress(OSError):
        os.close(os.open(arguments[0], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def overwrite_what_is_deleted(connection: Connection) -> None:
    """From now on nothing that this connection deletes can be read from the file (SQLite; PostgreSQL's vacuum does so)."""
    if is_sqlite(connection):
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def write_back(engine: Engine) -> None:
    """Write SQLite's log back into the file as far as nobody is reading it, so that what follows need not let it grow."""
    if is_sqlite(engine):
        _plainly(engine, "PRAGMA wal_checkpoint(PASSIVE)")


def leave_no_traces(engine: Engine, *, thoroughly: bool = True) -> None:
    """Let the file hold nothing but what is there: SQLite's log is written back, and `thoroughly` the file anew.

    The latter takes room, and gives back what was deleted. Where there is none, what was deleted is overwritten all the
    same, by `overwrite_what_is_deleted`.
    """
    if not is_sqlite(engine):
        return
    if thoroughly and _has_room_for_another(engine):
        try:
            _plainly(engine, "VACUUM")
        except sqlite3.Error as error:
            if not trouble.is_full(error):
                raise
    _plainly(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def _has_room_for_another(engine: Engine) -> bool:
    """Whether what is there fits beside the file twice: once in a file of its own, once in the log."""
    with engine.connect() as connection:
        query = "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        used: int = connection.execute(text(query)).scalar_one()
    return shutil.disk_usage(Path(str(engine.url.database)).parent).free > 2 * used


def _plainly(engine: Engine, statement: str) -> None:
    """Execute it outside of any transaction."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
    finally:
        connection.close()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """FULL, because an acknowledgement must survive a power cut."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_SECONDS}000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    path = cursor.execute("PRAGMA database_list").fetchone()[2]
    cursor.close()
    # Nobody else on the machine reads the file; what SQLite puts beside it takes its mode from it.
    with suppress(OSError):
        if path and os.stat(path).st_mode & 0o077:
            os.chmod(path, 0o600)


def _begin_sqlite(connection: Any) -> None:
    """BEGIN IMMEDIATE where the caller writes: a read transaction that turns into a write can fail at once."""
    immediate = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """Whatever the cluster's settings say: a commit is on disk, nobody waits for ever, nobody is waited for for ever."""
    from psycopg.types.string import StrDumper  # an extra that only PostgreSQL needs

    class WithoutNul(StrDumper):
        """PostgreSQL refuses NUL in texts. Records have none; in the place of anybody else's stands what matches nothing."""

        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    connection.adapters.register_dumper(str, WithoutNul)
    connection.execute(
        f"SET synchronous_commit = on; SET lock_timeout = '{BUSY_SECONDS}s';"
        "SET idle_in_transaction_session_timeout = '60s'; SET timezone = 'UTC'"
    )
    connection.commit()


def _end_transaction(connection: Any, _record: Any) -> None:
    """After a COMMIT that failed (a full disk) SQLAlchemy gives the connection back with its transaction still open."""
    if connection is not None:
        connection.rollback()


class holds_code(FunctionElement[bool]):  # noqa: N801 - it is written as a function of SQL
    """Whether a set of codes (a `Codes` column) has one, capitals told apart; no where there is no set."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, codes: Any, code: str) -> None:
        super().__init__(type_coerce(codes, String), literal(f" {code} ", String))


@compiles(holds_code)
def _holds_code(element: holds_code, compiler: Any, **rest: Any) -> str:
    codes, code = (compiler.process(each, **rest) for each in element.clauses)
    name = "instr" if compiler.dialect.name == "sqlite" else "strpos"
    return f"(coalesce({name}({codes}, {code}), 0) > 0)"


def json_member(column: Any, name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """One member of a column of JSON objects (`JsonText`) as a column of that kind; none where the object has no such member.

    name: a code of ASCII letters, digits and underscores.
    """
    sort = next(word for sort, word in _SORTS.items() if isinstance(kind, sort))
    return type_coerce(
        _JsonMember(type_coerce(column, String), literal_column(f"'{name}'"), literal_column(sort)), kind
    )


# What PostgreSQL casts a member's text to; SQLite has its value as it is.
_SORTS: dict[Any, str] = {Boolean: "boolean", Integer: "bigint", Date: "date", object: "text"}


class _JsonMember(FunctionElement[Any]):
    inherit_cache = True


@compiles(_JsonMember)
def _json_member(element: _JsonMember, compiler: Any, **rest: Any) -> str:
    column, name, sort = (compiler.process(each, **rest) for each in element.clauses)
    if compiler.dialect.name == "sqlite":
        return f"json_extract({column}, '$.' || {name})"
    return f"CAST((CAST({column} AS json) ->> {name}) AS {sort})"
