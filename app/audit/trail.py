"""Writes the trail, and reads it again in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from ..access import Person
from ..base import clock, db
from ..store import AuditEntry
from .sentences import GROUPS

PAGE = 100
# Somebody who looks at the same thing again so soon is still looking.
STILL = timedelta(minutes=10)

_TABLE = db.table_of(AuditEntry)


@dataclass(frozen=True)
class Search:
    """What the trail is limited to; empty means not limited. `since` and `until` are Danish dates, both included."""

    person: str = ""
    group: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailPage:
    """One page of the trail, newest first, and how many entries the search finds."""

    entries: Sequence[AuditEntry]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


def note(
    action: str, person: Person | None, kind: str | None = None, subject: str | None = None, **facts: str | int
) -> None:
    """Add an entry, committed at once. A look at what was looked at a moment ago adds none."""
    entry = _entry(action, person, kind, subject, facts)
    with db.writing_plainly(touching=[]) as connection:
        if action != "saw" or not connection.scalar(_lately(entry, entry["at"])):
            connection.execute(insert(_TABLE).values(entry))


def note_within(session: Session, action: str, person: Person, kind: str, **facts: str | int) -> None:
    """Add an entry about something that has no id, in the open transaction."""
    session.execute(insert(_TABLE).values(_entry(action, person, kind, None, facts)))


def _entry(
    action: str, person: Person | None, kind: str | None, subject: str | None, facts: dict[str, str | int]
) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "person_id": person.id if person else None,
        "person_name": person.name if person else "",
        "role": person.role if person else "",
        "action": action,
        "kind": kind,
        "subject": subject,
        "facts": facts,
    }


def listed(search: Search, page: int = 1) -> TrailPage:
    """A page of what the search finds; a page past the end is the last one."""
    found = _found(select(AuditEntry), search)
    total = db.session.scalar(_found(select(func.count(AuditEntry.id)), search)) or 0
    page = max(1, min(page, -(-total // PAGE)))
    newest = found.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).offset((page - 1) * PAGE).limit(PAGE)
    return TrailPage(db.session.scalars(newest).all(), total, page)


def people() -> list[tuple[str, str]]:
    """(id, latest name) of everybody in the trail, by name."""
    query = select(AuditEntry.person_id, func.max(AuditEntry.person_name)).where(AuditEntry.person_id.is_not(None))
    found = [(id or "", name) for id, name in db.session.execute(query.group_by(AuditEntry.person_id))]
    return sorted(found, key=lambda each: each[1].casefold())


def _lately(entry: dict[str, Any], now: datetime) -> Select[Any]:
    same = [_TABLE.c[name] == entry[name] for name in ("person_id", "action", "kind")]
    subject = _TABLE.c.subject.is_not_distinct_from(entry["subject"])
    return select(_TABLE.c.id).where(*same, subject, _TABLE.c.at > now - STILL).limit(1)


def _found(query: Select[Any], search: Search) -> Select[Any]:
    if search.person:
        query = query.where(AuditEntry.person_id == search.person)
    if search.group in GROUPS:
        query = query.where(AuditEntry.action.in_(GROUPS[search.group][1]))
    if search.subject:
        query = query.where(AuditEntry.subject == search.subject)
    if search.since:
        query = query.where(AuditEntry.at >= clock.midnight(search.since))
    if search.until:
        query = query.where(AuditEntry.at < clock.midnight(search.until + timedelta(days=1)))
    return query
