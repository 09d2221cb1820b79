"""What is due every day: what is too old goes, after a notice; what was broken off goes, and old copies; all is looked at.

A notice says in the office what goes on which day. What gets too old meanwhile waits for the next one, so nothing goes
that the leader has not been told of for as long as the notice lasts.
"""

import shutil
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, update

from .. import agreement, config
from ..access import NOBODY, Person
from ..base import clock, db, dialects, trouble
from ..store import PurgeNotice, generation
from . import backup, examination, retention
from .retention import Due

NOTICE = timedelta(days=14)
# What copies are called that are made before a purge, and how long they are kept to go back to.
PURGE, KEPT = "purge", timedelta(days=30)
_TABLE = db.table_of(PurgeNotice)
WAITING = "waiting"


@dataclass(frozen=True)
class Announced:
    """That so many things go on a Danish date, and how many of them wait for review; `tended_at`: when it was last looked at."""

    number: int
    waiting: int
    on: date
    tended_at: datetime


@dataclass(frozen=True)
class Purged:
    """What went, and the copy that was made before; None where there was no room for one, or nothing to take away."""

    done: list[Due]
    copy: Path | None

    @property
    def number(self) -> int:
        """How many things went."""
        return sum(each.number for each in self.done)


@dataclass(frozen=True)
class Tended:
    """What was done: lines of the journal that went, leftovers that were removed, what was purged, what is announced now;
    and what is not as it should be.
    """

    lines: int
    left: list[Path]
    purged: Purged
    announced: Announced
    faults: list[examination.Fault]


def tend() -> Tended:
    """Do it. Raises ArchiveError for a damaged journal, and OSError."""
    lines, left = backup.tend()
    _remove_old_copies()
    retention.forget_failures()
    since, now = _noticed_at(), clock.now()
    is_over = since is not None and now - since >= NOTICE
    purged = purge(NOBODY, since) if is_over else Purged([], None)
    found = retention.due(now if is_over else since)
    if since is None or is_over or not sum(each.number for each in found):
        since, found = now, retention.due(now)
    return Tended(lines, left, purged, _announce(since, found, now), examination.examine())


def purge(person: Person, as_of: datetime | None = None) -> Purged:
    """Take away what is too old (`as_of`: of what was then), after a copy of all where there is room for it.

    Raises archive.ArchiveError where the database is damaged.
    """
    is_any = any(each.number for each in retention.due(as_of))
    copy = _copy() if is_any else None
    done = retention.purge(person, as_of)
    with db.writing_plainly(touching=[]) as connection:
        connection.execute(update(_TABLE).values(number=0, waiting=0))
    return Purged(done, copy)


def announced() -> Announced | None:
    """What is announced; None where nobody has ever done what is due every day."""
    row = db.session.execute(select(_TABLE)).first()
    return None if row is None else Announced(row.number, row.waiting, _goes_on(row.at), row.tended_at)


def _goes_on(since: datetime) -> date:
    return clock.local(since + NOTICE).date()


def _noticed_at() -> datetime | None:
    """Since when there is a notice that still means what it said: not under other periods, not from before a restore."""
    row = db.session.execute(select(_TABLE)).first()
    restored_at = generation.state().restored_at
    if row is None or row.periods != _periods() or row.at > clock.now():
        return None
    return None if restored_at and restored_at > row.at else row.at


def _periods() -> str:
    return "/".join(map(str, astuple(agreement.current().retention)))


def _announce(since: datetime, found: list[Due], now: datetime) -> Announced:
    number, waiting = (
        sum(each.number for each in some) for some in (found, [each for each in found if each.code == WAITING])
    )
    values = {"at": since, "periods": _periods(), "number": number, "waiting": waiting, "tended_at": now}
    with db.writing_plainly() as connection:
        if not db.change(connection, update(_TABLE).values(values)):
            connection.execute(insert(_TABLE).values(id=1, **values))
    return Announced(number, waiting, _goes_on(since), now)


def _copy() -> Path | None:
    """Everything as it is before a purge, for as long as such copies are kept."""
    folder = config.instance() / backup.BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"before-{clock.now():%Y%m%dT%H%M%SZ}-{PURGE}.zip"
    try:
        with db.engine().connect() as connection:
            # What is copied first, and the file that is made of it.
            wanted = 2 * dialects.size(connection) + examination.FREE_TO_TAKE
        if shutil.disk_usage(folder).free < wanted:
            return None
        backup.back_up(target)
    except (OSError, *trouble.DATABASE_ERRORS) as error:
        if not trouble.is_full(error):
            raise
        return None
    return target


def _remove_old_copies() -> None:
    """Those that were made before a purge, which is final then."""
    folder, oldest = config.instance() / backup.BACKUPS, clock.now() - KEPT
    for path in folder.glob(f"before-*-{PURGE}.zip"):
        if path.name < f"before-{oldest:%Y%m%dT%H%M%SZ}":
            path.unlink()
