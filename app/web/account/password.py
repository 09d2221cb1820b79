"""Change one's own password."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user

from ...access import allow, people
from ...access.rate_limit import stranger_limit
from ...questions.html_form import PageForm
from . import browser_session
from .account_forms import ChangePassword
from .pages import pages
from .retry_forms import shown_again

CHANGED = _("Adgangskoden er skiftet. Alle andre steder er du logget ud.")


def page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong."""
    return render_template("account/password.html", form=form), status


@pages.get("/account/password", endpoint="password")
@allow("account.own")
def ask() -> ResponseReturnValue:
    """Ask for the old one and a new one."""
    return page(ChangePassword())


@pages.post("/account/password")
@stranger_limit(lambda: browser_session.account_key(current_user.email))
@allow("account.own")
@shown_again(ChangePassword, page)
def change_password() -> ResponseReturnValue:
    """Change it; this browser stays signed in, all others are signed out."""
    form = ChangePassword(request.form)
    try:
        user = people.change_password(current_user.id, form["current"].data or "", form["new"].data or "")
    except people.AccountRefusedError as refused:
        if "current" in refused.errors:
            browser_session.note_failure(current_user.email)
        form.show(refused.errors)
        return page(form, 401 if "current" in refused.errors else 422)
    browser_session.begin(user, "password_changed")
    flash(str(CHANGED))
    return redirect(url_for("account.password"), 303)
