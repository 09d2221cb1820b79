"""Tells the phone who is here in the very answer that signs somebody in, joins a code or signs out.

A phone may lose the network right after. A cookie that its script can read arrives with the answer itself, so that
what is recorded then belongs to the right person. It holds a random id and the names of forms, nothing else.
"""

from flask import Flask, Response, current_app, request

from .. import transport
from ..access import person
from ..forms import FORMS

COOKIE = "feltbog_here"
SIGNS_OUT = frozenset({"account.sign_out", "account.sign_out_everywhere"})
SIGNS_IN = frozenset({"account.enter", "account.enter_code", "account.confirm_now", "account.accept"})
JOINS = frozenset({"account.join_now", "account.join_code_now"})
ASKS = "api.session"
CHANGES = SIGNS_OUT | SIGNS_IN | JOINS | {ASKS}


def init_app(app: Flask) -> None:
    """Send the cookie where somebody else may be here than before; /api/session mends one that is out of date."""
    app.session_interface.then.append(tell)  # type: ignore[attr-defined]


def tell(response: Response) -> None:
    """`id/form+form`; empty when somebody signed out. A session that merely ended changes nobody."""
    if request.endpoint not in CHANGES:
        return
    who = person()
    if who is None and request.endpoint not in SIGNS_OUT:
        return
    value = f"{who.id}/{'+'.join(who.forms(list(FORMS)))}" if who else ""
    name = transport.cookie_name(COOKIE)
    if request.cookies.get(name) != value:
        age = int(current_app.permanent_session_lifetime.total_seconds())
        response.set_cookie(name, value, max_age=age, secure=request.is_secure, samesite="Lax")
