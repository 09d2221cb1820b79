"""One's own account: where one is signed in, the password, the second step, and the password again for the office.

The office asks for it after a while; pages that stay open count down to it (`session-end.js`).
"""

from datetime import timedelta
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from ...access import allow, people, second_factor, sessions
from ...access.rate_limit import stranger_limit
from ...base import clock
from ...base.messages import RefusedError
from ...questions.html_form import PageForm
from ...store import User
from ..drawn import qr_code
from . import browser_session
from .account_forms import ChangePassword, Confirm, Password, SecondStep
from .pages import pages, shown_again
from .sign_in import WRONG_CODE

OUT = _("Du er logget ud overalt. Log ind igen her.")


@pages.get("/account/", endpoint="mine")
@allow("account.own")
def mine() -> ResponseReturnValue:
    """The account and its open sessions."""
    return render_template(
        "account/mine.html", sessions=sessions.of(current_user.id), two_steps=second_factor.is_on(current_user.id)
    )


@pages.post("/account/sign-out-everywhere")
@allow("account.own")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the account, this one too; nothing on any phone is touched."""
    user_id = current_user.id
    browser_session.end("signed_out_everywhere")
    sessions.end_all(user_id)
    flash(str(OUT))
    return redirect(url_for("account.sign_in"), 303)


def own_keys() -> tuple[str, str]:
    """What failures to prove that it is still oneself count for."""
    return browser_session.failure_keys(current_user.email)


CHANGED = _("Adgangskoden er skiftet. Alle andre steder er du logget ud.")


def password_page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong."""
    return render_template("account/password.html", form=form), status


@pages.get("/account/password", endpoint="password")
@allow("account.own")
def ask() -> ResponseReturnValue:
    """Ask for the old one and a new one."""
    return password_page(ChangePassword())


@pages.post("/account/password")
@stranger_limit(own_keys)
@allow("account.own")
@shown_again(ChangePassword, password_page)
def change_password() -> ResponseReturnValue:
    """Change it; this browser stays signed in, all others are signed out."""
    form = ChangePassword(request.form)
    try:
        user = people.change_password(current_user.id, form["current"].data or "", form["new"].data or "")
    except RefusedError as refused:
        if "current" in refused.errors:
            browser_session.note_failure(current_user.email)
        form.show(refused.errors)
        return password_page(form, 401 if "current" in refused.errors else 422)
    browser_session.begin(user, "password_changed")
    flash(str(CHANGED))
    return redirect(url_for("account.password"), 303)


WRONG = _("Adgangskoden er forkert. Prøv igen.")
NOT_YET_CODE = _("Koden passer ikke. Se efter, at telefonens ur går rigtigt, og skriv den kode, som appen viser nu.")
OFF = _("Totrinslogin er slået fra. Alle andre steder er du logget ud.")
# For how long the picture that the app reads can be seen after the password was given.
LIFE = timedelta(minutes=15)


def second_step_page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """Whether it is on, and the password for changing that."""
    is_on = second_factor.is_on(current_user.id)
    left = second_factor.left(current_user.id) if is_on else 0
    return render_template("account/second_step.html", form=form, is_on=is_on, left=left), status


@pages.get("/account/second-step")
@allow("account.second_step")
def second_step() -> ResponseReturnValue:
    """What it is, and whether it is on."""
    return second_step_page(Password())


@pages.post("/account/second-step")
@stranger_limit(own_keys)
@allow("account.second_step")
@shown_again(Password, second_step_page)
def begin_second_step() -> ResponseReturnValue:
    """With the password: show what the app reads."""
    form = Password(request.form)
    if not _knows_password(form):
        return second_step_page(form, 401)
    second_factor.begin(current_user.id)
    return _show_app(SecondStep())


@pages.post("/account/second-step/confirm")
@stranger_limit(own_keys)
@allow("account.second_step")
def confirm_second_step() -> ResponseReturnValue:
    """With a first code: turn it on, and show the codes for the paper, once."""
    form = SecondStep(request.form)
    codes = second_factor.confirm(current_user.id, form["code"].data or "")
    if codes is None:
        form.show({"code": NOT_YET_CODE})
        return _show_app(form, 401)
    _end_other_sessions("second_step_on")
    return render_template("account/second_step_codes.html", codes=codes)


@pages.post("/account/second-step/remove")
@stranger_limit(own_keys)
@allow("account.second_step")
@shown_again(Password, second_step_page)
def remove_second_step() -> ResponseReturnValue:
    """With the password: turn it off."""
    form = Password(request.form)
    if not _knows_password(form):
        return second_step_page(form, 401)
    second_factor.remove(current_user.id)
    _end_other_sessions("second_step_off")
    flash(str(OFF))
    return redirect(url_for("account.second_step"), 303)


def _knows_password(form: PageForm) -> bool:
    """Whether the password is right; else the form says so, and the failure is noted."""
    if people.authenticate(current_user.email, form["password"].data or ""):
        return True
    browser_session.note_failure(current_user.email)
    form.show({"password": WRONG})
    return False


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
    drawn = qr_code(address, str(_("QR-kode til appen")))
    return render_template("account/second_step_app.html", form=form, qr=drawn, secret=found.secret), status


def confirm_page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong."""
    return render_template("account/confirm.html", form=form, asks_code=_asks_code()), status


@pages.app_template_global("office_session")
def office_session() -> dict[str, Any]:
    """How long the office stays open for whoever asks, and what could keep it so."""
    held = current_user.session
    return {"seconds": held.office_seconds, "can_stay": held.can_stay, "asks_code": _asks_code()}


@pages.get("/account/remaining")
@allow("account.own")
def remaining() -> ResponseReturnValue:
    """How long the office may still be used, for a page that is open; being asked is no use of the office."""
    return jsonify(office_session())


@pages.post("/account/stay")
@allow("account.own")
def stay() -> ResponseReturnValue:
    """Somebody sits there: count from now, as far as that goes."""
    held = current_user.session
    if held.office_seconds:
        sessions.note_use(held, office=True)
        browser_session.look_again()
    return jsonify(office_session())


@pages.get("/account/confirm")
@allow("account.own")
def confirm() -> ResponseReturnValue:
    """Ask for the password."""
    return confirm_page(Confirm(values={"next": request.args.get("next")}))


@pages.post("/account/confirm")
@stranger_limit(own_keys)
@allow("account.own")
@shown_again(Confirm, confirm_page)
def confirm_now() -> ResponseReturnValue:
    """Open the office again, in a new session; a script is told the token that works from now on."""
    form = Confirm(request.form)
    user, faults = _check(form)
    wants_json = request.accept_mimetypes.best == "application/json"
    if user is None:
        browser_session.note_failure(current_user.email)
        if wants_json:
            return jsonify({"errors": {name: str(words) for name, words in faults.items()}}), 401
        form.show(faults)
        return confirm_page(form, 401)
    browser_session.forgive(user.email)
    browser_session.begin(user, "confirmed")
    if wants_json:
        return jsonify(office_session() | {"csrf_token": generate_csrf()})
    return redirect(browser_session.local_path(form["next"].data), 303)


def _check(form: Confirm) -> tuple[User | None, dict[str, Any]]:
    """The account, or what was wrong by field."""
    user = people.authenticate(current_user.email, form["password"].data or "")
    if user is None:
        return None, {"password": WRONG}
    if _asks_code() and not second_factor.verify(user.id, form["code"].data or ""):
        return None, {"code": WRONG_CODE}
    return user, {}


def _asks_code() -> bool:
    """Once a day both steps are asked for, in between the password is enough."""
    return clock.now() >= current_user.session.latest and second_factor.is_on(current_user.id)
