"""The blueprint that the office's pages are added to, and files that somebody chose on one of them."""

from flask import Blueprint, abort, request

from ...base import years

pages = Blueprint("office", __name__, url_prefix="/office")


def chosen(name: str) -> bytes:
    """What was sent as the file of that name; nothing where none was chosen."""
    file = request.files.get(name)
    if file is None:
        return b""
    with file.stream:
        return file.read()


def read_year() -> int | None:
    """The year in the address, None where there is none; one that cannot be is no page."""
    text = request.args.get("year", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not years.is_possible(int(text[:6])):
        abort(404)
    return int(text)


def read_page() -> int:
    """The page in the address, 1 where it cannot be read."""
    text = request.args.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1
