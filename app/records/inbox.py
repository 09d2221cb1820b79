"""What waits for the leader: submissions to look through, and phones that still hold records."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from ..base import clock, db
from ..store import Device, Quarantine


@dataclass(frozen=True)
class Quarantined:
    """How many submissions wait for a review, by why."""

    conflicts: int = 0
    invalid: int = 0

    @property
    def count(self) -> int:
        """How many submissions wait, whatever for."""
        return self.conflicts + self.invalid


@dataclass(frozen=True)
class Unsent:
    """Phones that said they still hold records. `seen_on`: the Danish date when one of them was last heard from."""

    phones: int = 0
    records: int = 0
    seen_on: date | None = None


def quarantined() -> Quarantined:
    """What nobody has decided about yet."""
    query = select(Quarantine.kind, func.count()).where(Quarantine.resolved_at.is_(None)).group_by(Quarantine.kind)
    counts = {kind: count for kind, count in db.session.execute(query)}  # noqa: C416 - a Row is no pair to mypy
    return Quarantined(counts.get("conflict", 0), counts.get("invalid", 0))


def unsent() -> Unsent:
    """What phones still hold, as far as they have said."""
    query = select(func.count(), func.sum(Device.pending), func.max(Device.seen_at)).where(Device.pending > 0)
    phones, records, seen_at = db.session.execute(query).one()
    return Unsent(phones, records, clock.local(seen_at).date()) if phones else Unsent()
