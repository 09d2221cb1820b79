"""The blueprint that the office's pages are added to, and what somebody sends from one of them: forms and files."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, request, session

from ... import agreement
from ...base import years
from ...base.messages import RefusedError
from ...questions.html_form import PageForm

pages = Blueprint("office", __name__, url_prefix="/office")


# In the session: the code of the agreement that this person looks at, where several are in force.
AGREEMENT = "agreement"


@pages.before_request
def choose_agreement() -> None:
    """Let the page be about the agreement in the address, which is kept for this person, else about the one that is kept."""
    asked = request.args.get(AGREEMENT)
    try:
        agreement.choose(asked or session.get(AGREEMENT, ""))
    except LookupError:
        if asked:
            abort(404)
        session.pop(AGREEMENT)
    if asked:
        session[AGREEMENT] = asked


@pages.url_defaults
def keep_agreement(_endpoint: str, values: dict[str, Any]) -> None:
    """An address within a page that names its agreement names it too, so that two tabs do not get into each other's way."""
    if "year" in values and (asked := request.args.get(AGREEMENT)):
        values.setdefault(AGREEMENT, asked)


def chosen(name: str) -> bytes:
    """What was sent as the file of that name; nothing where none was chosen."""
    file = request.files.get(name)
    if file is None:
        return b""
    with file.stream:
        return file.read()


def taken(form: PageForm, write: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether what a form says was written; what is wrong with it stands in the form."""
    if not form.validate():
        return False
    try:
        write(form.values)
    except RefusedError as refused:
        form.show(refused.errors)
        return False
    return True


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
