"""The second step of signing in: between it and the first, the browser's session knows who knew the password."""

from datetime import timedelta

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ...access import allow, login_throttle, people, second_factor
from ...access.rate_limit import stranger_limit
from ...base import clock
from ...questions.html_form import PageForm
from ...store import User
from . import browser_session
from .account_forms import SecondStep
from .pages import pages
from .retry_forms import shown_again

# What the session keeps under this name: whose password was right, when, and where they wanted to go.
HALF = "half"
LIFE = timedelta(minutes=5)
WRONG = _("Koden er forkert, brugt eller for gammel. Skriv den, som appen viser nu.")


def page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong."""
    return render_template("account/code.html", form=form), status


def ask(user: User, wish: str | None) -> ResponseReturnValue:
    """Go on to the second step, with the password given."""
    session[HALF] = {"id": user.id, "epoch": user.epoch, "at": clock.now().timestamp(), "next": wish or ""}
    return redirect(url_for("account.code"), 303)


@pages.get("/account/code")
@allow("public")
def code() -> ResponseReturnValue:
    """Ask for the code."""
    return page(SecondStep()) if _whose() else redirect(url_for("account.sign_in"))


def _account() -> str | None:
    user = _whose()
    return browser_session.account_key(user.email) if user else None


@pages.post("/account/code")
@stranger_limit(_account)
@allow("public")
@shown_again(SecondStep, page)
def enter_code() -> ResponseReturnValue:
    """Let in whoever has the code too."""
    user = _whose()
    if user is None:
        return redirect(url_for("account.sign_in"), 303)
    form = SecondStep(request.form)
    if not second_factor.verify(user.id, form["code"].data or ""):
        browser_session.note_failure(user.email)
        form.show({"code": WRONG})
        return page(form, 401)
    login_throttle.forget(browser_session.account_key(user.email))
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
