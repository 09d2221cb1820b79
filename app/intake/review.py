"""The leader's review of what was quarantined. Nothing is thrown away: every copy stays in quarantine and history."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from .. import photos
from ..access import Person
from ..base import clock, cpr, db
from ..base.ids import new_id
from ..definitions import forms
from ..questions import Cleaned
from ..questions.form import Form
from ..store import Quarantine, gone
from . import effects
from .amendment import change, corrected, find, take_out
from .check import clean
from .prepared import read_version
from .submission import read_moment


class ResolvedMeanwhileError(Exception):
    """Somebody else has already decided about this one; nothing was written."""


def content(row: Quarantine) -> dict[str, Any]:
    """The submission as it was kept: id, form, version, revision, captured_at, answers."""
    kept: dict[str, Any] = json.loads(row.content)
    return kept


def form_of(row: Quarantine) -> type[Form] | None:
    """The form that a quarantined submission is for, where this server knows it."""
    return forms.get(row.form)


def known_answers(row: Quarantine) -> dict[str, Any]:
    """The answers that were sent, to questions that the form has."""
    form, answers = form_of(row), content(row).get("answers")
    if form is None or not isinstance(answers, dict):
        return {}
    return {name: answer for name, answer in answers.items() if name in form.questions}


def record_of(session: Session, id: str) -> tuple[type[Form], dict[str, Any]] | None:
    """The record with a quarantined submission's id, whichever form it belongs to."""
    for form in forms.every():
        try:
            return form, find(session, form, id)
        except LookupError:
            continue
    return None


def repair(row_id: int, answers: Mapping[str, Any], person: Person, captured_at: datetime | None = None) -> Cleaned:
    """Make a record of a quarantined submission, with the answers as they are now.

    captured_at: in the place of what the phone's clock said. The leader stands in for the rules about time, phone
    and code. Nothing is written while errors remain. Where there is a record by now, its answers are replaced.
    """
    with db.writing() as session:
        row, form = _open(session, row_id)
        if record_of(session, row.submission_id):
            return _replace(session, row, form, answers, person)
        cleaned = clean(session.connection(), form, answers, captured_at or captured(row))
        if not cleaned.errors:
            _insert(session, row, form, _record(row, form, cleaned, row.submission_id, captured_at))
            _note(session, row, "accepted", person)
            _resolve(row, "accepted", person)
    return cleaned


def keep_both(row_id: int, answers: Mapping[str, Any], person: Person, captured_at: datetime | None = None) -> Cleaned:
    """Keep the record as it is and make a second one, with an id of its own, of the conflicting copy."""
    with db.writing() as session:
        row, form = _open(session, row_id)
        cleaned = clean(session.connection(), form, answers, captured_at or captured(row))
        if not cleaned.errors:
            id = new_id()
            _insert(session, row, form, _record(row, form, cleaned, id, captured_at))
            _note(session, row, "kept_both", person, note=id)
            _note(session, row, "accepted", person, record_id=id)
            _resolve(row, "kept_both", person)
    return cleaned


def replace(row_id: int, answers: Mapping[str, Any], person: Person) -> Cleaned:
    """Put the conflicting copy's answers in the place of the record's, which go to the history.

    A withdrawn record counts again. Raises LookupError where the record is of another form.
    """
    with db.writing() as session:
        return _replace(session, *_open(session, row_id), answers, person)


def discard(row_id: int, person: Person, *, record_too: bool = False) -> None:
    """Leave the copy out; it stays in the history. `record_too`: withdraw the record that it contradicts as well."""
    with db.writing() as session:
        row = _row(session, row_id)
        leave_out(session, row, person)
        found = record_of(session, row.submission_id) if record_too else None
        withdrawn = found is not None and take_out(session, *found, person)
        gone.note(session, gone.DISCARDED, row.submission_id)
        if withdrawn:
            gone.note(session, gone.WITHDRAWN, row.submission_id)


def leave_out(session: Session, row: Quarantine, person: Person) -> None:
    """Discard a copy that waits, in the open transaction."""
    _note(session, row, "discarded", person)
    _resolve(row, "discarded", person)


def _row(session: Session, row_id: int) -> Quarantine:
    row = session.get(Quarantine, row_id, populate_existing=True, with_for_update=True)
    if row is None:
        raise LookupError(row_id)
    if row.resolved_at is not None:
        raise ResolvedMeanwhileError
    return row


def _open(session: Session, row_id: int) -> tuple[Quarantine, type[Form]]:
    row = _row(session, row_id)
    form = form_of(row)
    if form is None:
        raise LookupError(row.form)
    return row, form


def _replace(
    session: Session, row: Quarantine, form: type[Form], answers: Mapping[str, Any], person: Person
) -> Cleaned:
    cleaned = clean(session.connection(), form, answers, captured(row))
    if not cleaned.errors:
        before = find(session, form, row.submission_id)
        columns = corrected(form, before, cleaned) | {"withdrawn_at": None}
        change(session, form, before, "replaced", person, "", columns)
        _resolve(row, "replaced", person)
        if before["withdrawn_at"] is not None:
            gone.note(session, gone.WITHDRAWN, row.submission_id, undone=True)
    return cleaned


def _insert(session: Session, row: Quarantine, form: type[Form], record: dict[str, Any]) -> None:
    session.execute(insert(form.table), record)
    photos.follow(session, form, dict.fromkeys(record) | {"id": record["id"]}, record)
    sender = Person(row.person_id, row.person_name, "", has_account=False)
    effects.happen(session.connection(), form, record, sender)


def _record(
    row: Quarantine, form: type[Form], cleaned: Cleaned, id: str, captured_at: datetime | None
) -> dict[str, Any]:
    try:
        version = read_version(form, content(row).get("version"))
    except ValueError:
        version = form.version
    return {
        "id": id,
        "revision": row.revision or 1,
        "version": version,
        "captured_at": captured_at or captured(row) or row.received_at,
        "received_at": row.received_at,
        "user_id": row.person_id,
        "device_id": row.device_id,
        "digest": row.digest,
        "masked": cleaned.masked + row.content.count(cpr.MASK),
        "amended": cleaned.values != form.clean(known_answers(row)).values,
        "withdrawn_at": None,
        **form.store(cleaned.values),
    }


def captured(row: Quarantine) -> datetime | None:
    """When the phone says it was captured, where that can be read."""
    return read_moment(content(row).get("captured_at"))


def _note(
    session: Session,
    row: Quarantine,
    action: str,
    person: Person,
    *,
    record_id: str | None = None,
    note: str | None = None,
) -> None:
    """Write the copy, as it came, into the history of a record."""
    about = row.form, record_id or row.submission_id, row.revision, content(row).get("answers")
    effects.note_answers(session.connection(), *about, action, person, clock.now(), note)


def _resolve(row: Quarantine, resolution: str, person: Person) -> None:
    row.resolved_at, row.resolution, row.resolved_by = clock.now(), resolution, person.id
