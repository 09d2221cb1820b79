"""Guessing made slow: what failed from an address and for an account, kept in the database for a day.

An address may fail 10 times in 5 minutes, 60 in an hour, 200 in a day: a whole walk behind one address passes, since
only failures count. From its 11th failure on an account waits, twice as long each time, at most an hour, until its
person signs in; an unknown one just the same. A browser that has signed in to the account before has a count of its own, so that nobody
can lock somebody out by guessing (docs/decisions/0024).
"""

import hmac
import math
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app
from sqlalchemy import delete, insert, select

from ..base import clock, db
from ..store import FailedAttempt

DAY = timedelta(days=1)
# How many failures of an address in how long.
ADDRESS = ((timedelta(minutes=5), 10), (timedelta(hours=1), 60), (DAY, 200))
# An account: so many failures cost nothing, the next one half a minute, and each after it twice as much.
FREE = 10
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)

_TABLE = db.table_of(FailedAttempt)


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


def wait(address: str, account: str | None = None) -> int:
    """For how many whole seconds these keys must wait before the next try; 0 when they need not."""
    now = clock.now()
    keys = [key for key in (address, account) if key]
    query = select(_TABLE.c.key, _TABLE.c.at).where(_TABLE.c.key.in_(keys), _TABLE.c.at > now - DAY)
    # Of each, the newest first.
    failed: dict[str, list[datetime]] = {}
    for key, at in db.session.execute(query.order_by(_TABLE.c.at.desc())):
        failed.setdefault(key, []).append(at)
    of_address, of_account = failed.get(address, []), failed.get(account or "", [])
    until = [of_address[most - 1] + within for within, most in ADDRESS if len(of_address) >= most]
    if (excess := len(of_account) - FREE) > 0:
        until.append(of_account[0] + min(FIRST * 2 ** min(excess - 1, 20), LONGEST))
    return math.ceil((max(now, *until) - now).total_seconds()) if until else 0


def count(*keys: str | None) -> None:
    """One more failure for each key; what is older than a day is forgotten."""
    now = clock.now()
    with db.writing(touching=[key for key in keys if key]) as session:
        session.execute(delete(_TABLE).where(_TABLE.c.at <= now - DAY))
        session.execute(insert(_TABLE), [{"key": key, "at": now} for key in keys if key])


def forget(key: str) -> None:
    """Forget the failures of an account whose person has signed in."""
    with db.writing() as session:
        session.execute(delete(_TABLE).where(_TABLE.c.key == key))


def _digest(*parts: str) -> str:
    """A keyed digest: whoever reads the table learns neither addresses nor e-mails."""
    text = "\0".join(parts).encode("utf-8", "replace")
    return hmac.new(current_app.config["DIGEST_KEY"], text, sha256).hexdigest()[:32]
