"""Repeats of what was taken in with another digest key: told by what they say, because their digests say nothing any more."""

import json
from typing import Any

from sqlalchemy import Connection, select

from ..access import Person
from ..base import clock
from ..base.db import Base
from ..definitions import FORMS
from ..store import History, Quarantine
from .already_here import Found, Known
from .check import with_joined
from .submission import Submission

# Entries of the history that hold another copy than the record itself.
OF_A_COPY = ("accepted", "kept_both", "discarded")

_HISTORY, _QUARANTINE = (Base.metadata.tables[model.__tablename__] for model in (History, Quarantine))


def is_same(connection: Connection, found: Found, known: Known, submission: Submission, sender: Person) -> bool:
    """Whether the submission says, with its time, what a phone sent as this revision of the record."""
    if not found.is_of_another_key(known.received_at) or submission.form != known.form:
        return False
    form, answers = FORMS[known.form], submission.answers
    if not isinstance(answers, dict):
        return False
    row = connection.execute(select(form.table).where(form.table.c.id == submission.id)).mappings().first()
    cleaned = form.clean(with_joined(answers, sender, form))
    if row is None or cleaned.errors or not _is_at(submission.captured_at, row["captured_at"]):
        return False
    before = connection.scalar(
        select(_HISTORY.c.answers)
        .where(_HISTORY.c.form == form.name, _HISTORY.c.record_id == submission.id)
        .where(_HISTORY.c.revision == known.revision, _HISTORY.c.action.not_in(OF_A_COPY))
        .order_by(_HISTORY.c.id)
        .limit(1)
    )
    sent = form.answers(form.load(dict(row))) if before is None else json.loads(before)
    return _plain(form.answers(cleaned.values)) == _plain(sent)


def was_quarantined(connection: Connection, found: Found, submission: Submission) -> bool:
    """Whether the same was quarantined under its id and revision, decided about or not. Of very old ones only that is known."""
    revision = submission.readable_revision or 0
    if not found.is_of_another_key(found.waiting.get((submission.id, revision))):
        return False
    rows = connection.execute(
        select(_QUARANTINE.c.content, _QUARANTINE.c.received_at).where(
            _QUARANTINE.c.submission_id == submission.id, _QUARANTINE.c.revision == revision
        )
    )
    kept = [json.loads(content) for content, at in rows if found.is_of_another_key(at)]
    return any(each in (_plain(submission.content()), {"id": submission.id}) for each in kept)


def _is_at(sent: Any, kept: Any) -> bool:
    try:
        return bool(clock.parse(sent) == kept)
    except (ValueError, OverflowError):
        return False


def _plain(value: Any) -> Any:
    """As it is after a way through JSON."""
    return json.loads(json.dumps(value))
