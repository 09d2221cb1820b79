"""What phones use: the offline shell and the sync API."""

from flask import Flask

from . import identity, pages, shell, sync, walk_leading


def init_app(app: Flask) -> None:
    """Register both."""
    shell.init_app(app)
    app.register_blueprint(pages.api)
