"""Which rows are too old, and how they are taken away: texts, photos, what tells of people that use Feltbog."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    Text,
    and_,
    case,
    cast,
    delete,
    exists,
    false,
    insert,
    null,
    or_,
    select,
    true,
    update,
)  # fmt: skip
from sqlalchemy.orm import Session

from .. import agreement
from ..access import NOBODY
from ..base import clock, db
from ..base.text import alike
from ..definitions import Attendance, Observation, forms
from ..intake.effects import PURGED
from ..photos import stored
from ..questions.form import Form
from ..store import (
    AuditEntry,
    Code,
    Device,
    Event,
    FailedAttempt,
    FollowUp,
    FollowUpEntry,
    Guest,
    History,
    Invitation,
    Joined,
    Photo,
    PhotoUse,
    Quarantine,
    SignIn,
    Walk,
)
from .time_limits import Limits, is_due, is_not_handed_in, is_open

MANY, SOME = 500, 10
# Entries of the history that hold a copy as it was sent: anything may stand in it.
RAW = ("accepted", "discarded", "kept_both")
EMPTY = "{}"
# What became of a submission that nobody has decided about in time.
EXPIRED = "expired"
# What somebody wrote about a matter in their own words; what became of it and why stays, because it was published.
OWN_WORDS = ("problem", "proposal", "checked_by")
# Among the changes of an entry whose remark is gone.
SAID = "text"

_HISTORY, _QUARANTINE, _MATTERS, _ENTRIES, _PHOTOS = map(
    db.table_of, (History, Quarantine, FollowUp, FollowUpEntry, Photo)
)


@dataclass(frozen=True)
class Portion:
    """Rows of one table: which they are, what takes away some of them, how many at once where there is room.

    `at`: when a row's time began. `kind`: what one is called where it can be looked at (a form's name, follow_up, photo,
    quarantine), and `subject` its id there, empty where it cannot.
    """

    table: Table
    which: ColumnElement[bool]
    clear: Callable[[Session, ColumnElement[bool]], object]
    at: Column[Any]
    size: int = MANY
    kind: str = ""
    subject: ColumnElement[Any] | None = None


# By form and question: what names a place of the estate, as it is spelled there.
OwnPlaces = dict[type[Form], dict[str, list[str]]]


def own_places(limits: Limits) -> OwnPlaces:
    """Of the places in records that are too old, those that the agreement names, or an event as its doors; however spelled."""
    listed = db.session.scalars(select(Event.doors).where(Event.doors != "").distinct())
    named: dict[type[Form], Iterable[str]] = {
        Observation: agreement.current().places,
        Attendance: [door for doors in listed for door in doors.splitlines()],
    }
    found: OwnPlaces = {}
    for form in forms.every():
        own, columns = (
            {alike(each) for each in named.get(form, ())},
            [form.table.c[name] for name in form.free_places()],
        )
        old = form.table.c.received_at < limits.texts
        found[form] = {
            column.name: [each for each in _written(column, old) if alike(each) in own] if own else []
            for column in columns
        }
    return found


def _written(column: Column[Any], old: ColumnElement[bool]) -> Iterable[str]:
    return db.session.scalars(select(column).where(old, column.is_not(None)).distinct())


def texts_of_records(limits: Limits, own: OwnPlaces) -> list[Portion]:
    """Texts of records that are too old, and places that are none of the estate's; everything else of the records stays."""
    return [_texts_of(form, limits, own[form]) for form in forms.every()]


def _texts_of(form: type[Form], limits: Limits, own: dict[str, list[str]]) -> Portion:
    table, texts = form.table, form.free_texts()
    foreign = {name: _is_foreign(table.c[name], places) for name, places in own.items()}
    has_text = or_(*(table.c[name].is_not(None) for name in texts), *foreign.values())

    def clear(session: Session, some: ColumnElement[bool]) -> None:
        goes = [is_it.label(f"{name} goes") for name, is_it in foreign.items()]
        noted = []
        for row in session.execute(select(table, *goes).where(some)).mappings().all():
            gone = [name for name in texts if row[name] is not None] + [name for name in foreign if row[f"{name} goes"]]
            noted += [_purged(form, row, gone)] if gone else []
        if noted:
            session.execute(insert(_HISTORY), noted)
        emptied = {name: case((is_it, null()), else_=table.c[name]) for name, is_it in foreign.items()}
        session.execute(update(table).where(some).values(dict.fromkeys(texts) | emptied))

    which = and_(is_due(form, limits), has_text)
    return Portion(table, which, clear, table.c.received_at, kind=form.name, subject=table.c.id)


def _purged(form: type[Form], row: Any, gone: list[str]) -> dict[str, Any]:
    """What the record's history says: which texts had their time. They are null in it."""
    answers = form.answers(form.load(row)) | dict.fromkeys(gone)
    return {
        "form": form.name, "record_id": row["id"], "revision": row["revision"], "action": PURGED, "at": clock.now(),
        "person_id": NOBODY.id, "person_name": NOBODY.name, "answers": json.dumps(answers),
    }  # fmt: skip


