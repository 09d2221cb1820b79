"""A form whose token has ended is shown again, with what was typed in it and a token that works."""

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ..problems import TokenError, answer
from . import joining, pages, password, sign_in
from .forms import AccountForm, ChangePassword, Join, SignIn

EXPIRED = _("Siden har ligget for længe. Prøv en gang til.")

# By the endpoint that refused; everything else gets the page that says what to do.
AGAIN: dict[str, tuple[type[AccountForm], Callable[[AccountForm, int], ResponseReturnValue]]] = {
    "account.enter": (SignIn, sign_in.page),
    "account.join_now": (Join, joining.page),
    "account.join_code_now": (Join, joining.page),
    "account.change_password": (ChangePassword, password.page),
}


@pages.errorhandler(TokenError)
def show_again(error: TokenError) -> ResponseReturnValue:
    """The same form with status 403."""
    if request.endpoint not in AGAIN:
        return answer(error)
    form_class, page = AGAIN[request.endpoint]
    form = form_class(request.form, **(request.view_args or {}))
    form.show({"": EXPIRED})
    return page(form, 403)
