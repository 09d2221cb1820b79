"""Erase one record because somebody asked for it: its answers, texts, photos and history go, its id stays known.

So the phone that sends it again changes nothing, and the trace says that there was something, never what.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from .. import audit
from ..access import NOBODY, Person
from ..base import clock, db, reserve
from ..definitions import forms
from ..intake.already_here import ERASED
from ..intake.amendment import find
from ..intake.effects import note_history
from ..intake.review import record_of
from ..photos import QUARANTINE, photo_redaction
from ..questions.form import Form
from ..store import FollowUp, FollowUpEntry, FollowUpObservation, History, PhotoUse, Quarantine, gone
from .old_rows import EMPTY, OWN_WORDS, forget_words

_USES = db.table_of(PhotoUse)


@reserve.let_go()
def erase(form: type[Form], id: str, person: Person) -> None:
    """Erase the record for good; LookupError where there is none. A second time changes nothing."""
    with db.erasing() as session:
        if find(session, form, id)["digest"] == ERASED:
            return
        photos = clear(session, id, person)
        gone.note(session, gone.PHOTO_REMOVED, *photos)
        gone.note(session, gone.ERASED, id)
    audit.note("erased", person, form.name, id)


def clear(session: Session, id: str, person: Person) -> list[str]:
    """Erase what there is of an id in the open transaction: its record, its history, what waits for review.

    → the photos that were its alone, also those that have not come yet.
    """
    photos = _take_photos_away(session, id)
    session.execute(update(History).where(History.record_id == id).values(answers=EMPTY, note=None))
    session.execute(delete(Quarantine).where(Quarantine.submission_id == id))
    found = record_of(session, id)
    if found and found[1]["digest"] != ERASED:
        form, before = found
        session.execute(update(form.table).where(form.table.c.id == id).values(_emptied(form, before)))
        _empty_follow_up(session, id)
        note_history(session.connection(), form, find(session, form, id), "erased", person, clock.now())
    return photos


def _emptied(form: type[Form], before: dict[str, Any]) -> dict[str, Any]:
    """The record's columns without anything that was said or tells who said it."""
    return {
        **form.store({}),
        "captured_at": before["received_at"],
        # In the place of whoever sent it.
        "user_id": NOBODY.id,
        "device_id": None,
        "digest": ERASED,
        "masked": 0,
        "withdrawn_at": before["withdrawn_at"] or clock.now(),
    }


def _take_photos_away(session: Session, id: str) -> list[str]:
    """The record's photos, those that it had before, and those of copies of it that waited for review."""
    own = _USES.c.subject_id == id, _USES.c.kind.in_([*forms.names(), QUARANTINE])
    ids = {*session.scalars(select(_USES.c.photo_id).where(*own)), *_earlier_photos(session, id)}
    session.execute(delete(_USES).where(*own))
    shared = session.scalars(select(_USES.c.photo_id).where(_USES.c.photo_id.in_(ids))).all()
    photos = sorted(ids - set(shared))
    photo_redaction.take_away(session, photos)
    return photos


def _earlier_photos(session: Session, id: str) -> Iterator[str]:
    """The photos that the record's history names."""
    for name, kept in session.execute(select(History.form, History.answers).where(History.record_id == id)):
        answers, question = json.loads(kept), forms.of(name).photo_question() if name in forms.names() else None
        named = answers.get(question.name) if question and isinstance(answers, dict) else None
        yield from (photo for photo in named if isinstance(photo, str)) if isinstance(named, list) else ()


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
        forget_words(entry)