def _is_foreign(column: Column[Any], own: list[str]) -> ColumnElement[bool]:
    return and_(column.is_not(None), column.not_in(own))


def texts_of_history(limits: Limits, own: OwnPlaces) -> list[Portion]:
    """Entries of the history that say what stood in such texts; only choices, counts and own places stay in them.

    They go with the texts of their record. What is about no record, by its own age.
    """
    entry, parts = _HISTORY.c, []
    old = entry.at < limits.texts_of_no_record
    for form in forms.every():
        due, id = is_due(form, limits), form.table.c.id
        goes = or_(entry.record_id.in_(select(id).where(due)), and_(old, entry.record_id.not_in(select(id))))
        parts.append(_entries_of(form, and_(entry.form == form.name, goes), own[form]))
    return [*parts, _entries_of(None, and_(entry.form.not_in(forms.names()), old), {})]


def _entries_of(form: type[Form] | None, mine: ColumnElement[bool], own: dict[str, list[str]]) -> Portion:
    entry, is_raw = _HISTORY.c, _HISTORY.c.action.in_(RAW)
    says = [entry.answers.contains(f'"{name}": "', autoescape=True) for name in (form.free_texts() if form else ())]
    for name, places in own.items():
        known = (entry.answers.contains(f'"{name}": {json.dumps(place)}', autoescape=True) for place in places)
        says.append(and_(entry.answers.contains(f'"{name}": "', autoescape=True), ~or_(false(), *known)))
    noted = and_(entry.note.is_not(None), entry.action != "kept_both")
    whole = is_raw if form else true()
    has_text = or_(noted, and_(whole, entry.answers != EMPTY), and_(~whole, or_(false(), *says)))

    def clear(session: Session, some: ColumnElement[bool]) -> None:
        for row in session.execute(select(_HISTORY).where(some)).all():
            answers = _without_texts(form, row.answers, own) if form and row.action not in RAW else EMPTY
            note = row.note if row.action == "kept_both" else None
            session.execute(update(_HISTORY).where(_HISTORY.c.id == row.id).values(answers=answers, note=note))

    if form is None:
        return Portion(_HISTORY, and_(mine, has_text), clear, entry.at)
    seen = case((entry.record_id.in_(select(form.table.c.id)), entry.record_id))
    return Portion(_HISTORY, and_(mine, has_text), clear, entry.at, kind=form.name, subject=seen)


def _without_texts(form: type[Form], answers: str, own: dict[str, list[str]]) -> str:
    """Answers (JSON) in which a text is null: that there was one is all that is left of it."""
    found = json.loads(answers)
    if not isinstance(found, dict):
        return EMPTY
    gone = {*form.free_texts(), *(name for name, places in own.items() if found.get(name) not in places)}
    return json.dumps(
        {name: None if name in gone else value for name, value in found.items() if name in form.questions}
    )


def reviewed(limits: Limits) -> list[Portion]:
    """Submissions that were reviewed: only their ids stay, so that a repeat is still known."""
    row = _QUARANTINE.c
    which = and_(row.resolved_at < limits.corrected, row.received_at < limits.texts_of_no_record)
    return [_submissions(which, _clear_reviewed)]


def waiting(limits: Limits) -> list[Portion]:
    """Submissions that nobody has decided about in all that time: they count as nothing, and only their ids stay."""
    row = _QUARANTINE.c
    which = and_(row.resolved_at.is_(None), row.received_at < limits.texts_of_no_record)
    return [_submissions(which, _clear_waiting)]


def _submissions(which: ColumnElement[bool], clear: Callable[[Session, ColumnElement[bool]], object]) -> Portion:
    row = _QUARANTINE.c
    has_content = or_(row.resolved_at.is_(None), row.errors != EMPTY, row.content.contains('"answers": '))
    return Portion(_QUARANTINE, and_(which, has_content), clear, row.received_at, SOME, "quarantine", row.id)


def texts_of_follow_up(limits: Limits) -> list[Portion]:
    """What was written about matters, and in entries about them; states, dates, parties and reasons stay."""
    matter, entry = _MATTERS.c, _ENTRIES.c
    has_words = or_(*(matter[name].is_not(None) for name in OWN_WORDS))
    # A name with its quotes, colon and bracket stands in JSON only where it is a name: within a text its quotes are escaped.
    changes = cast(entry.changes, Text)
    words = or_(*(changes.contains(f'"{name}": [', autoescape=True) for name in OWN_WORDS))
    stays = or_(is_open(limits), is_not_handed_in(limits))
    rewritten = exists().where(entry.follow_up_id == matter.id, entry.at >= limits.texts_at_most, words)
    is_old = or_(
        and_(matter.changed_at < limits.texts, ~stays),
        and_(matter.created_at < limits.texts_at_most, ~rewritten.correlate(_MATTERS)),
    )
    staying = select(FollowUp.id).where(stays)
    entry_is_old = and_(
        entry.at < limits.texts, or_(entry.at < limits.texts_at_most, entry.follow_up_id.not_in(staying))
    )
    return [
        Portion(
            _MATTERS, and_(is_old, has_words), _setting(_MATTERS, OWN_WORDS), matter.created_at,
            kind="follow_up", subject=matter.id,
        ),
        Portion(
            _ENTRIES, and_(entry_is_old, or_(entry.text != "", words)), _clear_entries, entry.at,
            kind="follow_up", subject=entry.follow_up_id,
        ),
    ]  # fmt: skip


