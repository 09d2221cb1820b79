"""Tells the phone who is here in the very answer that signs somebody in, joins a code, signs out or leaves.

A phone may lose the network right after. Cookies that its script can read arrive with the answer itself, so that what
is recorded then belongs to the right person. They hold random ids and the names of forms, nothing else.
"""

from flask import Flask, Response, current_app, request

from ...access import Person, here
from ...definitions import FORMS, listed_forms
from ...http import transport

# Of phones of earlier releases: `id/form+form` of the one who is here, the account before the guest.
COOKIE = "feltbog_here"
# `account/form+form/guest/form+form`, each part empty where there is none, and where that is known.
BOTH, UNKNOWN = "feltbog_both", "-"
SIGNS_OUT = frozenset({"account.sign_out", "account.sign_out_everywhere"})
SIGNS_IN = frozenset({"account.enter", "account.enter_code", "account.confirm_now", "account.accept"})
JOINS = frozenset({"account.join_now", "account.join_code_now", "api.join"})
LEAVES = frozenset({"account.leave"})
ASKS = "api.session"
CHANGES = SIGNS_OUT | SIGNS_IN | JOINS | LEAVES | {ASKS}


def init_app(app: Flask) -> None:
    """Send the cookies where somebody else may be here than before; /api/session mends those that are out of date."""
    app.session_interface.then.append(tell)  # type: ignore[attr-defined]


def tell(response: Response) -> None:
    """Empty when somebody signed out or left. A session that merely ended changes nobody, nor does a server that is ill."""
    if request.endpoint not in CHANGES or response.status_code >= 500:
        return
    account, guest = here().account, here().guest
    who = account or guest
    if who or request.endpoint in SIGNS_OUT | LEAVES:
        _set(response, COOKIE, _said(who, who.forms(list(FORMS))) if who else "")
    parts = (request.cookies.get(transport.cookie_name(BOTH)) or "").split("/")
    if len(parts) != 4:
        parts = [UNKNOWN, "", UNKNOWN, ""]
    if account or request.endpoint in SIGNS_OUT:
        parts[:2] = _said(account, account.own_forms(list(listed_forms()))).split("/") if account else ["", ""]
    if guest or request.endpoint in LEAVES:
        parts[2:] = _said(guest, guest.own_forms(list(listed_forms()))).split("/") if guest else ["", ""]
    if parts[0] != UNKNOWN or parts[2] != UNKNOWN:
        _set(response, BOTH, "/".join(parts))


def _said(who: Person, forms: list[str]) -> str:
    return f"{who.id}/{'+'.join(forms)}"


def _set(response: Response, name: str, value: str) -> None:
    name = transport.cookie_name(name)
    if request.cookies.get(name, "") != value:
        age = int(current_app.permanent_session_lifetime.total_seconds())
        response.set_cookie(name, value, max_age=age, secure=request.is_secure, samesite="Lax")
