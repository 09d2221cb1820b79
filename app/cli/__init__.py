"""The commands of `flask --app wsgi …`. Each exits non-zero on failure, with one line that says why."""

from flask import Flask

from . import accounts, activities, init, maintenance, privacy, records, report


def init_app(app: Flask) -> None:
    """Register the commands."""
    for module in (init, accounts, activities, records, report, maintenance, privacy):
        for command in module.COMMANDS:
            app.cli.add_command(command)
