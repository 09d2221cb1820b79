"""What is no longer needed goes: by age (`purge`), or because somebody asked (`erase`). Counts and choices stay.

Settings say how long, `time_limits` what stays longer. After a purge every figure of the evaluation is what it was. It goes in portions,
each committed for itself, so that little room on the disk is enough.

"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, extract, func, select, tuple_, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from .. import audit
from ..access import NOBODY, Person
from ..base import clock, db, dialects, trouble
from ..definitions import forms
from ..intake.already_here import ERASED
from ..intake.amendment import find
from ..intake.effects import note_history
from ..intake.review import record_of
from ..photos import QUARANTINE, stored
from ..questions.form import Form
from ..store import FollowUp, FollowUpEntry, FollowUpObservation, History, PhotoUse, Quarantine, gone
from ..store.activity_tables import SENDING
from . import old_evaluations, old_rows, old_texts
from .old_rows import EMPTY, OWN_WORDS, Portion, forget_words
from .time_limits import limits_at

# Where a portion finds no room, the next one is so many times smaller.
SMALLER = 8
A_MONTH = timedelta(days=31)
# So many examples are shown of each kind.
MOST_EXAMPLES = 3


@dataclass(frozen=True)
class Example:
    """One thing that goes, without a word of what it says: what it is (see `Portion.kind`), its id, when its time began."""

    kind: str
    id: str
    at: datetime


@dataclass(frozen=True)
class Due:
    """One kind of thing that gets too old: what it is, what becomes of it, from before when it goes, and how many there are."""

    code: str
    what: Any
    becomes: Any
    before: datetime
    parts: list[Portion]
    number: int = 0

    def years(self) -> dict[int, int]:
        """How many there are of each year (in UTC) in which their time began, the oldest first."""
        found: Counter[int] = Counter()
        for part in self.parts:
            year = extract("year", part.at)
            for each, number in db.session.execute(select(year, func.count()).where(part.which).group_by(year)):
                found[int(each)] += number
        return dict(sorted(found.items()))

    def examples(self) -> list[Example]:
        """The oldest of those that can be looked at."""
        found = []
        for part in self.parts:
            if part.subject is not None:
                query = select(part.subject, part.at).where(part.which).order_by(part.at).limit(MOST_EXAMPLES)
                found += [Example(part.kind, str(id), at) for id, at in db.session.execute(query) if id is not None]
        return sorted(dict.fromkeys(found), key=lambda each: each.at)[:MOST_EXAMPLES]


def due(as_of: datetime | None = None) -> list[Due]:
    """What a purge would take away now; `as_of`: of what was too old then."""
    return [replace(each, number=_count(each.parts)) for each in _kinds(as_of or clock.now())]


def overdue() -> int:
    """How many things should have gone more than a month ago: where `tend` does its work there are none."""
    return sum(each.number for each in due(clock.now() - A_MONTH))


@trouble.let_go()
def purge(person: Person, as_of: datetime | None = None) -> list[Due]:
    """Take it away, step by step and in portions, and note how much it was. A full disk has room enough for that."""
    done = []
    for each in _kinds(as_of or clock.now()):
        number = _count(each.parts)
        if number:
            for part in each.parts:
                _clear(part)
            audit.note("purged", person, each.code, count=number)
        done.append(replace(each, number=number))
    if any(each.number for each in done):
        db.session.rollback()  # what still reads keeps the log from being cut
        dialects.leave_no_traces(db.engine())
    return done


def forget_failures() -> None:
    """Failed sign-ins and codes that count no more go without a notice: nobody misses them."""
    for part in old_rows.failures(limits_at(clock.now())):
        _clear(part)


def _kinds(as_of: datetime) -> list[Due]:
    """As the plan has it, counted from then."""
    limits = limits_at(as_of)
    own, codes = old_texts.own_places(limits), clock.local(as_of).date() - SENDING
    return [
        Due("texts", _("Fri tekst i registreringer"),
            _("Teksten slettes, også steder, der ikke er områdets egne. Valg, antal, tid og position bliver."),
            limits.texts, old_texts.texts_of_records(limits, own)),
        Due("history", _("Tidligere tekster i historikken"), _("Teksten slettes. Hvem der rettede hvornår, bliver."),
            limits.texts, old_texts.texts_of_history(limits, own)),
        Due("waiting", _("Venter på gennemsyn"),
            _("Indholdet slettes, uden at nogen har taget stilling. Så tæller det aldrig med."),
            limits.texts, old_rows.waiting(limits)),
        Due("reviewed", _("Gennemset og afgjort"), _("Indholdet slettes. Hvad det blev til, bliver."),
            limits.texts, old_rows.reviewed(limits)),
        Due("follow_up", _("Tekster om opfølgning"), _("Teksten slettes. Tilstand, part, frist og begrundelse bliver."),
            limits.texts, old_rows.texts_of_follow_up(limits)),
        Due("minutes", _("Referater af møder"), _("Teksten slettes. At der var et referat, bliver."),
            limits.texts, old_rows.minutes_of_meetings(limits)),
        Due("photos", _("Fotos"), _("Billedet slettes."), limits.photos, old_rows.photos(limits)),
        Due("loose_photos", _("Fotos, der ikke hører til noget"), _("Billedet slettes."),
            limits.loose_photos, old_rows.photos(limits, loose=True)),
        Due("sessions", _("Logins, koder på telefoner og brugte links"),
            _("De slettes. En telefon, der har været tavs så længe, skal logge ind igen."),
            limits.sessions, old_rows.sessions(limits, codes)),
        Due("phones", _("Telefoner"), _("Hvem der brugte telefonen, slettes. Dens tilfældige nummer bliver."),
            limits.sessions, old_rows.phones(limits)),
        Due("evaluations", _("Afleverede evalueringer"),
            _("Det, der blev afleveret, og det, der er skrevet om evalueringen, slettes. At året er afleveret, bliver."),
            limits.evaluations, old_evaluations.portions(limits)),
        Due("audit", _("Logbogen"), _("Linjerne slettes."), limits.audit, old_rows.entries(limits)),
    ]  # fmt: skip


def _count(parts: Iterable[Portion]) -> int:
    """How many rows they are."""
    queries = (select(func.count()).select_from(part.table).where(part.which) for part in parts)
    return sum(db.session.scalar(query) or 0 for query in queries)


def _clear(part: Portion) -> None:
    """Take the rows away. Raises what the database does where there is not even room for one."""
    key, size = part.table.primary_key.columns, part.size
    keys = [tuple(row) for row in db.session.execute(select(*key).where(part.which))]
    while keys:
        try:
            with db.writing() as session:
                dialects.overwrite_what_is_deleted(session.connection())
                part.clear(session, tuple_(*key).in_(keys[:size]))
        except DBAPIError as error:
            if size == 1 or not trouble.is_full(error):
                raise
            size = max(1, size // SMALLER)
        else:
            keys = keys[size:]
        dialects.write_back(db.engine())


_USES = db.table_of(PhotoUse)


@trouble.let_go()
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
    stored.take_away(session, photos)
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
