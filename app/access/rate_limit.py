"""How often: sync requests and photos of one guest or account, counted in this process, or in the database for several servers;
and whatever a stranger can guess at: passwords, which wait, and codes, of which a right one never does.

A moment later than now is no moment: a clock that was wrong for a while keeps nobody waiting.
"""

import functools
import hmac
import math
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, current_app, make_response, request
from sqlalchemy import ColumnElement, delete, func, insert, select
from werkzeug.exceptions import TooManyRequests

from ..base import clock, db, dialects
from ..store import CountedRequests, FailedAttempt
from . import passwords
from .rights import signed_in

View = TypeVar("View", bound=Callable[..., Any])

# The answer to a wrong password.
WRONG = 401
# How many keys a process remembers before it forgets those that no longer count.
MANY = 10_000
# Seconds that are counted together in the database.
SLOT = 10

_TABLE = db.table_of(CountedRequests)


class InMemory:
    """Requests of the last `seconds` by key, to the moment, and quick; a second process counts for itself.

    `wait`: for how many whole seconds the key must wait before one more than `most`; 0 when it need not.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._moments: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait(self, key: str, most: int) -> int:
        now = time.monotonic()
        with self._lock:
            moments = self._recent(key, now)
            excess = len(moments) - most
            return max(1, math.ceil(moments[excess] + self.seconds - now)) if excess >= 0 else 0

    def count(self, key: str) -> None:
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


class InDatabase:
    """The same by slots of ten seconds, for all servers together."""

    def __init__(self, seconds: int) -> None:
        self.slots = seconds // SLOT

    def wait(self, key: str, most: int) -> int:
        now = clock.now().timestamp()
        counts = _TABLE.c.key == key, _TABLE.c.slot > self._gone(now), _TABLE.c.slot <= slot_of(now)
        query = select(_TABLE.c.slot, _TABLE.c.number).where(*counts)
        with db.engine().connect() as connection:
            slots = connection.execute(query.order_by(_TABLE.c.slot)).all()
        left = sum(number for _slot, number in slots)
        until = now
        for slot, number in slots:
            if left < most:
                break
            left, until = left - number, (slot + self.slots) * SLOT
        return math.ceil(until - now)

    def count(self, key: str) -> None:
        now = clock.now().timestamp()
        with db.engine().begin() as connection:
            dialects.hurry(connection)
            if dialects.count(connection, _TABLE, {"key": key, "slot": slot_of(now)}, number=1)[0] == 1:
                connection.execute(delete(_TABLE).where(_TABLE.c.slot <= self._gone(now)))

    def _gone(self, now: float) -> int:
        """The newest slot that no longer counts."""
        return slot_of(now) - self.slots


def slot_of(timestamp: float) -> int:
    """The slot of that POSIX time."""
    return int(timestamp // SLOT)


def sync_limit(view: View) -> View:
    """Every request of a guest or an account counts, whatever sessions it has, up to FELTBOG_SYNC_PER_MINUTE a minute."""
    return _sender_limit(view, "sync_window")


def photo_limit(view: View) -> View:
    """Every photo counts up to the limit of syncs, but apart from those: they must not keep a record waiting."""
    return _sender_limit(view, "photo_window")


def _sender_limit(view: View, name: str) -> View:
    @functools.wraps(view)
    def limited(*args: Any, **kwargs: Any) -> Any:
        window: InMemory | InDatabase = current_app.extensions[name]
        key = f"{name} {signed_in().id}"
        _refuse_if(window.wait(key, current_app.config["FELTBOG_SYNC_PER_MINUTE"]))
        window.count(key)
        return view(*args, **kwargs)

    return limited  # type: ignore[return-value]


def stranger_limit(keys: Callable[[], tuple[str, str]]) -> Callable[[View], View]:
    """Wrong passwords (401) count for two `keys`: what waits as an address does and what waits as an account does.

    Whoever must wait is refused before anything is hashed: failures are counted before the next one is let to its hash.
    """

    def limit(view: View) -> View:
        @functools.wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            address, account = keys()
            _refuse_if(wait(address, account))
            with passwords.at_work():
                _refuse_if(wait(address, account))
                response = make_response(view(*args, **kwargs))
                if response.status_code == WRONG:
                    count(address, account)
            return response

        return limited  # type: ignore[return-value]

    return limit


def _refuse_if(seconds: int) -> None:
    if seconds:
        raise TooManyRequests("too many requests", retry_after=seconds)


def init_app(app: Flask) -> None:
    """Windows of the app's own, a minute of syncs and of photos: in memory on SQLite, where one server is all there is."""
    for name in ("sync_window", "photo_window"):
        app.extensions[name] = InMemory(60) if dialects.is_sqlite(app.extensions["engine"]) else InDatabase(60)


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# How many failures of an address in how long.
ADDRESS = ((timedelta(minutes=5), 10), (HOUR, 60), (DAY, 200))
# An account: so many failures cost nothing, the next one half a minute, and each after it twice as much.
FREE = 10
FIRST, LONGEST = timedelta(seconds=30), HOUR
# So many unknown codes of everybody together in an hour are slips of the pen; the leader hears of more.
MANY_CODES = 2000

