"""The session of a browser or phone: what stays in it when somebody signs in or out, and where they go next."""

from urllib.parse import urlsplit

from flask import g, session
from flask_login import login_user, logout_user

from ..access import forget_person
from ..models import User

# Kept whoever is signed in: with which codes this phone has joined.
KEPT = ("guest",)


def begin(user: User) -> None:
    """Sign somebody in: for as long as the phone is used, and with a new CSRF token."""
    _start_afresh()
    session.permanent = True
    login_user(user)
    forget_person()


def end() -> None:
    """Sign out whoever is signed in; what was joined with codes stays joined."""
    logout_user()
    _start_afresh()
    forget_person()


def local_path(wish: str | None) -> str:
    """`wish` when it is a path of this site, else the front page: nobody is sent to a stranger's site."""
    if not wish or not wish.startswith("/") or "\\" in wish or not wish.isprintable():
        return "/"
    parts = urlsplit(wish)
    return "/" if parts.scheme or parts.netloc or wish.startswith("//") else wish


def _start_afresh() -> None:
    kept = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update(kept)
    session.permanent = bool(kept)
    g.pop("csrf_token", None)
