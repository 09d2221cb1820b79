"""Where two phones, or two of a phone's pages, have counted on one tally: both of what they say, side by side."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from ..base import db
from ..definitions import Attendance
from ..store import History, Quarantine

_COUNTED = [name for name, question in Attendance.questions.items() if question.kind in {"count", "countries"}]


@dataclass(frozen=True)
class Copy:
    """What another phone says of a tally: an older revision that came late, or another copy of the same one.

    `waiting`: the number under which it waits for review, where it does.
    """

    answers: dict[str, Any]
    at: datetime
    waiting: int | None

    def count(self, name: str) -> int | None:
        """What it says of one counter; None where that is no number."""
        said = self.answers.get(name)
        return said if isinstance(said, int) and not isinstance(said, bool) else None

    @property
    def countries(self) -> int:
        """How many it names."""
        said = self.answers.get("countries")
        return len(said) if isinstance(said, list) else 0


def copies(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Copy]:
    """Of tallies, by id as they are (JSON answers): the newest copy of each that counts something else.

    Once somebody has corrected the tally in the office, what came before is settled.
    """
    found, ids = dict[str, Copy](), list(answers)
    for id, copy in sorted([*_late(ids), *_waiting(ids)], key=lambda each: each[1].at):
        if any(copy.answers.get(name) != answers[id].get(name) for name in _COUNTED):
            found[id] = copy
    return found


def _late(ids: list[str]) -> Iterator[tuple[str, Copy]]:
    amended = func.max(History.id).label("last")
    settled = (
        select(History.record_id, amended)
        .where(History.form == Attendance.name, History.action == "amended", History.record_id.in_(ids))
        .group_by(History.record_id)
        .subquery()
    )
    query = (
        select(History)
        .outerjoin(settled, settled.c.record_id == History.record_id)
        .where(History.form == Attendance.name, History.action == "stale", History.record_id.in_(ids))
        .where(or_(settled.c.last.is_(None), settled.c.last < History.id))
    )
    for row in db.session.scalars(query):
        yield row.record_id, Copy(_read(row.answers), row.at, None)


def _waiting(ids: list[str]) -> Iterator[tuple[str, Copy]]:
    query = select(Quarantine).where(
        Quarantine.form == Attendance.name,
        Quarantine.kind == "conflict",
        Quarantine.resolved_at.is_(None),
        Quarantine.submission_id.in_(ids),
    )
    for row in db.session.scalars(query):
        yield row.submission_id, Copy(_read(json.dumps(_read(row.content).get("answers"))), row.received_at, row.id)


def _read(text: str) -> dict[str, Any]:
    """A JSON object; nothing where it is none, because a copy may be anything."""
    found = json.loads(text)
    return found if isinstance(found, dict) else {}
