"""What an installation holds, to compare it with another one; and its commands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conftest import PATIENT
from flask import Flask
from running import refused, run
from sqlalchemy import select

from app import create_app
from app.base import db

__all__ = ["content", "facts", "refused", "reopened", "run"]


def content(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table."""
    with app.app_context():
        return {
            table.name: sorted(map(repr, db.session.execute(select(table)))) for table in db.Base.metadata.sorted_tables
        }


# What a restore changes, which is said of the database and of who may be in: in whole tables, and in single columns.
OF_THE_RESTORE = ("installation", "audit", "invitation")
CHANGED = {"user": "epoch", "device": "awaited_since"}


def facts(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table, but for what a restore changes."""
    with app.app_context():
        return {
            table.name: sorted(
                repr(tuple(row[column.name] for column in table.columns if column.name != CHANGED.get(table.name)))
                for row in db.session.execute(select(table)).mappings()
            )
            for table in db.Base.metadata.sorted_tables
            if table.name not in OF_THE_RESTORE
        }


@contextmanager
def reopened(app: Flask) -> Iterator[Flask]:
    """The installation as a server sees it that starts now, with the keys that are there by now."""
    again = create_app({name: app.config[name] for name in ("FELTBOG_INSTANCE", "DATABASE_URL", "TESTING")} | PATIENT)
    yield again
    with again.app_context():
        db.engine().dispose()
