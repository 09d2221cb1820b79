"""The session of a browser or phone: what stays in it when somebody signs in or out, and how the phone is told who is here.

A phone may lose the network right after. Cookies that its script can read arrive with the very answer that signs
somebody in, joins a code, signs out or leaves, so that what is recorded then belongs to the right person. They hold
random ids and the names of forms, nothing else.
"""

from secrets import token_hex
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user, login_user, logout_user

from ... import audit
from ...access import Person, forget_person, here, people, rate_limit, sessions, signed_in
from ...definitions import forms
from ...http import transport
from ...store import User

# Kept whoever is signed in: with which codes this phone has joined, and for which accounts it is no stranger: a random mark
# under a digest of the e-mail.
KEPT = ("guest", "known")
MOST_KNOWN = 5


def begin(user: User, trace: str = "signed_in") -> None:
    """Sign somebody in: with a new session and a new CSRF token, whatever there was before. trace: why, for the log."""
    _end_session()
    _start_afresh()
    session.permanent = True
    _remember(user)
    login_user(sessions.account(sessions.start(user, phone=_is_phone())))
    forget_person()
    audit.note(trace, signed_in())


def end(trace: str = "signed_out") -> None:
    """Sign out whoever is signed in; what was joined with codes stays joined."""
    if current_user.is_authenticated:
        audit.note(trace, signed_in())
    _end_session()
    logout_user()
    _start_afresh()
    forget_person()


def note_failure(email: str) -> None:
    """Somebody tried to be this person, or nobody that there is."""
    found = people.named(email)
    audit.note("sign_in_failed", None, "account", found.id if found else None)


def look_again() -> None:
    """Ask the database anew who is signed in, and for how long."""
    g.pop("_login_user", None)
    forget_person()


def failure_keys(email: str) -> tuple[str, str]:
    """What wrong passwords of this account count for, by `rate_limit.stranger_limit`: the address and the account.

    A browser that has signed in to it before is both in one, and waits for its own failures alone, whatever others do.
    """
    email = people.plain_email(email)
    if browser := _known_as(email):
        return (rate_limit.account_key(email, browser),) * 2
    return rate_limit.address_key(request.remote_addr or ""), rate_limit.account_key(email)


def forgive(email: str) -> None:
    """Somebody has proved that they are this person: what failed before no longer counts for the account."""
    rate_limit.forget(failure_keys(email)[1])


def local_path(wish: str | None) -> str:
    """`wish` when it is a path of this site, else the front page: nobody is sent to a stranger's site."""
    if not wish or not wish.startswith("/") or "\\" in wish or not wish.isprintable():
        return "/"
    parts = urlsplit(wish)
    return "/" if parts.scheme or parts.netloc or wish.startswith("//") else wish


def _end_session() -> None:
    if current_user.is_authenticated:
        sessions.end(current_user.session.id)


def _known_as(email: str) -> str:
    """What tells this browser from others that have signed in to the account; empty where it has not, or the account's
    sessions were all ended since, as a new password does.
    """
    marks = session.get("known", {})
    mark: str = marks.get(rate_limit.account_key(email), "")
    if mark and (user := people.named(email)) and mark.startswith(_beginning(user)):
        return mark
    is_here = current_user.is_authenticated and current_user.email == email
    return current_user.session.id if is_here else ""


def _remember(user: User) -> None:
    known = session.get("known", {})
    key, beginning = rate_limit.account_key(user.email), _beginning(user)
    before: str = known.pop(key, "")
    mark = before if before.startswith(beginning) else beginning + token_hex(8)
    session["known"] = {key: mark} | dict(list(known.items())[: MOST_KNOWN - 1])


def _beginning(user: User) -> str:
    """Of the marks that are good for the account now."""
    return f"{user.epoch}."


def _is_phone() -> bool:
    return "Mobi" in request.user_agent.string


def _start_afresh() -> None:
    kept = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update(kept)
    session.permanent = bool(kept)
    g.pop("csrf_token", None)


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
        _set(response, COOKIE, _said(who, who.forms([form.name for form in forms.every()])) if who else "")
    parts = (request.cookies.get(transport.cookie_name(BOTH)) or "").split("/")
    if len(parts) != 4:
        parts = [UNKNOWN, "", UNKNOWN, ""]
    if account or request.endpoint in SIGNS_OUT:
        parts[:2] = _said(account, account.own_forms(list(forms.listed()))).split("/") if account else ["", ""]
    if guest or request.endpoint in LEAVES:
        parts[2:] = _said(guest, guest.own_forms(list(forms.listed()))).split("/") if guest else ["", ""]
    if parts[0] != UNKNOWN or parts[2] != UNKNOWN:
        _set(response, BOTH, "/".join(parts))


def _said(who: Person, forms: list[str]) -> str:
    return f"{who.id}/{'+'.join(forms)}"


def _set(response: Response, name: str, value: str) -> None:
    name = transport.cookie_name(name)
    if request.cookies.get(name, "") != value:
        age = int(current_app.permanent_session_lifetime.total_seconds())
        response.set_cookie(name, value, max_age=age, secure=request.is_secure, samesite="Lax")
