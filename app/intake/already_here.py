"""What the server already has under the ids of a request: records of all forms, what waits for review, what is gone.

One query answers all of it, whatever there is: it is asked by every request of every phone. Repeats of what was taken in
with another digest key are told by what they say, because their digests say nothing any more.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, false, func, literal_column, null, or_, select, union_all

from ..base import db
from ..base.db import Base
from ..definitions import forms
from ..store import Gone, History, Installation, Quarantine, gone
from .prepared import Reading
from .submission import MOST_REVISION, Receipt

_HISTORY, _QUARANTINE, _GONE, _INSTALLATION = (
    Base.metadata.tables[model.__tablename__] for model in (History, Quarantine, Gone, Installation)
)

# The digest of a record that was erased: whatever comes under its id is kept nowhere.
ERASED = "erased"
# What the lines of the one query are, where they are no records.
_WAITS, _IS_GONE, _REKEYED = "?", "-", "*"
# Entries of the history that hold another copy than the record itself.
_OF_A_COPY = ("accepted", "kept_both", "discarded", "stale")
# However high the revision that a phone asks about: nothing is older.
_ALL = MOST_REVISION


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

    def is_erased(self, id: str) -> bool:
        """Whether what stood under this id was erased."""
        known = self.records.get(id)
        return (gone.ERASED, id) in self.gone or (known is not None and known.digest == ERASED)

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
            for form in forms.every()
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
    # The last line about something counts.
    for at, _number, what, id in sorted(lines):
        if what.endswith(gone.UNDONE):
            found.gone.pop((what.removesuffix(gone.UNDONE), id), None)
        else:
            found.gone[what, id] = at
    return found


def is_same(connection: Connection, found: Found, known: Known, reading: Reading) -> bool:
    """Whether the submission says, with its time, what a phone sent as this revision of a record of another key."""
    form = reading.form
    if form is None or not found.is_of_another_key(known.received_at) or form.name != known.form:
        return False
    row = connection.execute(select(form.table).where(form.table.c.id == reading.id)).mappings().first()
    if row is None or reading.cleaned.errors or reading.captured_at != row["captured_at"]:
        return False
    before = connection.scalar(
        select(_HISTORY.c.answers)
        .where(_HISTORY.c.form == form.name, _HISTORY.c.record_id == reading.id)
        .where(_HISTORY.c.revision == known.revision, _HISTORY.c.action.not_in(_OF_A_COPY))
        .order_by(_HISTORY.c.id)
        .limit(1)
    )
    sent = form.answers(form.load(dict(row))) if before is None else json.loads(before)
    # What nobody is asked says nothing of what was sent.
    own, same = form.settled(), _plain(form.answers(reading.cleaned.values))
    return {**same, **own} == {**_plain(sent), **own}


def was_quarantined(connection: Connection, found: Found, reading: Reading) -> bool:
    """Whether the same was quarantined with another key, decided about or not. Of very old ones only the id is known."""
    revision = reading.revision or 0
    if not found.is_of_another_key(found.waiting.get((reading.id, revision))):
        return False
    rows = connection.execute(
        select(_QUARANTINE.c.content, _QUARANTINE.c.received_at).where(
            _QUARANTINE.c.submission_id == reading.id, _QUARANTINE.c.revision == revision
        )
    )
    kept = [json.loads(content) for content, at in rows if found.is_of_another_key(at)]
    return any(each in (json.loads(reading.safe_copy.text), {"id": reading.id}) for each in kept)


def _plain(value: Any) -> Any:
    """As it is after a way through JSON."""
    return json.loads(json.dumps(value))


def compare(receipts: Iterable[Receipt]) -> tuple[list[str], list[str]]:
    """Of the records that a phone has receipts for: the ids, as they were sent, of which nothing is known here, and those of
    which only an older revision is.
    """
    asked = list(receipts)
    with db.engine().connect() as connection:
        highest = _highest(connection, sorted({each.id for each in asked}))
    unknown = [each.sent_id for each in asked if each.id not in highest]
    older = [each.sent_id for each in asked if highest.get(each.id, _ALL) < each.revision]
    return list(dict.fromkeys(unknown)), list(dict.fromkeys(older))


def _highest(connection: Connection, ids: list[str]) -> dict[str, int]:
    """By id, the highest revision that is known of it; the highest there can be, where no phone need send it again."""
    if not ids:
        return {}
    found, highest = find(connection, ids), dict[str, int]()
    # What could not be read as a revision is kept whole all the same.
    seen = [(id, revision or _ALL) for id, revision in found.waiting]
    seen += [(id, _ALL if found.is_erased(id) else record.revision) for id, record in found.records.items()]
    # What is gone need not be sent again; what was withdrawn or discarded only where there is no more of it to be found.
    there = found.records.keys() | {id for id, _revision in found.waiting}
    seen += [(id, _ALL) for what, id in found.gone if what == gone.ERASED]
    seen += [(id, _ALL) for what, id in found.gone if what in {gone.WITHDRAWN, gone.DISCARDED} and id not in there]
    earlier = select(_HISTORY.c.record_id, func.max(_HISTORY.c.revision)).where(
        _HISTORY.c.form.in_([form.name for form in forms.every()]), _HISTORY.c.record_id.in_(ids)
    )
    seen += [(id, revision) for id, revision in connection.execute(earlier.group_by(_HISTORY.c.record_id))]
    for id, revision in seen:
        highest[id] = max(revision, highest.get(id, 0))
    return highest
