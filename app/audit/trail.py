"""Writes the trail, and reads it again in pages."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, func, insert, select
from sqlalchemy.orm import Session

from ..access import Person
from ..base import clock, db
from ..base.db import Base
from ..questions import Choice, Day, Option, Reference, Text
from ..questions.filters import Filters
from ..store import AuditEntry, listing
from ..store.listing import Listed
from .sentences import GROUPS

PAGE = 100
# Somebody who looks at the same thing again so soon is still looking.
STILL = timedelta(minutes=10)
# Further ahead nobody looks.
AHEAD = timedelta(days=36525)

_TABLE = Base.metadata.tables[AuditEntry.__tablename__]


class Search(Filters):
    """What the trail is limited to. `since` and `until` are Danish dates, both included."""

    person = Reference(_("Hvem"), to="user")
    group = Choice(_("Hvad"), [Option(code, words) for code, (words, _actions) in GROUPS.items()], nothing=_("Alt"))
    since = Day(_("Fra"), ahead=AHEAD)
    until = Day(_("Til og med"), ahead=AHEAD)
    subject = Text(_("Om"), most=80, look="hidden")


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


def listed(search: Search, page: int = 1) -> Listed[AuditEntry]:
    """A page of what the search finds, the newest first."""
    conditions = _conditions(search)
    newest = select(AuditEntry).where(*conditions).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    total = db.session.scalar(select(func.count(AuditEntry.id)).where(*conditions)) or 0
    return listing.listed(
        total, page, lambda start, size: db.session.scalars(newest.offset(start).limit(size)).all(), size=PAGE
    )


def people() -> list[Option]:
    """Everybody in the trail by the latest name, in its order."""
    query = select(AuditEntry.person_id, func.max(AuditEntry.person_name)).where(AuditEntry.person_id.is_not(None))
    found = [Option(id or "", name) for id, name in db.session.execute(query.group_by(AuditEntry.person_id))]
    return sorted(found, key=lambda each: str(each.label).casefold())


def _lately(entry: dict[str, Any], now: datetime) -> Select[Any]:
    same = [_TABLE.c[name] == entry[name] for name in ("person_id", "action", "kind")]
    subject = _TABLE.c.subject.is_not_distinct_from(entry["subject"])
    return select(_TABLE.c.id).where(*same, subject, _TABLE.c.at > now - STILL).limit(1)


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    found = []
    if search["person"]:
        found.append(AuditEntry.person_id == search["person"])
    if search["group"]:
        found.append(AuditEntry.action.in_(GROUPS[search["group"]][1]))
    if search["subject"]:
        found.append(AuditEntry.subject == search["subject"])
    if search["since"]:
        found.append(AuditEntry.at >= clock.midnight(search["since"]))
    if search["until"]:
        found.append(AuditEntry.at < clock.midnight(search["until"] + timedelta(days=1)))
    return found
