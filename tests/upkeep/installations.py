"""What an installation holds, to compare it with another one; and its commands."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from app import db


def content(app: Flask) -> dict[str, list[Any]]:
    """Every row of every table."""
    with app.app_context():
        return {
            table.name: sorted(map(repr, db.session.execute(select(table)))) for table in db.Base.metadata.sorted_tables
        }


def run(app: Flask, *arguments: Any) -> Any:
    """Run a command."""
    return app.test_cli_runner().invoke(args=list(map(str, arguments)))


def refused(done: Any) -> str:
    """The one line with which a command was refused."""
    assert done.exit_code == 1, done.output
    (line,) = done.stderr.strip().splitlines()
    return str(line)
