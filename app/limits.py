"""How often: sync requests and photos of one session, and whatever a stranger can guess at.

The first are sliding windows in this process's memory (docs/decisions/0005), the last is kept in the database
(`app.attempts`).
"""

import functools
import math
import time
from collections import deque
from collections.abc import Callable
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, current_app, make_response, request, session
from werkzeug.exceptions import TooManyRequests

from . import attempts

View = TypeVar("View", bound=Callable[..., Any])

# Answers to a wrong code, link or password.
FAILED = {401, 404}
# How many keys a window remembers before it forgets those that no longer count.
MANY = 10_000


class Window:
    """Counted moments of the last `seconds`, for each key."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._moments: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait(self, key: str, most: int) -> int:
        """For how many whole seconds the key must wait before one more than `most`; 0 when it need not."""
        now = time.monotonic()
        with self._lock:
            moments = self._recent(key, now)
            excess = len(moments) - most
            return max(1, math.ceil(moments[excess] + self.seconds - now)) if excess >= 0 else 0

    def count(self, key: str) -> None:
        """One more for the key."""
        now = time.monotonic()
        with self._lock:
            if len(self._moments) > MANY:
                self._moments = {name: moments for name in list(self._moments) if (moments := self._recent(name, now))}
            self._moments.setdefault(key, self._recent(key, now)).append(now)

    def _recent(self, key: str, now: float) -> deque[float]:
        moments = self._moments.get(key, deque())
        while moments and moments[0] <= now - self.seconds:
            moments.popleft()
        return moments


def session_key() -> str:
    """What tells sessions apart. The gate has refused whoever has no token; it is the session's own."""
    return sha256(str(session.get("csrf_token")).encode()).hexdigest()[:32]


def sync_limit(view: View) -> View:
    """Every request of a session counts, up to FELTBOG_SYNC_PER_MINUTE a minute."""
    return _session_limit(view, "sync_window")


def photo_limit(view: View) -> View:
    """The same for photos, which are counted apart: they must not keep a record waiting."""
    return _session_limit(view, "photo_window")


def _session_limit(view: View, name: str) -> View:
    @functools.wraps(view)
    def limited(*args: Any, **kwargs: Any) -> Any:
        window: Window = current_app.extensions[name]
        key = session_key()
        _refuse_if(window.wait(key, current_app.config["FELTBOG_SYNC_PER_MINUTE"]))
        window.count(key)
        return view(*args, **kwargs)

    return limited  # type: ignore[return-value]


def stranger_limit(account: Callable[[], str | None] = lambda: None) -> Callable[[View], View]:
    """Failures count for the address and for the account (its key, where `account` names one); nothing else does."""

    def limit(view: View) -> View:
        @functools.wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            keys = attempts.address_key(request.remote_addr or ""), account()
            _refuse_if(attempts.wait(*keys))
            response = make_response(view(*args, **kwargs))
            if response.status_code in FAILED:
                attempts.count(*keys)
            return response

        return limited  # type: ignore[return-value]

    return limit


def _refuse_if(seconds: int) -> None:
    if seconds:
        raise TooManyRequests("too many requests", retry_after=seconds)


def init_app(app: Flask) -> None:
    """Windows of the app's own: a minute of syncs, and of photos."""
    app.extensions["sync_window"] = Window(60)
    app.extensions["photo_window"] = Window(60)
