"""Join a walk or an event with its code: typed, or in the address that the QR code opens. Nobody needs an account."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from .. import access, clock, gatherings, plan
from ..access import allow
from ..limits import stranger_limit
from ..models import Code
from . import pages
from .forms import AccountForm, Join

MISSING = _("Skriv koden fra plakaten.")
UNKNOWN = _("Koden findes ikke. Se efter, om alle 8 tegn er rigtige.")
EXPIRED = _("Koden er udløbet. Den virker til 14 dage efter datoen. Spørg efter en ny.")
REVOKED = _("Koden er lukket. Spørg efter en ny.")


@pages.get("/join")
@allow("public")
def join() -> ResponseReturnValue:
    """Ask for the code."""
    return page(Join())


@pages.post("/join")
@stranger_limit()
@allow("public")
def join_now() -> ResponseReturnValue:
    """Join with the code that was typed."""
    return _join(Join(request.form))


@pages.get("/join/<code>")
@stranger_limit()
@allow("public")
def join_code(code: str) -> ResponseReturnValue:
    """Say what the code is for. The page then posts itself: whoever only looks at an address changes nothing."""
    form = Join(code=code)
    found = gatherings.find_code(code)
    fault = _fault(code, found)
    if fault or found is None:
        form.show({"code": fault or UNKNOWN})
        return page(form, 404)
    return render_template("account/join_code.html", code=found, gathering=found.gathering, plan=plan.current())


@pages.post("/join/<code>")
@stranger_limit()
@allow("public")
def join_code_now(code: str) -> ResponseReturnValue:
    """Join with the code in the address."""
    return _join(Join(code=code))


def page(form: AccountForm, status: int = 200) -> ResponseReturnValue:
    """The form, perhaps with what was wrong, and what is recorded and why."""
    return render_template("account/join.html", form=form, plan=plan.current()), status


def _join(form: Join) -> ResponseReturnValue:
    text = form.code.data or ""
    found = gatherings.find_code(text)
    fault = _fault(text, found)
    if fault or found is None:
        form.show({"code": fault or UNKNOWN})
        return page(form, 404)
    gatherings.join(found)
    access.forget_person()
    return redirect("/", 303)


def _fault(text: str, code: Code | None) -> str | None:
    """Why nobody can join with what was typed, in Danish; None when they can."""
    if code is None:
        return UNKNOWN if text.strip() else MISSING
    if code.can_be_joined(clock.today()):
        return None
    return REVOKED if code.revoked_at else EXPIRED
