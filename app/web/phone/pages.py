"""Where the parts of the sync API come together."""

from flask import Blueprint, Response

api = Blueprint("api", __name__, url_prefix="/api")


def private(response: Response) -> Response:
    """An answer that nothing keeps on its way, nor the browser."""
    response.headers["Cache-Control"] = "no-store"
    return response
