"""The commands of `flask --app wsgi …`. Each exits non-zero on failure, with one line that says why."""

from flask import Flask

from . import accounts, agreements, maintenance, person, records, report
from .common import commands


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in commands.commands.values():
        app.cli.add_command(command)
