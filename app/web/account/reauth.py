"""The office asks for the password again after a while; pages that stay open count down to it (`session-end.js`)."""

from typing import Any

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from ...access import allow, login_throttle, people, second_factor, sessions
from ...access.rate_limit import stranger_limit
from ...base import clock
from ...questions.html_form import PageForm
from ...store import User
from . import browser_session
from .account_forms import Confirm
from .pages import pages
from .retry_forms import shown_again
from .sign_in_code import WRONG as WRONG_CODE

WRONG = _("Adgangskoden er forkert. Prøv igen.")


def page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong."""
    return render_template("account/confirm.html", form=form, asks_code=_asks_code()), status


def _account() -> str:
    return browser_session.account_key(current_user.email)


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
    return page(Confirm(values={"next": request.args.get("next")}))


@pages.post("/account/confirm")
@stranger_limit(_account)
@allow("account.own")
@shown_again(Confirm, page)
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
        return page(form, 401)
    login_throttle.forget(_account())
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
