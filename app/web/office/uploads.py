"""Files that somebody chose in a form."""

from flask import request


def chosen(name: str) -> bytes:
    """What was sent as the file of that name; nothing where none was chosen."""
    file = request.files.get(name)
    if file is None:
        return b""
    with file.stream:
        return file.read()
