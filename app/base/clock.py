"""The server's one clock, and Danish time: moments are kept in UTC, people read and count in Danish time."""

import re
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DANISH = ZoneInfo("Europe/Copenhagen")
# A phone's clock that is less wrong than this is not worth a word.
TOLERATED = timedelta(minutes=10)

# RFC 3339 with an offset; seconds may carry a fraction.
RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """The present moment, UTC. Everything that asks for the time asks here, so that a test can set it."""
    return _set_to.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block it is `moment`: so the demo's year comes in as it would have, day by day."""
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def today() -> date:
    """The Danish date of the present moment."""
    return local(now()).date()


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of an earlier month, or its last day where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def midnight(day: date) -> datetime:
    """The moment, UTC, at which a Danish date begins."""
    return datetime(day.year, day.month, day.day, tzinfo=DANISH).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """`moment` in Danish time."""
    return moment.astimezone(DANISH)


def parse(text: object) -> datetime:
    """The UTC moment that an RFC 3339 text with an offset names.

    Raises ValueError for anything else, and for years so far off that UTC or Danish time would overflow.
    """
    if not isinstance(text, str) or not RFC3339.fullmatch(text):
        raise ValueError("no RFC 3339 time with an offset")
    moment = datetime.fromisoformat(text.upper())
    if not 1900 < moment.year < 9000:
        raise ValueError("a year far off")
    return moment.astimezone(UTC)


def iso(moment: datetime) -> str:
    """`2026-05-12T12:40:00Z`: how the API writes moments, in UTC and whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
