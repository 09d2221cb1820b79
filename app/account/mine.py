"""One's own account: the password, the second step, and where one is signed in."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user

from .. import second_factor, sign_ins
from ..access import allow
from . import visit
from .pages import pages

OUT = _("Du er logget ud overalt. Log ind igen her.")


@pages.get("/account/", endpoint="mine")
@allow("account.own")
def mine() -> ResponseReturnValue:
    """The account and its open sessions."""
    return render_template(
        "account/mine.html", sessions=sign_ins.of(current_user.id), two_steps=second_factor.is_on(current_user.id)
    )


@pages.post("/account/sign-out-everywhere")
@allow("account.own")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the account, this one too; nothing on any phone is touched."""
    user_id = current_user.id
    visit.end("signed_out_everywhere")
    sign_ins.end_all(user_id)
    flash(str(OUT))
    return redirect(url_for("account.sign_in"), 303)
