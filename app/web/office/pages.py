"""The blueprint that the office's pages are added to, and files that somebody chose on one of them."""

from flask import Blueprint, request

pages = Blueprint("office", __name__, url_prefix="/office")


def chosen(name: str) -> bytes:
    """What was sent as the file of that name; nothing where none was chosen."""
    file = request.files.get(name)
    if file is None:
        return b""
    with file.stream:
        return file.read()
