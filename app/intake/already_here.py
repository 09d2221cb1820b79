"""What the server already has under the ids of a request: records of all forms, what waits for review, what is gone.

One query answers all of it, whatever there is: it is asked by every request of every phone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, false, literal_column, null, or_, select, union_all

from ..base.db import Base
from ..definitions import FORMS
from ..store import Gone, Installation, Quarantine, gone

_QUARANTINE, _GONE, _INSTALLATION = (
    Base.metadata.tables[model.__tablename__] for model in (Quarantine, Gone, Installation)
)

# The digest of a record that was erased: whatever comes under its id is kept nowhere.
ERASED = "erased"
# What the lines of the one query are, where they are no records.
_WAITS, _IS_GONE, _REKEYED = "?", "-", "*"


@dataclass(slots=True)
class Known:
    """The record that the server already has under an id; `touched` in the office, by amending or withdrawing."""

    form: str
    revision: int
    digest: str
    user_id: str
    device_id: str | None
    touched: bool
    received_at: datetime


@dataclass(slots=True)
class Found:
    """What there is: records by id; id, revision and digest of what was quarantined; what is gone, since when.

    `waiting`: by id and revision, since when there is something quarantined, decided about or not.
    `rekeyed_at`: digests from before that were made with another key.
    """

    records: dict[str, Known] = field(default_factory=dict)
    quarantined: set[tuple[str, int, str]] = field(default_factory=set)
    waiting: dict[tuple[str, int], datetime] = field(default_factory=dict)
    gone: dict[tuple[str, str], datetime] = field(default_factory=dict)
    rekeyed_at: datetime | None = None

    def since(self, what: str, id: str) -> datetime | None:
        """Since when it is gone (`gone.ERASED`, `gone.WITHDRAWN`, `gone.DISCARDED`), by this database or a later one that was lost."""
        return self.gone.get((what, id))

    def is_of_another_key(self, received_at: datetime | None) -> bool:
        """Whether a digest from then was made with another key."""
        return bool(received_at and self.rekeyed_at and received_at < self.rekeyed_at)


def _word(word: str) -> Any:
    """A word of ours in the query itself: nothing to hand over each time."""
    return literal_column(f"'{word}'", String)


def _known(matches: Callable[[Any], Any]) -> Any:
    """One look at every table. Of what is gone, `digest` says what it is and `revision` which line was later."""
    return union_all(
        *(
            select(
                _word(form.name).label("form"), form.table.c.id, form.table.c.revision, form.table.c.digest,
                form.table.c.user_id, form.table.c.device_id,
                or_(form.table.c.amended, form.table.c.withdrawn_at.is_not(None)).label("touched"),
                form.table.c.received_at,
            ).where(matches(form.table.c.id))
            for form in FORMS.values()
        ),
        select(
            _word(_WAITS), _QUARANTINE.c.submission_id, _QUARANTINE.c.revision, _QUARANTINE.c.digest, null(), null(),
            false(), _QUARANTINE.c.received_at,
        ).where(matches(_QUARANTINE.c.submission_id)),
        select(
            _word(_IS_GONE), _GONE.c.id, _GONE.c.number, _GONE.c.what, null(), null(), false(), _GONE.c.at
        ).where(matches(_GONE.c.id)),
        select(
            _word(_REKEYED), _word(""), literal_column("0"), _word(""), null(), null(), false(), _INSTALLATION.c.rekeyed_at
        ).where(_INSTALLATION.c.rekeyed_at.is_not(None)),
    )  # fmt: skip


_KNOWN = _known(lambda column: column.in_(bindparam("ids", expanding=True)))
_KNOWN_ONE = _known(lambda column: column == bindparam("id"))


def find(connection: Connection, ids: list[str]) -> Found:
    """What there is under these ids."""
    found, lines = Found(), []
    rows = connection.execute(_KNOWN_ONE, {"id": ids[0]}) if len(ids) == 1 else connection.execute(_KNOWN, {"ids": ids})
    for form, id, revision, digest, user_id, device_id, touched, at in rows:
        if form == _WAITS:
            found.quarantined.add((id, revision, digest))
            found.waiting[id, revision] = min(at, found.waiting.get((id, revision), at))
        elif form == _IS_GONE:
            lines.append((at, revision, digest, id))
        elif form == _REKEYED:
            found.rekeyed_at = at
        else:
            found.records[id] = Known(form, revision, digest, user_id, device_id, bool(touched), at)
    for at, _number, what, id in sorted(lines):
        _note(found, what, id, at)
    return found


def _note(found: Found, what: str, id: str, at: datetime) -> None:
    """The last line about something counts."""
    if what.endswith(gone.UNDONE):
        found.gone.pop((what.removesuffix(gone.UNDONE), id), None)
    else:
        found.gone[what, id] = at
