"""One's own account: the password, the second step, and where one is signed in."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user

from ...access import allow, second_factor, sessions
from . import browser_session
from .pages import pages

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