def photos(limits: Limits, *, loose: bool = False) -> list[Portion]:
    """Photos that came too long ago and were not changed lately, nor what they belong to; `loose`: whose record never came."""
    photo, log, use = _PHOTOS.c, _HISTORY.c, db.table_of(PhotoUse)
    changed = or_(photo.changed_at.is_(None), photo.changed_at < limits.corrected)
    which = and_(photo.removed_at.is_(None), changed)
    if loose:
        which = and_(which, photo.received_at < limits.loose_photos, ~exists().where(use.c.photo_id == photo.id))
    else:
        since = select(use.c.photo_id).join(_HISTORY, and_(log.form == use.c.kind, log.record_id == use.c.subject_id))
        lately = since.where(log.at >= limits.corrected, log.action != PURGED)
        which = and_(which, photo.received_at < limits.photos, photo.id.not_in(lately))
    return [Portion(_PHOTOS, which, _clear_photos, photo.received_at, SOME, "photo", photo.id)]


def phones(limits: Limits) -> list[Portion]:
    """Phones that were heard from last before that, and whose user is still known; their random number stays.

    An event's count says how many phones counted.
    """
    table = db.table_of(Device)
    is_known = or_(table.c.person_id.is_not(None), table.c.person_name.is_not(None))
    which = and_(table.c.seen_at < limits.sessions, is_known)
    return [Portion(table, which, _setting(table, ("person_id", "person_name", "skew")), table.c.seen_at)]


def sessions(limits: Limits, day: date) -> list[Portion]:
    """Sessions, joinings and used links that are over; `day`: codes from before it are."""
    before = limits.sessions
    over = select(Code.id).join(Walk, Walk.id == Code.walk_id).where(Walk.date < day).union(
        select(Code.id).join(Event, Event.id == Code.event_id).where(Event.date < day)
    )  # fmt: skip
    in_no_other = ~exists().where(Joined.guest_id == Guest.id, Joined.code_id.not_in(over))
    return [
        _all_of(SignIn, or_(SignIn.seen_at < before, SignIn.ended_at < before), "seen_at"),
        _all_of(Invitation, Invitation.expires_at < before, "expires_at"),
        _all_of(Joined, Joined.code_id.in_(over), "joined_at"),
        _all_of(Guest, and_(Guest.created_at < before, in_no_other), "created_at"),
    ]


def failures(limits: Limits) -> list[Portion]:
    """What failed so long ago that it counts no more."""
    return [_all_of(FailedAttempt, FailedAttempt.at < limits.failures, "at")]


def entries(limits: Limits) -> list[Portion]:
    """The audit trail from before that."""
    return [_all_of(AuditEntry, AuditEntry.at < limits.audit, "at")]


def _all_of(model: type[db.Base], which: ColumnElement[bool], at: str) -> Portion:
    """Rows that go altogether."""
    table = db.table_of(model)
    return Portion(table, which, lambda session, some: session.execute(delete(table).where(some)), table.c[at])


def _setting(table: Table, names: tuple[str, ...] | list[str]) -> Callable[[Session, ColumnElement[bool]], object]:
    """Empties these columns."""
    return lambda session, some: session.execute(update(table).where(some).values(dict.fromkeys(names)))


def _clear_reviewed(session: Session, some: ColumnElement[bool]) -> None:
    for row in session.execute(select(_QUARANTINE.c.id, _QUARANTINE.c.submission_id).where(some)).all():
        stub = {"content": json.dumps({"id": row.submission_id}), "errors": EMPTY}
        session.execute(update(_QUARANTINE).where(_QUARANTINE.c.id == row.id).values(stub))


def _clear_waiting(session: Session, some: ColumnElement[bool]) -> None:
    _clear_reviewed(session, some)
    decided = {"resolved_at": clock.now(), "resolution": EXPIRED, "resolved_by": NOBODY.id}
    session.execute(update(_QUARANTINE).where(some).values(decided))


def _clear_entries(session: Session, some: ColumnElement[bool]) -> None:
    for entry in session.scalars(select(FollowUpEntry).where(some)):
        forget_words(entry)


def forget_words(entry: FollowUpEntry) -> None:
    """What somebody wrote in an entry about a matter, and what it changed of it in their own words. That they did stays."""
    forgotten = [*(name for name in entry.changes if name in OWN_WORDS), *([SAID] if entry.text else [])]
    entry.text = None
    entry.changes = {**entry.changes, **dict.fromkeys(forgotten)}


def _clear_photos(session: Session, some: ColumnElement[bool]) -> None:
    stored.take_away(session, session.scalars(select(_PHOTOS.c.id).where(some)).all())