_ATTEMPTS = db.table_of(FailedAttempt)


def address_key(address: str) -> str:
    """What failures of an address are kept under. Whoever has one IPv6 address has the whole /64 around it."""
    try:
        found = ip_address(address)
        if isinstance(found, IPv6Address):
            address = str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    except ValueError:
        pass
    return _digest("address", address)


def account_key(email: str, browser: str = "") -> str:
    """What failures of an account are kept under; apart for a browser that has signed in to it."""
    return _digest("account", email, browser)


def joining_key(code: str, address: str) -> str:
    """What is kept of somebody at this address who joined by a code."""
    return _digest("joined", code, address_key(address))


def wait(address: str, account: str = "") -> int:
    """For how many whole seconds these keys must wait before the next try; 0 when they need not."""
    now = clock.now()
    of_address, of_account = (_failed(key, now, DAY) if key else [] for key in (address, account))
    until = [of_address[most - 1] + within for within, most in ADDRESS if len(of_address) >= most]
    if (excess := len(of_account) - FREE) > 0:
        until.append(of_account[0] + min(FIRST * 2 ** min(excess - 1, 20), LONGEST))
    return math.ceil((max(now, *until) - now).total_seconds()) if until else 0


def count(*keys: str) -> None:
    """One more failure for each key that is not empty; what is older than a day is forgotten."""
    now, failed = clock.now(), set(filter(None, keys))
    with db.writing(touching=failed) as session:
        session.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.at <= now - DAY))
        session.execute(insert(_ATTEMPTS), [{"key": key, "at": now} for key in failed])


def count_codes(number: int) -> int:
    """So many unknown codes came in this request; → for how many whole seconds its address shall send no more of them.

    They count for the address, unless it waits already, and for everybody together: a row each, up to one more than the
    leader need not hear of, so that however fast they come, they are no work.
    """
    now, address, all_ = clock.now(), address_key(request.remote_addr or ""), _everybodys()
    with db.writing(touching=(address, all_)) as session:
        seconds = wait(address)
        room = MANY_CODES + 1 - _lately(all_, now)
        keys = [all_] * min(number, room) + [address] * (0 if seconds else number)
        session.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.at <= now - DAY))
        if keys:
            session.execute(insert(_ATTEMPTS), [{"key": key, "at": now} for key in keys])
    return seconds


def codes_guessed_at() -> datetime | None:
    """When, within a day, more unknown codes than MANY_CODES had last come within an hour; None where they have not."""
    failed = _failed(_everybodys(), clock.now(), DAY)
    return next((last for last, first in zip(failed, failed[MANY_CODES:], strict=False) if last - first < HOUR), None)


def forget(key: str) -> None:
    """Forget the failures of an account whose person has signed in."""
    with db.writing() as session:
        session.execute(delete(_ATTEMPTS).where(_ATTEMPTS.c.key == key))


def _failed(key: str, now: datetime, within: timedelta) -> list[datetime]:
    """When the key has failed, the newest first."""
    query = select(_ATTEMPTS.c.at).where(*_counts(key, now, within)).order_by(_ATTEMPTS.c.at.desc())
    return list(db.session.scalars(query))


def _lately(key: str, now: datetime) -> int:
    return db.session.scalar(select(func.count()).where(*_counts(key, now, HOUR))) or 0


def _counts(key: str, now: datetime, within: timedelta) -> tuple[ColumnElement[bool], ...]:
    return _ATTEMPTS.c.key == key, _ATTEMPTS.c.at > now - within, _ATTEMPTS.c.at <= now


def _everybodys() -> str:
    return _digest("code", "everybody")


def _digest(*parts: str) -> str:
    """A keyed digest: whoever reads the table learns neither addresses nor e-mails."""
    text = "\0".join(parts).encode("utf-8", "replace")
    return hmac.new(current_app.config["DIGEST_KEY"], text, sha256).hexdigest()[:32]
