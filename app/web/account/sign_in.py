"""Sign in with e-mail and password, and a code where the account asks for one, and out again.

Between the two steps the browser's session knows who knew the password.
"""

from datetime import timedelta

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ...access import allow, here, people, second_factor
from ...access.rate_limit import stranger_limit
from ...base import clock
from ...questions.html_form import PageForm
from ...store import User
from . import browser_session
from .account_forms import SecondStep, SignInForm
from .pages import pages, shown_again

# Not which of the two: nobody learns here who has an account.
WRONG = _("E-mailen eller adgangskoden er forkert. Prøv igen.")


def sign_in_page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong; a guest who came here by a link is told that it is not meant for them."""
    return render_template("account/sign_in.html", form=form, guest=here().guest), status


@pages.get("/account/sign-in")
@allow("public")
def sign_in() -> ResponseReturnValue:
    """Ask who it is."""
    return sign_in_page(SignInForm(values={"next": request.args.get("next")}))


def _typed_account() -> tuple[str, str]:
    return browser_session.failure_keys(request.form.get("email", ""))


@pages.post("/account/sign-in")
@stranger_limit(_typed_account)
@allow("public")
@shown_again(SignInForm, sign_in_page)
def enter() -> ResponseReturnValue:
    """Let in whoever knows the password."""
    form = SignInForm(request.form)
    user = people.authenticate(form["email"].data or "", form["password"].data or "")
    if user is None:
        browser_session.note_failure(form["email"].data or "")
        form.show({"password": WRONG})
        return sign_in_page(form, 401)
    if second_factor.is_on(user.id):
        return _ask_code(user, form["next"].data)
    browser_session.forgive(user.email)
    browser_session.begin(user)
    return redirect(browser_session.local_path(form["next"].data), 303)


@pages.post("/account/sign-out")
@allow("public")
def sign_out() -> ResponseReturnValue:
    """End this browser's session; nothing on the phone is touched."""
    browser_session.end()
    return redirect("/?signed-out", 303)


# What the session keeps under this name: whose password was right, when, and where they wanted to go.
HALF = "half"
LIFE = timedelta(minutes=5)
WRONG_CODE = _("Koden er forkert, brugt eller for gammel. Skriv den, som appen viser nu.")


def code_page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong."""
    return render_template("account/code.html", form=form), status


def _ask_code(user: User, wish: str | None) -> ResponseReturnValue:
    """Go on to the second step, with the password given."""
    session[HALF] = {"id": user.id, "epoch": user.epoch, "at": clock.now().timestamp(), "next": wish or ""}
    return redirect(url_for("account.code"), 303)


@pages.get("/account/code")
@allow("public")
def code() -> ResponseReturnValue:
    """Ask for the code."""
    return code_page(SecondStep()) if _whose() else redirect(url_for("account.sign_in"))


def _half_account() -> tuple[str, str]:
    user = _whose()
    return browser_session.failure_keys(user.email) if user else ("", "")


@pages.post("/account/code")
@stranger_limit(_half_account)
@allow("public")
@shown_again(SecondStep, code_page)
def enter_code() -> ResponseReturnValue:
    """Let in whoever has the code too."""
    user = _whose()
    if user is None:
        return redirect(url_for("account.sign_in"), 303)
    form = SecondStep(request.form)
    if not second_factor.verify(user.id, form["code"].data or ""):
        browser_session.note_failure(user.email)
        form.show({"code": WRONG_CODE})
        return code_page(form, 401)
    browser_session.forgive(user.email)
    wish = session[HALF]["next"]
    browser_session.begin(user)
    return redirect(browser_session.local_path(wish), 303)


def _whose() -> User | None:
    """Who gave their password in this browser a moment ago, and still may sign in."""
    half = session.get(HALF)
    if not half or clock.now().timestamp() - half["at"] > LIFE.total_seconds():
        return None
    try:
        user = people.find(half["id"])
    except LookupError:
        return None
    return user if user.active and user.epoch == half["epoch"] else None
