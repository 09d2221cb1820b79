"""The session of a browser or phone: what stays in it when somebody signs in or out, and where they go next."""

from secrets import token_hex
from urllib.parse import urlsplit

from flask import g, request, session
from flask_login import current_user, login_user, logout_user

from ... import audit
from ...access import credentials, forget_person, login_throttle, people, sessions, signed_in
from ...store import User

# Kept whoever is signed in: with which codes this phone has joined, and for which accounts it is no stranger.
KEPT = ("guest", "known")
MOST_KNOWN = 5


def begin(user: User, trace: str = "signed_in") -> None:
    """Sign somebody in: with a new session and a new CSRF token, whatever there was before. trace: why, for the log."""
    _end_session()
    _start_afresh()
    session.permanent = True
    _remember(login_throttle.account_key(user.email))
    login_user(credentials.account(sessions.start(user, phone=_is_phone())))
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


def account_key(email: str) -> str:
    """What failures to sign in to an account count for: a browser that has done it before has a count of its own."""
    email = people.plain_email(email)
    key = login_throttle.account_key(email)
    browser = session.get("known", {}).get(key)
    return login_throttle.account_key(email, browser) if browser else key


def local_path(wish: str | None) -> str:
    """`wish` when it is a path of this site, else the front page: nobody is sent to a stranger's site."""
    if not wish or not wish.startswith("/") or "\\" in wish or not wish.isprintable():
        return "/"
    parts = urlsplit(wish)
    return "/" if parts.scheme or parts.netloc or wish.startswith("//") else wish


def _end_session() -> None:
    if current_user.is_authenticated:
        sessions.end(current_user.session.id)


def _remember(key: str) -> None:
    known = session.get("known", {})
    newest = {key: known.pop(key, None) or token_hex(8)}
    session["known"] = newest | dict(list(known.items())[: MOST_KNOWN - 1])


def _is_phone() -> bool:
    return "Mobi" in request.user_agent.string


def _start_afresh() -> None:
    kept = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update(kept)
    session.permanent = bool(kept)
    g.pop("csrf_token", None)
