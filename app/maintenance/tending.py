"""What is due every day: what is too old goes, after a notice; what was broken off goes, and old copies; all is looked at."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ..access import NOBODY, Person
from ..base import clock, db, dialects, trouble
from . import backup, copies, examination, notice, old_trials, retention
from .notice import Announced
from .retention import Due
from .time_limits import taken_over


@dataclass(frozen=True)
class Purged:
    """What went, and the copy that was made before; None where there was no room for one, or nothing to take away."""

    done: list[Due]
    copy: Path | None

    @property
    def number(self) -> int:
        """How many things went."""
        return sum(each.number for each in self.done)


# So long nothing is deleted after an older installation's agreement was taken over: its periods may be looked at first.
AFTER_TAKING_OVER = timedelta(days=30)


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
    retention.forget_failures()
    old_trials.remove()
    since, now = notice.since(), clock.now()
    begun = taken_over()
    is_over = since is not None and now - since >= notice.NOTICE and (begun is None or now - begun >= AFTER_TAKING_OVER)
    purged = purge(NOBODY, since) if is_over else Purged([], None)
    found = retention.due(now if is_over else since)
    if since is None or is_over or not sum(each.number for each in found):
        since, found = now, retention.due(now)
    return Tended(lines, left, purged, notice.announce(since, found), examination.examine())


def purge(person: Person, as_of: datetime | None = None) -> Purged:
    """Take away what is too old (`as_of`: of what was then), after a copy of all where there is room for it.

    Raises archive.ArchiveError where the database is damaged.
    """
    is_any = any(each.number for each in retention.due(as_of))
    copy = _copy() if is_any else None
    done = retention.purge(person, as_of)
    notice.withdraw()
    return Purged(done, copy)


def _copy() -> Path | None:
    """Everything as it is before a purge, for as long as such copies are kept."""
    target = copies.file_before(copies.PURGE)
    try:
        with db.engine().connect() as connection:
            # What is copied first, and the file that is made of it.
            wanted = 2 * dialects.size(connection) + examination.FREE_TO_TAKE
        if shutil.disk_usage(target.parent).free < wanted:
            return None
        backup.back_up(target)
    except (OSError, *trouble.DATABASE_ERRORS) as error:
        if not trouble.is_full(error):
            raise
        return None
    return target
