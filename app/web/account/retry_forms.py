"""A form that was refused whole, because its token has ended or it was tried too often, is shown again as it was."""

from collections.abc import Callable

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import TooManyRequests

from ...http.problems import answer, duration
from ..page_form import PageForm
from . import joining, password, reauth, second_step, sign_in, sign_in_code
from .account_forms import ChangePassword, Confirm, Join, Password, SecondStep, SignInForm
from .pages import pages

EXPIRED = _("Siden har ligget for længe. Prøv en gang til.")

# By the endpoint that refused; everything else gets the page that says what to do.
AGAIN: dict[str, tuple[type[PageForm], Callable[[PageForm, int], ResponseReturnValue]]] = {
    "account.enter": (SignInForm, sign_in.page),
    "account.enter_code": (SecondStep, sign_in_code.page),
    "account.confirm_now": (Confirm, reauth.page),
    "account.join_now": (Join, joining.page),
    "account.join_code": (Join, joining.page),
    "account.join_code_now": (Join, joining.page),
    "account.change_password": (ChangePassword, password.page),
    "account.begin_second_step": (Password, second_step.page),
    "account.remove_second_step": (Password, second_step.page),
}


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


def _again(words: str, status: int) -> Response | None:
    """The form with what was typed in it, and the words above it; None where there is no form."""
    if request.endpoint not in AGAIN:
        return None
    form_class, page = AGAIN[request.endpoint]
    form = form_class(request.form, **(request.view_args or {}))
    form.show({"": words})
    return make_response(page(form, status))
