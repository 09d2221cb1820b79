"""The database: session, the base of all tables, and the column types of our own.

One engine a Flask app (made by `app.base.dialects`) and one session a request (closed at its end). Views call domain
functions; those use `session`. `writing()` opens a transaction that may write from its first statement on.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import Flask, current_app
from flask.globals import app_ctx
from sqlalchemy import Column, Connection, DateTime, Delete, Engine, MetaData, String, Table, Update, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.types import TypeDecorator

from . import dialects

# Names that Alembic can find again on every database.
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of the fixed tables; the forms' tables share its metadata.

    `columns`: those that follow from a declaration, besides the class's own; what the class says itself counts.
    """

    metadata = MetaData(naming_convention=NAMES)

    def __init_subclass__(cls, columns: Iterable[Column[Any]] = (), **rest: Any) -> None:
        for column in columns:
            if column.name not in vars(cls):
                setattr(cls, column.name, column)
        super().__init_subclass__(**rest)


def table_of(model: type[Base]) -> Table:
    """The table of a model, for queries that need no objects."""
    return Base.metadata.tables[model.__tablename__]


def change(connection: Connection | Session, statement: Update | Delete) -> int:
    """Execute a statement; → how many rows it changed."""
    return connection.execute(statement).rowcount  # type: ignore[attr-defined]


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored as UTC without a zone and handed out as an aware UTC datetime."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware moments only: a naive one would silently mean another time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Codes(TypeDecorator[tuple[str, ...]]):
    """A set of codes in one column, as ` a b c `: every code can be found with LIKE '% code %'."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        return f" {' '.join(value)} " if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value.split()) if value else ()


class JsonText(TypeDecorator[dict[str, Any]]):
    """A JSON object as text, in ASCII and without spaces; `dialects.json_member` reads one member of it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        return json.dumps(value, separators=(",", ":")) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else json.loads(value)


class Exact(TypeDecorator[Decimal]):
    """A decimal number, stored as text with exactly the digits that were written."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class AppSession(Session):
    """A session on the engine of whichever app is current."""

    def get_bind(self, *_args: Any, **_kwargs: Any) -> Engine | Connection:
        return self.bind or engine()


def _scope() -> int:
    """One session for each app context: a request, a command, a test's `with app.app_context()`."""
    return id(app_ctx._get_current_object())  # type: ignore[attr-defined]


session: scoped_session[AppSession] = scoped_session(
    sessionmaker(class_=AppSession, expire_on_commit=False), scopefunc=_scope
)


def init_app(app: Flask) -> None:
    """Make the app's engine and close the request's session at its end."""
    app.extensions["engine"] = dialects.make_engine(app.config["DATABASE_URL"])

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        session.remove()


def engine() -> Engine:
    """The engine of the current app."""
    found: Engine = current_app.extensions["engine"]
    return found


@contextmanager
def reading(connection: Connection) -> Iterator[None]:
    """Let the session see what this connection sees, so that everything read meanwhile is of one moment."""
    before = session.registry() if session.registry.has() else None
    session.registry.set(session.session_factory(bind=connection))
    try:
        yield
    finally:
        session.remove()
        if before is not None:
            session.registry.set(before)


@contextmanager
def writing_plainly(touching: Iterable[str] | None = None) -> Iterator[Connection]:
    """Like `writing`, on a plain connection: without objects there is no need for a session's bookkeeping."""
    if session.registry.has():
        session.rollback()
    with engine().connect().execution_options(writes=True) as connection:
        dialects.take_turn(connection, touching)
        yield connection
        connection.commit()


@contextmanager
def writing(touching: Iterable[str] | None = None) -> Iterator[Session]:
    """A transaction that writes while nobody else does; commits at the end, rolls back on an error.

    Ends whatever the session was reading first: SQLite refuses to turn an old read into a write.
    touching: the ids of all that will be written, so that others need not wait unless they touch one of them too.
    """
    session.rollback()
    try:
        dialects.take_turn(session.connection(execution_options={"writes": True}), touching)
        yield session()
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def erasing() -> Iterator[Session]:
    """Like `writing`; what is deleted or overwritten cannot be read from the database's file afterwards."""
    with writing() as session:
        dialects.overwrite_what_is_deleted(session.connection())
        yield session
    dialects.leave_no_traces(engine(), thoroughly=False)


def try_writing(on: Engine | None = None) -> None:
    """Write, and take it back; SQLAlchemyError where that is not possible right now."""
    with (on or engine()).connect().execution_options(writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        connection.rollback()
