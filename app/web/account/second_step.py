"""Turn the second step of signing in on and off."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user

from ...access import allow, people, second_factor, sessions
from ...access.rate_limit import stranger_limit
from ...base import clock
from ...questions.html_form import PageForm
from .. import qr
from . import browser_session
from .account_forms import Password, SecondStep
from .pages import pages
from .retry_forms import shown_again

WRONG = _("Adgangskoden er forkert. Prøv igen.")
WRONG_CODE = _("Koden passer ikke. Se efter, at telefonens ur går rigtigt, og skriv den kode, som appen viser nu.")
OFF = _("Totrinslogin er slået fra. Alle andre steder er du logget ud.")
# For how long the picture that the app reads can be seen after the password was given.
LIFE = timedelta(minutes=15)


def page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """Whether it is on, and the password for changing that."""
    is_on = second_factor.is_on(current_user.id)
    left = second_factor.left(current_user.id) if is_on else 0
    return render_template("account/second_step.html", form=form, is_on=is_on, left=left), status


def _account() -> str:
    return browser_session.account_key(current_user.email)


@pages.get("/account/second-step")
@allow("account.second_step")
def second_step() -> ResponseReturnValue:
    """What it is, and whether it is on."""
    return page(Password())


@pages.post("/account/second-step")
@stranger_limit(_account)
@allow("account.second_step")
@shown_again(Password, page)
def begin_second_step() -> ResponseReturnValue:
    """With the password: show what the app reads."""
    form = Password(request.form)
    if not people.authenticate(current_user.email, form["password"].data or ""):
        browser_session.note_failure(current_user.email)
        form.show({"password": WRONG})
        return page(form, 401)
    second_factor.begin(current_user.id)
    return _show_app(SecondStep())


@pages.post("/account/second-step/confirm")
@stranger_limit(_account)
@allow("account.second_step")
def confirm_second_step() -> ResponseReturnValue:
    """With a first code: turn it on, and show the codes for the paper, once."""
    form = SecondStep(request.form)
    codes = second_factor.confirm(current_user.id, form["code"].data or "")
    if codes is None:
        form.show({"code": WRONG_CODE})
        return _show_app(form, 401)
    _end_other_sessions("second_step_on")
    return render_template("account/second_step_codes.html", codes=codes)


@pages.post("/account/second-step/remove")
@stranger_limit(_account)
@allow("account.second_step")
@shown_again(Password, page)
def remove_second_step() -> ResponseReturnValue:
    """With the password: turn it off."""
    form = Password(request.form)
    if not people.authenticate(current_user.email, form["password"].data or ""):
        browser_session.note_failure(current_user.email)
        form.show({"password": WRONG})
        return page(form, 401)
    second_factor.remove(current_user.id)
    _end_other_sessions("second_step_off")
    flash(str(OFF))
    return redirect(url_for("account.second_step"), 303)


def _end_other_sessions(trace: str) -> None:
    """Whoever got in with the old way of signing in is out; this browser stays in, in a new session."""
    user_id = current_user.id
    sessions.end_all(user_id)
    browser_session.begin(people.find(user_id), trace)


def _show_app(form: PageForm, status: int = 200) -> ResponseReturnValue:
    found = second_factor.state(current_user.id)
    if found is None or found.confirmed_at or clock.now() - found.made_at > LIFE:
        return redirect(url_for("account.second_step"), 303)
    address = second_factor.address(found, current_user.email)
    drawn = qr.draw(address, str(_("QR-kode til appen")))
    return render_template("account/second_step_app.html", form=form, qr=drawn, secret=found.secret), status
