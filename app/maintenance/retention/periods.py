"""From when on something is too old to be kept."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ... import agreement
from ...base import clock
from ...store.activity_tables import SENDING

# Photos that belong to nothing: as long as their record may still come. What failed: as long as it counts.
LOOSE = timedelta(days=90)
FAILED = timedelta(days=1)


@dataclass(frozen=True)
class Cutoffs:
    """What is from before these moments goes."""

    texts: datetime
    photos: datetime
    sessions: datetime
    audit: datetime
    loose: datetime
    failed: datetime
    # Codes of walks and events before that day may send no more.
    codes: date


def cutoffs(late: timedelta = timedelta()) -> Cutoffs:
    """As the plan has it, counted from now; `late`: only what should have gone so long ago."""
    kept, now = agreement.current().retention, clock.now() - late
    return Cutoffs(
        texts=months_before(now, kept.texts),
        photos=months_before(now, kept.photos),
        sessions=now - timedelta(days=kept.sessions),
        audit=months_before(now, kept.audit),
        loose=now - LOOSE,
        failed=now - FAILED,
        codes=clock.local(now).date() - SENDING,
    )


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of an earlier month, or its last day where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
