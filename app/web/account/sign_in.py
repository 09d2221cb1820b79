"""Sign in with e-mail and password, and out again."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ...access import allow, login_throttle, people, second_factor
from ...access.rate_limit import stranger_limit
from ...questions.html_form import PageForm
from . import browser_session, sign_in_code
from .account_forms import SignInForm
from .pages import pages
from .retry_forms import shown_again

# Not which of the two: nobody learns here who has an account.
WRONG = _("E-mailen eller adgangskoden er forkert. Prøv igen.")


def page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong."""
    return render_template("account/sign_in.html", form=form), status


@pages.get("/account/sign-in")
@allow("public")
def sign_in() -> ResponseReturnValue:
    """Ask who it is."""
    return page(SignInForm(values={"next": request.args.get("next")}))


def _account() -> str:
    return browser_session.account_key(request.form.get("email", ""))


@pages.post("/account/sign-in")
@stranger_limit(_account)
@allow("public")
@shown_again(SignInForm, page)
def enter() -> ResponseReturnValue:
    """Let in whoever knows the password."""
    form = SignInForm(request.form)
    user = people.authenticate(form["email"].data or "", form["password"].data or "")
    if user is None:
        browser_session.note_failure(form["email"].data or "")
        form.show({"password": WRONG})
        return page(form, 401)
    if second_factor.is_on(user.id):
        return sign_in_code.ask(user, form["next"].data)
    login_throttle.forget(_account())
    browser_session.begin(user)
    return redirect(browser_session.local_path(form["next"].data), 303)


@pages.post("/account/sign-out")
@allow("public")
def sign_out() -> ResponseReturnValue:
    """End this browser's session; nothing on the phone is touched."""
    browser_session.end()
    return redirect("/?signed-out", 303)
