"""Join a walk or an event with its code, typed or in the address that the QR code opens; the page of a one-time link, on which
somebody chooses a password; and what everybody is told about their information (GDPR, article 13).
"""

from flask import make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ... import agreement, maintenance
from ...access import LEADER, PARTY, allow, guests, invitations, quotas, rate_limit
from ...base import clock, messages
from ...base.messages import RefusedError
from ...questions.html_form import PageForm
from ...store import Code, User
from . import browser_session
from .account_forms import Accept, FirstLeader, Join
from .pages import pages, shown_again

MISSING = _("Skriv koden fra plakaten.")
UNKNOWN = _("Koden findes ikke. Se efter, om alle 8 tegn er rigtige.")
EXPIRED = _("Koden er udløbet. Den virker til 14 dage efter datoen. Spørg efter en ny.")
REPLACED = _("Koden er lukket. Plakaten er for gammel: Spørg efter den nye kode.")
WORDS = {
    guests.UNKNOWN: UNKNOWN,
    guests.EXPIRED: EXPIRED,
    guests.REPLACED: REPLACED,
    guests.SHUT_OUT: messages.SHUT_OUT,
    guests.CROWDED: messages.CROWDED,
}
TOO_MANY = _(
    "Koden findes ikke, og der er prøvet mange forkerte herfra. Se efter på plakaten: Den rigtige kode virker straks."
)


@pages.app_template_global()
def kept() -> maintenance.Retention:
    """How long what people send is kept."""
    return maintenance.periods()


def join_page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong, and what is recorded and why."""
    return render_template("account/join.html", form=form, plan=agreement.current()), status


@pages.get("/join", strict_slashes=False)
@allow("public")
def join() -> ResponseReturnValue:
    """Ask for the code."""
    return join_page(Join())


@pages.post("/join")
@allow("public")
@shown_again(Join, join_page)
def join_now() -> ResponseReturnValue:
    """Join with the code that was typed."""
    return _join(Join(request.form))


@pages.get("/join/<code>", strict_slashes=False)
@allow("public")
@shown_again(Join, join_page)
def join_code(code: str) -> ResponseReturnValue:
    """Say what the code is for. The page then posts itself: whoever only looks at an address changes nothing."""
    found = guests.find_code(code)
    reason = _fault(found) if found else guests.UNKNOWN
    if found is None or reason:
        return _refuse(Join(values={"code": code}), reason or guests.UNKNOWN)
    return render_template("account/join_code.html", code=found, gathering=found.gathering, plan=agreement.current())


@pages.post("/join/<code>", strict_slashes=False)
@allow("public")
@shown_again(Join, join_page)
def join_code_now(code: str) -> ResponseReturnValue:
    """Join with the code in the address."""
    return _join(Join(values={"code": code}))


def _join(form: Join) -> ResponseReturnValue:
    text, phone = form["code"].data or "", request.form.get("phone", "")
    refused = guests.join(phone if guests.SECRET.fullmatch(phone) else None, [text], request.remote_addr or "")
    return _refuse(form, refused[0].reason) if refused else redirect("/", 303)


def _refuse(form: PageForm, reason: str) -> ResponseReturnValue:
    """The form again, and why its code lets nobody in. Only one that never was is a guess, and counts."""
    if not (form["code"].data or "").strip():
        form.show({"code": MISSING})
    elif reason == guests.UNKNOWN and (seconds := rate_limit.count_codes(1)):
        return _refuse_for(form, TOO_MANY, seconds)
    elif reason == guests.CROWDED:
        return _refuse_for(form, messages.CROWDED, quotas.LONGEST_WAIT)
    else:
        form.show({"code": WORDS[reason]})
    return join_page(form, 404)


def _refuse_for(form: PageForm, words: str, seconds: int) -> ResponseReturnValue:
    form.show({"code": words})
    page = make_response(join_page(form, 429))
    page.headers["Retry-After"] = str(seconds)
    return page


@pages.post("/account/leave")
@allow("public")
def leave() -> ResponseReturnValue:
    """End the part of whoever joined with a code; the phone has already let go of what it kept of it."""
    guests.leave()
    return redirect("/?left", 303)


def _fault(code: Code) -> str | None:
    """Why a phone that has not joined before cannot join with it; None when it can."""
    if code.can_be_joined(clock.today()):
        return None
    return guests.REPLACED if code.revoked_at else guests.EXPIRED


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
    return _invitation_page(Accept(values={"name": user.name}) if user else FirstLeader(), user)


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
    except RefusedError as refused:
        form.show(refused.errors)
        return _invitation_page(form, user, 422)
    browser_session.begin(made, "password_changed")
    return redirect("/office/" if made.role in AT_A_DESK else "/", 303)


def _invitation_page(form: PageForm, user: User | None, status: int = 200) -> ResponseReturnValue:
    return render_template("account/invitation.html", form=form, user=user), status


def _gone() -> ResponseReturnValue:
    return render_template("error.html", heading=GONE, advice=ASK, status=404), 404


@pages.get("/account/about")
@allow("public")
def about() -> ResponseReturnValue:
    """What is recorded, why, for how long, who sees it, and whom to ask."""
    return render_template("account/about.html", plan=agreement.current())
