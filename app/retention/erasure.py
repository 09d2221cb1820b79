"""Erase one record because somebody asked for it: its answers, texts, photos and history go, its id stays known.

So the phone that sends it again changes nothing, and the trace says that there was something, never what.
"""

import json
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from .. import audit, clock, darkroom, db, engines, reserve
from ..access import Person
from ..db import Base
from ..form import Form
from ..intake.accept import note_history
from ..intake.amend import find
from ..intake.known import ERASED
from ..models import FollowUp, FollowUpEntry, FollowUpObservation, History, PhotoUse, Quarantine
from .texts import EMPTY, OWN_WORDS

# In the place of whoever sent it.
NOBODY = "00000000-0000-4000-8000-000000000001"

_USES = Base.metadata.tables[PhotoUse.__tablename__]


@reserve.let_go()
def erase(form: type[Form], id: str, person: Person) -> None:
    """Erase the record for good; LookupError where there is none. A second time changes nothing."""
    with db.writing() as session:
        engines.overwrite_what_is_deleted(session.connection())
        before = find(session, form, id)
        if before["digest"] == ERASED:
            return
        _take_photos_away(session, form, id)
        session.execute(update(form.table).where(form.table.c.id == id).values(_emptied(form, before)))
        session.execute(
            update(History).where(History.form == form.name, History.record_id == id).values(answers=EMPTY, note=None)
        )
        session.execute(delete(Quarantine).where(Quarantine.submission_id == id))
        _empty_follow_up(session, id)
        note_history(session.connection(), form, find(session, form, id), "erased", person, clock.now())
    audit.note("erased", person, form.name, id)
    engines.leave_no_traces(db.engine(), thoroughly=False)


def _emptied(form: type[Form], before: dict[str, Any]) -> dict[str, Any]:
    """The record's columns without anything that was said or tells who said it."""
    return {
        **form.store({}),
        "captured_at": before["received_at"],
        "user_id": NOBODY,
        "device_id": None,
        "digest": ERASED,
        "masked": 0,
        "withdrawn_at": before["withdrawn_at"] or clock.now(),
    }


def _take_photos_away(session: Session, form: type[Form], id: str) -> None:
    """The record's photos, those that it had before, and those of copies of it that waited for review."""
    own = _USES.c.subject_id == id, _USES.c.kind.in_([form.name, "quarantine"])
    ids = {*session.scalars(select(_USES.c.photo_id).where(*own)), *_earlier_photos(session, form, id)}
    session.execute(delete(_USES).where(*own))
    shared = session.scalars(select(_USES.c.photo_id).where(_USES.c.photo_id.in_(ids))).all()
    darkroom.take_away(session, ids - set(shared))


def _earlier_photos(session: Session, form: type[Form], id: str) -> set[str]:
    question = form.photo_question()
    earlier = select(History.answers).where(History.form == form.name, History.record_id == id)
    answers = [json.loads(each) for each in session.scalars(earlier)] if question else []
    named = [each.get(question.name) for each in answers if question and isinstance(each, dict)]
    return {photo for photos in named if isinstance(photos, list) for photo in photos if isinstance(photo, str)}


def _empty_follow_up(session: Session, id: str) -> None:
    """What was written about a matter that is known from this record alone, and what a re-check said."""
    for entry in session.scalars(select(FollowUpEntry).where(FollowUpEntry.record_id == id)):
        entry.text, entry.photos, entry.outcome = None, (), None
    place = session.get(FollowUpObservation, id)
    if place is None:
        return
    others = FollowUpObservation.follow_up_id == place.follow_up_id, FollowUpObservation.observation_id != id
    if session.scalar(select(FollowUpObservation.observation_id).where(*others).limit(1)):
        return
    session.execute(update(FollowUp).where(FollowUp.id == place.follow_up_id).values(dict.fromkeys(OWN_WORDS)))
    for entry in session.scalars(select(FollowUpEntry).where(FollowUpEntry.follow_up_id == place.follow_up_id)):
        entry.text = None
        entry.changes = {name: value for name, value in entry.changes.items() if name not in OWN_WORDS}
