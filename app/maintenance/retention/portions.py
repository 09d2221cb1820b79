"""Takes away what is too old in portions, each committed for itself, so that little room on the disk is enough."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ...base import db, dialects, trouble

MANY, SOME = 500, 10
# Where a portion finds no room, the next one is so many times smaller.
SMALLER = 8


@dataclass(frozen=True)
class Portion:
    """Rows of one table: the columns of their key, which rows they are, what takes away some of them by their keys.

    `portion`: how many at once, where there is room.
    """

    key: tuple[Any, ...]
    which: ColumnElement[bool]
    clear: Callable[[Session, ColumnElement[bool]], None]
    portion: int = MANY


def deleting(table: Any, key: tuple[str, ...], which: ColumnElement[bool]) -> Portion:
    """Rows that go altogether."""
    return Portion(tuple(table.c[name] for name in key), which, lambda session, some: _delete(session, table, some))


def count(session: Session, parts: Iterable[Portion]) -> int:
    """How many rows they are."""
    queries = (select(func.count()).select_from(part.key[0].table).where(part.which) for part in parts)
    return sum(session.scalar(query) or 0 for query in queries)


def clear(parts: Iterable[Portion]) -> None:
    """Take them away. Raises what the database does where there is not even room for one row."""
    for part in parts:
        keys = [tuple(row) for row in db.session.execute(select(*part.key).where(part.which))]
        _clear(part, keys)


def _clear(part: Portion, keys: Sequence[tuple[Any, ...]]) -> None:
    size = part.portion
    while keys:
        try:
            with db.writing() as session:
                dialects.overwrite_what_is_deleted(session.connection())
                part.clear(session, tuple_(*part.key).in_(keys[:size]))
        except DBAPIError as error:
            if size == 1 or not trouble.is_full(error):
                raise
            size = max(1, size // SMALLER)
        else:
            keys = keys[size:]
        dialects.write_back(db.engine())


def _delete(session: Session, table: Any, some: ColumnElement[bool]) -> None:
    session.execute(delete(table).where(some))
