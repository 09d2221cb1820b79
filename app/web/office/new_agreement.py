"""*Ny aftale*: the ways to begin one. Each makes a draft, which does not count before it is adopted."""

from http import HTTPStatus
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import audit, criteria
from ...access import allow, signed_in
from ...agreement import PlanError, known
from ...agreement.kept import Document
from ...evaluation import handed_in
from .agreements import faults_in_office
from .pages import chosen, pages

# What the page itself takes; an agreement is far smaller, and one that is not is told so in words.
MOST_MEGABYTES = 4


@pages.url_value_preprocessor
def let_an_agreement_be_large(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limit for the file alone, so that one that is too large is said on the page."""
    if endpoint == "office.read_agreement":
        request.max_content_length = MOST_MEGABYTES * 1024 * 1024


@pages.get("/agreements/new")
@allow("agreement.change")
def new_agreement() -> ResponseReturnValue:
    """The ways to begin."""
    return _page()


@pages.post("/agreements/new/file")
@allow("agreement.change")
def read_agreement() -> ResponseReturnValue:
    """Make a file the draft of its agreement, unless anything in it is wrong: then all of that is told at once."""
    body = chosen("file")
    if not body:
        return _page([_("Vælg en fil med aftalen.")], status=422)
    name = (request.files["file"].filename or "")[-80:]
    try:
        document = criteria.read_upload(name, body).document
    except PlanError as error:
        return _page(_without_name(str(error)), name, 422)
    if faults := faults_in_office(document):
        return _page(list(map(str, faults)), name, 422)
    return _draft(document, replace="replace" in request.form)


@pages.post("/agreements/new/ready")
@allow("agreement.change")
def begin_agreement() -> ResponseReturnValue:
    """Make the agreement that comes with Feltbog a draft."""
    return _draft(criteria.shipped())


def _without_name(said: str) -> list[str]:
    """The faults of a file, a line each, without its name before every one."""
    lines = said.splitlines()
    return [line.partition(": ")[2] or line for line in lines]


def _draft(document: Document, *, replace: bool = False) -> ResponseReturnValue:
    code = document["code"]
    try:
        criteria.import_document(document, signed_in(), replace=replace, frozen=handed_in.frozen(code))
    except criteria.DraftConflictError as conflict:
        return _page(status=HTTPStatus.CONFLICT, conflict=str(conflict), there=known.find(code))
    except criteria.AgreementFaultsError as refused:
        return _page(list(map(str, refused.faults)), status=422)
    audit.note("changed", signed_in(), "agreement", code)
    flash(_("»%(name)s« er nu en kladde. Den gælder ikke, før den er vedtaget.", name=document["name"]))
    return redirect(url_for("office.agreement_draft", id=code), 303)


def _page(faults: list[str] | None = None, name: str = "", status: int = 200, **context: Any) -> ResponseReturnValue:
    """faults: of the file with that `name`. conflict: why nothing was done; there: whose draft is in the way."""
    shipped = criteria.shipped()
    page = render_template(
        "office/new_agreement.html",
        shipped=shipped,
        begun=known.find(shipped["code"]) is not None,
        faults=faults or [],
        name=name,
        most=MOST_MEGABYTES,
        **context,
    )
    return page, status
