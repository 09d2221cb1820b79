"""Join a walk or an event with its code: typed, or in the address that the QR code opens. Nobody needs an account."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ... import agreement
from ...access import allow, guests
from ...access.rate_limit import stranger_limit
from ...base import clock, messages
from ...questions.html_form import PageForm
from ...store import Code
from .account_forms import Join
from .pages import pages
from .retry_forms import shown_again

MISSING = _("Skriv koden fra plakaten.")
UNKNOWN = _("Koden findes ikke. Se efter, om alle 8 tegn er rigtige.")
EXPIRED = _("Koden er udløbet. Den virker til 14 dage efter datoen. Spørg efter en ny.")
REVOKED = _("Koden er lukket. Spørg efter en ny.")
WORDS = {guests.UNKNOWN: UNKNOWN, guests.EXPIRED: EXPIRED, guests.REPLACED: REVOKED, guests.SHUT_OUT: messages.SHUT_OUT}


def page(form: PageForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong, and what is recorded and why."""
    return render_template("account/join.html", form=form, plan=agreement.current()), status


@pages.get("/join")
@allow("public")
def join() -> ResponseReturnValue:
    """Ask for the code."""
    return page(Join())


@pages.post("/join")
@stranger_limit()
@allow("public")
@shown_again(Join, page)
def join_now() -> ResponseReturnValue:
    """Join with the code that was typed."""
    return _join(Join(request.form))


@pages.get("/join/<code>")
@stranger_limit()
@allow("public")
@shown_again(Join, page)
def join_code(code: str) -> ResponseReturnValue:
    """Say what the code is for. The page then posts itself: whoever only looks at an address changes nothing."""
    form = Join(values={"code": code})
    found = guests.find_code(code)
    fault = _fault(found)
    if fault or found is None:
        form.show({"code": fault or UNKNOWN})
        return page(form, 404)
    return render_template("account/join_code.html", code=found, gathering=found.gathering, plan=agreement.current())


@pages.post("/join/<code>")
@stranger_limit()
@allow("public")
@shown_again(Join, page)
def join_code_now(code: str) -> ResponseReturnValue:
    """Join with the code in the address."""
    return _join(Join(values={"code": code}))


def _join(form: Join) -> ResponseReturnValue:
    text, phone = form["code"].data or "", request.form.get("phone", "")
    refused = guests.join(phone if guests.SECRET.fullmatch(phone) else None, [text])
    if refused:
        form.show({"code": WORDS[refused[0].reason] if text.strip() else MISSING})
        return page(form, 404)
    return redirect("/", 303)


@pages.post("/account/leave")
@allow("public")
def leave() -> ResponseReturnValue:
    """End the part of whoever joined with a code; the phone has already let go of what it kept of it."""
    guests.leave()
    return redirect("/?left", 303)


def _fault(code: Code | None) -> str | None:
    """Why a phone that has not joined before cannot join with it, in Danish; None when it can."""
    if code is None:
        return UNKNOWN
    if code.can_be_joined(clock.today()):
        return None
    return REVOKED if code.revoked_at else EXPIRED
