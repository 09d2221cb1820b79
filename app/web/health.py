"""Two pages for whoever watches the server: is it alive, can it take records."""

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from .. import maintenance
from ..access import allow

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@allow("public")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
@allow("public")
def ready() -> ResponseReturnValue:
    """It can take records: the database is of this version and can be written, and there is space left."""
    wanting = maintenance.not_ready()
    return ({"status": wanting}, 503) if wanting else {"status": "ok"}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)
