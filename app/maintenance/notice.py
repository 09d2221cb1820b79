"""What the office is told before anything too old goes: how many things, on which day. One row of the database.

A notice is about what was too old at one moment. What gets too old later waits for the next one, so nothing goes that the
leader was not told of for as long as a notice lasts.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select, update

from ..base import clock, db
from ..store import PurgeNotice, generation
from .retention import Due
from .time_limits import retention

NOTICE = timedelta(days=14)
WAITING = "waiting"
_TABLE = db.table_of(PurgeNotice)


@dataclass(frozen=True)
class Announced:
    """That so many things go on a Danish date, and how many of them wait for review; `tended_at`: when it was last looked at."""

    number: int
    waiting: int
    on: date
    tended_at: datetime


def announced() -> Announced | None:
    """What is announced; None where nobody has ever done what is due every day."""
    row = db.session.execute(select(_TABLE)).first()
    return None if row is None else Announced(row.number, row.waiting, _goes_on(row.at), row.tended_at)


def since() -> datetime | None:
    """Since when there is a notice that still means what it said: not under other periods, not from before a restore, not
    by a clock that was ahead.
    """
    row = db.session.execute(select(_TABLE)).first()
    restored_at = generation.state().restored_at
    if row is None or row.periods != _periods() or row.at > clock.now():
        return None
    return None if restored_at and restored_at > row.at else row.at


def announce(at: datetime, found: Iterable[Due]) -> Announced:
    """Say that this, which was too old at that moment, goes."""
    numbers = {each.code: each.number for each in found}
    number, waiting, now = sum(numbers.values()), numbers.get(WAITING, 0), clock.now()
    values = {"at": at, "periods": _periods(), "number": number, "waiting": waiting, "tended_at": now}
    with db.writing_plainly() as connection:
        if not db.change(connection, update(_TABLE).values(values)):
            connection.execute(insert(_TABLE).values(id=1, **values))
    return Announced(number, waiting, _goes_on(at), now)


def withdraw() -> None:
    """Announce nothing any more: it is gone."""
    with db.writing_plainly(touching=[]) as connection:
        connection.execute(update(_TABLE).values(number=0, waiting=0))


def _goes_on(at: datetime) -> date:
    return clock.local(at + NOTICE).date()


def _periods() -> str:
    return "/".join(map(str, astuple(retention())))
