"""What phones use: the offline shell and the sync API."""

from flask import Flask

from . import blueprint, identity, known, leading, photos, plan, shell, sync  # noqa: F401 - they add to the API


def init_app(app: Flask) -> None:
    """Register both."""
    shell.init_app(app)
    app.register_blueprint(blueprint.api)
