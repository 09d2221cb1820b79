"""Two pages for whoever watches the server: is it alive, can it take records."""

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from . import db
from .access import allow

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@allow("public")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
@allow("public")
def ready() -> ResponseReturnValue:
    """The database can be written."""
    try:
        db.is_writable()
    except SQLAlchemyError:
        return {"status": "the database cannot be written"}, 503
    return {"status": "ok"}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(pages)
