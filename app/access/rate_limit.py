"""How often: sync requests and photos of one session (`app.access.request_windows`), and whatever a stranger can guess at
(`app.access.login_throttle`).
"""

import functools
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from flask import Flask, current_app, make_response, request, session
from werkzeug.exceptions import TooManyRequests

from . import login_throttle, request_windows

View = TypeVar("View", bound=Callable[..., Any])

# Answers to a wrong code, link or password.
FAILED = {401, 404}


def session_key() -> str:
    """What tells sessions apart. The gate has refused whoever has no token; it is the session's own."""
    return sha256(str(session.get("csrf_token")).encode()).hexdigest()[:32]


def sync_limit(view: View) -> View:
    """Every request of a session counts, up to FELTBOG_SYNC_PER_MINUTE a minute."""
    return _session_limit(view, "sync_window")


def photo_limit(view: View) -> View:
    """Every photo of a session counts up to the limit of syncs, but apart from those: they must not keep a record waiting."""
    return _session_limit(view, "photo_window")


def _session_limit(view: View, name: str) -> View:
    @functools.wraps(view)
    def limited(*args: Any, **kwargs: Any) -> Any:
        window: request_windows.Window = current_app.extensions[name]
        key = f"{name} {session_key()}"
        _refuse_if(window.wait(key, current_app.config["FELTBOG_SYNC_PER_MINUTE"]))
        window.count(key)
        return view(*args, **kwargs)

    return limited  # type: ignore[return-value]


def stranger_limit(account: Callable[[], str | None] = lambda: None) -> Callable[[View], View]:
    """Failures count for the address and for the account (its key, where `account` names one); nothing else does."""

    def limit(view: View) -> View:
        @functools.wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            keys = login_throttle.address_key(request.remote_addr or ""), account()
            _refuse_if(login_throttle.wait(*keys))
            response = make_response(view(*args, **kwargs))
            if response.status_code in FAILED:
                login_throttle.count(*keys)
            return response

        return limited  # type: ignore[return-value]

    return limit


def _refuse_if(seconds: int) -> None:
    if seconds:
        raise TooManyRequests("too many requests", retry_after=seconds)


def init_app(app: Flask) -> None:
    """Windows of the app's own: a minute of syncs, and of photos."""
    with app.app_context():
        for name in ("sync_window", "photo_window"):
            app.extensions[name] = request_windows.make(60)
