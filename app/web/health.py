"""Two pages for whoever watches the server: is it alive, can it take records."""

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from .. import maintenance
from ..access import allow
from ..base import db, migrate

pages = Blueprint("health", __name__)

# A full sync and a large photo at the same time, for every thread, many times over.
LEAST_FREE = 256 * 1024**2


@pages.get("/healthz")
@allow("public")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
@allow("public")
def ready() -> ResponseReturnValue:
    """It can take records: the database is of this version and can be written, and there is space left."""
    try:
        wanting = _wanting()
    except SQLAlchemyError:
        wanting = "the database cannot be written"
    return ({"status": wanting}, 503) if wanting else {"status": "ok"}


def _wanting() -> str | None:
    """What keeps records from being taken, if anything does."""
    if not migrate.is_current():
        return "the database is of another version"
    if maintenance.free_bytes() < LEAST_FREE:
        return "the disk is nearly full"
    db.try_writing()
    return None


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)
