"""The page of a one-time link: choose a name and a password; the first leader, an e-mail too."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ...access import LEADER, PARTY, allow, invitations
from ...access.people import AccountRefusedError
from ...questions.html_form import PageForm
from ...store import User
from . import browser_session
from .account_forms import Accept, FirstLeader
from .pages import pages

GONE = _("Linket virker ikke længere")
ASK = _("Et link virker én gang og i 7 dage. Bed projektlederen om et nyt.")
# They work at a desk; the others begin on the phone.
AT_A_DESK = frozenset({LEADER, PARTY})


@pages.get("/account/invitation/<token>")
@allow("public")
def invitation(token: str) -> ResponseReturnValue:
    """Ask for what is missing. A look at the page does not use the link up."""
    try:
        user = invitations.invited(invitations.open_invitation(token))
    except LookupError:
        return _gone()
    return _page(Accept(values={"name": user.name}) if user else FirstLeader(), user)


@pages.post("/account/invitation/<token>")
@allow("public")
def accept(token: str) -> ResponseReturnValue:
    """Make the account ready, use the link up, and sign in."""
    try:
        user = invitations.invited(invitations.open_invitation(token))
        form = (Accept if user else FirstLeader)(request.form)
        made = invitations.accept(token, **{name: text or "" for name, text in form.data.items()})
    except LookupError:
        return _gone()
    except AccountRefusedError as refused:
        form.show(refused.errors)
        return _page(form, user, 422)
    browser_session.begin(made, "password_changed")
    return redirect("/office/" if made.role in AT_A_DESK else "/", 303)


def _page(form: PageForm, user: User | None, status: int = 200) -> ResponseReturnValue:
    return render_template("account/invitation.html", form=form, user=user), status


def _gone() -> ResponseReturnValue:
    return render_template("error.html", heading=GONE, advice=ASK, status=404), 404
