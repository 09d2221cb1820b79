"""The blueprint of the account's pages, and its forms that were refused whole.

A form that was refused because its token has ended or it was tried too often is shown again as it was.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import TooManyRequests

from ...access.passwords import HashingBusyError
from ...http.problems import answer, duration
from ...questions.html_form import PageForm

pages = Blueprint("account", __name__)

EXPIRED = _("Siden har ligget for længe. Prøv en gang til.")
BUSY = _("Mange logger ind lige nu. Vent fem sekunder, og prøv igen.")

Page = Callable[[PageForm, int], ResponseReturnValue]
View = TypeVar("View", bound=Callable[..., Any])


def shown_again(form: type[PageForm], page: Page) -> Callable[[View], View]:
    """Names the form that a view is sent, and the page that shows it; other views' refusals get the page that says what to do."""

    def mark(view: View) -> View:
        view.again = form, page  # type: ignore[attr-defined]
        return view

    return mark


@pages.errorhandler(CSRFError)
def show_again(error: CSRFError) -> ResponseReturnValue:
    """The form that was refused for its token, shown again as it was, with status 403."""
    return _again(str(EXPIRED), 403) or answer(error)


@pages.errorhandler(TooManyRequests)
def show_when(error: TooManyRequests) -> ResponseReturnValue:
    """The form that was sent too often, shown again as it was, with status 429 and for how long to wait."""
    if not isinstance(error.retry_after, int):
        return answer(error)
    time = duration(error.retry_after)
    response = _again(gettext("Der er prøvet for mange gange. Vent %(time)s, og prøv igen.", time=time), 429)
    if response is None:
        return answer(error)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


@pages.errorhandler(HashingBusyError)
def show_busy(error: HashingBusyError) -> ResponseReturnValue:
    """The form that came while enough passwords were being looked at, shown again as it was, with status 503."""
    if (response := _again(str(BUSY), 503)) is None:
        return answer(error)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _again(words: str, status: int) -> Response | None:
    """The form with what was typed in it, and the words above it; None where there is no form."""
    again: tuple[type[PageForm], Page] | None
    if (again := getattr(current_app.view_functions.get(request.endpoint or ""), "again", None)) is None:
        return None
    form_class, page = again
    form = form_class(request.form, **(request.view_args or {}))
    form.show({"": words})
    return make_response(page(form, status))
