"""The leader's review of what was quarantined. Nothing is thrown away: every copy stays in quarantine or history."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from .. import clock, db
from ..access import Person
from ..form import Cleaned, Form
from ..forms import FORMS
from ..models import History, Quarantine
from ..models.people import new_id
from .amend import change


class ResolvedMeanwhileError(Exception):
    """Somebody else has already decided about this one; nothing was written."""


def content(row: Quarantine) -> dict[str, Any]:
    """The submission as it was kept: id, form, version, revision, captured_at, answers."""
    kept: dict[str, Any] = json.loads(row.content)
    return kept


def form_of(row: Quarantine) -> type[Form] | None:
    """The form that a quarantined submission is for, where this server knows it."""
    return FORMS.get(row.form)


def repair(row_id: int, answers: Mapping[str, Any], person: Person) -> Cleaned:
    """Make a record of a quarantined submission, with the answers as they are now.

    The leader stands in for the rules about time, phone and code. Nothing is written while errors remain.
    """
    with db.writing() as session:
        row, form = _open(session, row_id)
        cleaned = form.clean(answers)
        if not cleaned.errors:
            changed = form.answers(cleaned.values) != _answers(row)
            existing = _exists(session, form, row.submission_id)
            if existing:
                columns = {"amended": True, **form.store(cleaned.values)}
                change(session, form, row.submission_id, "replaced", person, "", columns)
            else:
                session.execute(insert(form.table), _record(row, form, cleaned, row.submission_id, changed))
            _resolve(row, "accepted", person)
    return cleaned


def keep_both(row_id: int, answers: Mapping[str, Any], person: Person) -> Cleaned:
    """Keep the record as it is and make a second one, with an id of its own, of the conflicting copy."""
    with db.writing() as session:
        row, form = _open(session, row_id)
        cleaned = form.clean(answers)
        if not cleaned.errors:
            session.execute(insert(form.table), _record(row, form, cleaned, new_id(), False))
            _resolve(row, "kept_both", person)
    return cleaned


def replace(row_id: int, answers: Mapping[str, Any], person: Person) -> Cleaned:
    """Put the conflicting copy's answers in the place of the record's, which go to the history."""
    with db.writing() as session:
        row, form = _open(session, row_id)
        cleaned = form.clean(answers)
        if not cleaned.errors:
            columns = {"amended": True, **form.store(cleaned.values)}
            change(session, form, row.submission_id, "replaced", person, "", columns)
            _resolve(row, "replaced", person)
    return cleaned


def discard(row_id: int, person: Person, *, record_too: bool = False) -> None:
    """Leave the copy out; it stays in the history. `record_too`: withdraw the record that it contradicts as well."""
    with db.writing() as session:
        row = _row(session, row_id)
        session.add(
            History(
                form=row.form,
                record_id=row.submission_id,
                revision=row.revision,
                action="discarded",
                at=clock.now(),
                person_id=person.id,
                person_name=person.name,
                answers=json.dumps(content(row).get("answers")),
                note=None,
            )
        )
        form = form_of(row)
        if record_too and form:
            change(session, form, row.submission_id, "withdrawn", person, "", {"withdrawn_at": clock.now()})
        _resolve(row, "discarded", person)


def _row(session: Session, row_id: int) -> Quarantine:
    row = session.get(Quarantine, row_id, populate_existing=True)
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


def _answers(row: Quarantine) -> Any:
    return content(row).get("answers")


def _exists(session: Session, form: type[Form], id: str) -> bool:
    return session.execute(select(form.table.c.id).where(form.table.c.id == id)).first() is not None


def _record(row: Quarantine, form: type[Form], cleaned: Cleaned, id: str, changed: bool) -> dict[str, Any]:
    kept = content(row)
    try:
        captured_at = clock.parse(kept.get("captured_at"))
    except ValueError:
        captured_at = row.received_at
    version = kept.get("version")
    return {
        "id": id,
        "revision": row.revision or 1,
        "version": version if isinstance(version, int) and 1 <= version <= form.version else form.version,
        "captured_at": captured_at,
        "received_at": row.received_at,
        "user_id": row.person_id,
        "device_id": row.device_id,
        "digest": row.digest,
        "masked": cleaned.masked,
        "amended": changed,
        "withdrawn_at": None,
        **form.store(cleaned.values),
    }


def _resolve(row: Quarantine, resolution: str, person: Person) -> None:
    row.resolved_at, row.resolution, row.resolved_by = clock.now(), resolution, person.id
