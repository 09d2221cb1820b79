"""How much a guest or an account may send on a day, and how many may join by one code: anybody can photograph a poster.

Limits hang on who sends, never on a session or on the number that a phone gives itself. What is refused stays on the phone
and comes later; whoever is in stays in; the leader is told. The counts are rows of `sent`, the same for all servers.
"""

from datetime import date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.orm import Session

from ..base import clock, db, dialects
from ..store import Code, FailedAttempt, Sent
from . import rate_limit

MEGABYTE = 1024 * 1024
# Seconds that a phone is told to wait at most: the leader may have changed something.
LONGEST_WAIT = 3600
HOUR = timedelta(hours=1)
# An honest phone has one number, and another one after its browser was emptied.
MOST_PHONES = 150
# What the leader is told about, and for how long the counts are kept.
TOLD = timedelta(days=2)

_SENT, _ATTEMPTS = db.table_of(Sent), db.table_of(FailedAttempt)


class QuotaError(Exception):
    """Somebody has sent as much as is taken on a day; `retry_after`: seconds until it is worth another try, an hour at most."""

    def __init__(self) -> None:
        super().__init__()
        self.retry_after = _until_midnight()


def count(connection: Connection, key: str, **more: int) -> None:
    """Count what a guest or an account with this id has sent, in the transaction that keeps it.

    more: new `records`, the `size` of text in bytes, `photos`, numbers that new `phones` give themselves. Raises QuotaError above the day's limit, and nothing of it may be kept.
    """
    day = clock.today()
    so_far = tuple(dialects.count(connection, _SENT, {"key": key, "day": day}, **more))
    if so_far == tuple(more.values()):
        connection.execute(delete(_SENT).where(_SENT.c.day < day - TOLD))
    limits = {
        "records": current_app.config["FELTBOG_RECORDS_PER_DAY"],
        "size": current_app.config["FELTBOG_MEGABYTES_PER_DAY"] * MEGABYTE,
        "photos": current_app.config["FELTBOG_PHOTOS_PER_DAY"],
        "phones": MOST_PHONES,
    }
    if any(counted > limits[name] for name, counted in zip(more, so_far, strict=True)):
        raise QuotaError


def note_full(key: str, what: str) -> None:
    """Note, apart from what was refused, that somebody's day is full of `what` they send, or a code's of guests."""
    day = clock.today()
    with db.engine().begin() as connection:
        dialects.count(connection, _SENT, {"key": key, "day": day}, records=0)
        row = (_SENT.c.key == key, _SENT.c.day == day, _SENT.c.full_at.is_(None))
        connection.execute(update(_SENT).where(*row).values(full_at=clock.now()))
    _full()[key, what] = day


def refuse_full(key: str, what: str) -> None:
    """QuotaError where this server has told them today that they have sent enough of it: no work is made of what comes."""
    full = _full()
    if (day := full.get((key, what))) is None:
        return
    if day == clock.today():
        raise QuotaError
    full.clear()


def is_crowded(database: Session, code: Code, address: str) -> bool:
    """Whether so many have joined by the code today, or in an hour from one address, that nobody new is let in.

    address: of whoever asks, as the request names it. Whoever is let in is counted.
    """
    key, now = rate_limit.joining_key(code.id, address), clock.now()
    row = select(_SENT.c.guests).where(_SENT.c.key == code.id, _SENT.c.day == clock.today())
    lately = select(func.count()).where(_ATTEMPTS.c.key == key, _ATTEMPTS.c.at > now - HOUR)
    if (database.scalar(row) or 0) >= current_app.config["FELTBOG_GUESTS_PER_DAY"]:
        return True
    if (database.scalar(lately) or 0) >= current_app.config["FELTBOG_GUESTS_PER_HOUR"]:
        return True
    dialects.count(database.connection(), _SENT, {"key": code.id, "day": clock.today()}, guests=1)
    database.execute(insert(_ATTEMPTS), {"key": key, "at": now})
    return False


def full(since: datetime) -> set[str]:
    """The ids of guests, accounts and codes whose day has been full since then."""
    return set(db.session.scalars(select(_SENT.c.key).where(_SENT.c.full_at >= since)))


def _full() -> dict[tuple[str, str], date]:
    """Whose day is full of what, as far as this server has told them."""
    found: dict[tuple[str, str], date] = current_app.extensions.setdefault("full_quotas", {})
    return found


def _until_midnight() -> int:
    """Seconds until the next Danish day begins, an hour at most."""
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), time(), clock.DANISH)
    return max(1, min(LONGEST_WAIT, round((tomorrow - clock.now()).total_seconds())))
