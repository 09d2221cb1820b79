"""The blueprint that the office's pages are added to."""

from flask import Blueprint

pages = Blueprint("office", __name__, url_prefix="/office")
