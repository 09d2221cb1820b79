"""Everything that happened to a follow-up, in words: who changed what when, old and new."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from .. import photos
from ..base import db
from ..definitions import FollowUpFields
from ..questions import Difference
from ..store import FollowUp, FollowUpEntry
from .states import OUTCOMES


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `state` is the code of the state that it led to, if it changed that."""

    action: str
    at: dt.datetime
    person: str
    by_party: bool
    internal: bool
    party: str | None
    party_other: str
    state: str | None
    differences: list[Difference]
    text: str
    outcome: str
    photo_ids: tuple[str, ...]


def history(follow_up_id: str) -> list[Entry]:
    """The newest first, with the photos that have arrived; empty for what nobody has begun with."""
    query = select(FollowUpEntry).where(FollowUpEntry.follow_up_id == follow_up_id)
    rows = db.session.scalars(query.order_by(FollowUpEntry.at.desc(), FollowUpEntry.id.desc())).all()
    there = photos.arrived(photo for row in rows for photo in row.photos)
    return [_entry(row, there) for row in rows]


def id_of(number: int) -> str | None:
    """The id of the follow-up with that number."""
    return db.session.scalar(select(FollowUp.id).where(FollowUp.number == number))


def _entry(row: FollowUpEntry, there: set[str]) -> Entry:
    changes = row.changes or {}
    return Entry(
        action=row.action,
        at=row.at,
        person=row.person_name,
        by_party=row.by_party,
        internal=row.internal,
        party=row.party,
        party_other=row.party_other or "",
        state=changes["state"][1] if "state" in changes else None,
        differences=[*FollowUpFields.differences(*_sides(changes)), *_observations(changes)],
        text=row.text or "",
        outcome=str(OUTCOMES[row.outcome].label) if row.outcome else "",
        photo_ids=tuple(photo for photo in row.photos if photo in there),
    )


def _sides(changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the fields held before and after."""
    before, after = ({name: pair[side] for name, pair in changes.items()} for side in (0, 1))
    return before, after


def _observations(changes: dict[str, Any]) -> list[Difference]:
    """How many observations the point had, where that has changed."""
    if "observations" not in changes:
        return []
    before, after = (str(len(ids)) if ids else "" for ids in changes["observations"])
    return [Difference("observations", _("Observationer"), before, after)]
