"""Takes submissions in: each becomes a record, replaces an older revision, is quarantined, or is refused.

The statuses and their rules are those of the sync protocol (docs/protocol.md). One transaction for a request:
what is answered is committed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from .. import photos
from ..access import NOBODY, Person
from ..base import clock, db, messages
from ..base.db import Base
from ..definitions import FORMS
from ..store import Device, History, Quarantine, generation, gone
from . import effects, named_photos, rekeyed, shut_out
from .already_here import ERASED, Found, Known, find
from .check import Accepted, Gatherings, SendingPhone, check
from .submission import Submission, short

STORED, UPDATED, UNCHANGED, STALE = "stored", "updated", "unchanged", "stale"
QUARANTINED, FORBIDDEN = "quarantined", "forbidden"
# Who did what was done in a past that this database has lost.

_DEVICES, _HISTORY, _QUARANTINE = (Base.metadata.tables[model.__tablename__] for model in (Device, History, Quarantine))
_SEEN = (
    update(_DEVICES)
    .where(_DEVICES.c.id == bindparam("known"))
    .values(
        seen_at=bindparam("seen_at"),
        pending=bindparam("pending"),
        person_id=bindparam("person_id"),
        person_name=bindparam("person_name"),
        guest_id=func.coalesce(bindparam("guest_id"), _DEVICES.c.guest_id),
        skew=func.coalesce(bindparam("skew"), _DEVICES.c.skew),
    )
    .returning(_DEVICES.c.revoked_at)
)
_FIRST_SEEN = insert(_DEVICES)
_INSERTS = {form.name: insert(form.table) for form in FORMS.values()}


@dataclass(slots=True)
class Batch:
    """The state of one request while its submissions are taken in their order.

    `room`: how much more of a guest that is shut out is kept for review; None where there is no limit.
    """

    sender: Person
    phone: SendingPhone | None
    received_at: datetime
    found: Found
    inserts: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    uses: photos.Uses = field(default_factory=dict)
    room: int | None = None


def accept(
    sender: Person,
    submissions: Sequence[Submission],
    *,
    device: str | None = None,
    pending: int = 0,
    sent_at: datetime | None = None,
    again: bool = False,
) -> list[dict[str, Any]]:
    """Take submissions in and commit them; the results in the submissions' order, as the protocol states them.

    device: the phone's UUID, or None for the office. pending: what remains on that phone. sent_at: its clock's time.
    again: it offers once more what it holds, because the database is another one than it knew.
    Two servers never take the same id in at once (docs/decisions/0013). Should they, the primary key decides: the later
    one starts over, and finds it.
    """
    try:
        return _accept(sender, submissions, device, pending, sent_at, again)
    except IntegrityError:
        return _accept(sender, submissions, device, pending, sent_at, again)


def _accept(
    sender: Person,
    submissions: Sequence[Submission],
    device_id: str | None,
    pending: int,
    sent_at: datetime | None,
    again: bool,
) -> list[dict[str, Any]]:
    key = current_app.config["DIGEST_KEY"]
    with db.writing_plainly(_touched(submissions, device_id)) as connection:
        at = clock.now()
        phone = _note_phone(connection, device_id, sender, at, pending, sent_at) if device_id else None
        found = find(connection, [submission.id for submission in submissions])
        batch = Batch(sender, phone, at, found, room=shut_out.left(connection, sender))
        gatherings = Gatherings(connection)
        results = [
            _take(connection, batch, gatherings, submission, submission.digest(key)) for submission in submissions
        ]
        _write(connection, batch)
        kept = [each for each in zip(submissions, results, strict=True) if not _is_erased(batch, each[0].id)]
        named_photos.say_what_is_missing(connection, kept)
        if again and device_id:
            _note_again(connection, device_id, at, results)
    return results


def _note_again(connection: Connection, device_id: str, at: datetime, results: list[dict[str, Any]]) -> None:
    """That the phone has reported after a restore, and how much it has brought back."""
    connection.execute(update(_DEVICES).where(_DEVICES.c.id == device_id).values(again_at=at))
    if back := sum(result["status"] in {STORED, UPDATED} for result in results):
        generation.count_again(connection, back)


def _touched(submissions: Sequence[Submission], device_id: str | None) -> list[str] | None:
    """The ids of all that these may write; None where something else may follow from one of them."""
    if any(effects.has_any(submission.form) for submission in submissions):
        return None
    return [submission.id for submission in submissions] + ([device_id] if device_id else [])


def _note_phone(
    connection: Connection, id: str, sender: Person, at: datetime, pending: int, sent_at: datetime | None
) -> SendingPhone:
    """Note that the phone was heard from, what it still holds, and how wrong its clock is."""
    # Years off must fit the column.
    skew = None if sent_at is None else max(-(2**31), min(round((sent_at - at).total_seconds()), 2**31 - 1))
    guest_id = None if sender.has_account else sender.id
    who = {"person_id": sender.id, "person_name": sender.name, "guest_id": guest_id}
    seen = {"seen_at": at, "pending": pending, "skew": skew, **who}
    found = connection.execute(_SEEN, {"known": id, **seen}).first()
    if found is None:
        connection.execute(_FIRST_SEEN, {"id": id, "first_seen_at": at, **seen})
    return SendingPhone(id, found.revoked_at if found else None)


def _take(
    connection: Connection, batch: Batch, gatherings: Gatherings, submission: Submission, digest: str
) -> dict[str, Any]:
    """Decide about one submission."""
    sender, revision = batch.sender, submission.readable_revision
    form = FORMS.get(submission.form) if isinstance(submission.form, str) else None
    if not (sender.may_send(form.name) if form else any(map(sender.may_send, FORMS))):
        return _result(submission, FORBIDDEN)
    known = batch.found.records.get(submission.id)
    if again := _again(connection, batch, known, submission, digest):
        return _result(submission, again)
    if known and revision is not None:
        if conflict := _conflict(batch, known, submission, revision):
            return _quarantine(batch, submission, digest, {"id": str(conflict)}, "conflict")
        if revision < known.revision:
            return _result(submission, STALE)
    found = check(submission, form, sender, batch.phone, gatherings, batch.received_at)
    if isinstance(found, dict):
        return _quarantine(batch, submission, digest, found, "invalid")
    row = _row(batch, submission, found, digest)
    if known:
        _replace(connection, batch, found, row, known)
        return _result(submission, UPDATED)
    batch.inserts.setdefault(found.form.name, {})[submission.id] = row
    if row["withdrawn_at"]:
        note_history(connection, found.form, row, "withdrawn", NOBODY, row["withdrawn_at"], str(messages.WAS_WITHDRAWN))
    effects.happen(connection, found.form, row, sender)
    named_photos.note(batch.uses, found.form, submission.id, found.values)
    _remember(batch, row, found.form.name)
    return _result(submission, STORED)


def _is_erased(batch: Batch, id: str) -> bool:
    known = batch.found.records.get(id)
    return batch.found.since(gone.ERASED, id) is not None or (known is not None and known.digest == ERASED)


def _again(
    connection: Connection, batch: Batch, known: Known | None, submission: Submission, digest: str
) -> str | None:
    """The status of what has been here before, or None for what has not."""
    if _is_erased(batch, submission.id):
        return STALE
    revision, found = submission.readable_revision, batch.found
    if (submission.id, revision or 0, digest) in found.quarantined:
        return QUARANTINED
    if rekeyed.was_quarantined(connection, found, submission):
        return QUARANTINED
    if known and revision == known.revision:
        same = digest == known.digest or rekeyed.is_same(connection, found, known, submission, batch.sender)
        return UNCHANGED if same else None
    return None


def _conflict(batch: Batch, known: Known, submission: Submission, revision: int) -> Any:
    """Why the submission contradicts the record with its id, or None where it may be an older or a newer revision."""
    sender = batch.sender
    own = sender.id == known.user_id or (batch.phone is not None and batch.phone.id == known.device_id)
    if not own and not (sender.has_account and sender.role == "leader"):
        return messages.CONFLICT_OWNER
    if known.form != submission.form or revision == known.revision:
        return messages.CONFLICT
    if revision > known.revision and known.touched:
        return messages.CONFLICT_AMENDED
    return None


def _row(batch: Batch, submission: Submission, found: Accepted, digest: str) -> dict[str, Any]:
    return {
        "id": submission.id,
        "revision": found.revision,
        "version": found.version,
        "captured_at": found.captured_at,
        "received_at": batch.received_at,
        "user_id": batch.sender.id,
        "device_id": batch.phone.id if batch.phone else None,
        "digest": digest,
        "masked": found.masked,
        "amended": False,
        # Withdrawn in a past that this database has lost, it counts nowhere when it comes again.
        "withdrawn_at": batch.found.since(gone.WITHDRAWN, submission.id),
        **found.form.store(found.values),
    }


def _remember(batch: Batch, row: dict[str, Any], form: str) -> None:
    about = form, row["revision"], row["digest"], row["user_id"], row["device_id"]
    batch.found.records[row["id"]] = Known(*about, row["withdrawn_at"] is not None, row["received_at"])


def _replace(connection: Connection, batch: Batch, found: Accepted, row: dict[str, Any], known: Known) -> None:
    """Put a newer revision in the place of the record; what it was before goes to the history."""
    form, id = found.form, row["id"]
    waiting = batch.inserts.get(form.name, {}).get(id)
    before = waiting or connection.execute(select(form.table).where(form.table.c.id == id)).mappings().one()
    note_history(connection, form, before, "revised", batch.sender, batch.received_at)
    # Who made a record stays its owner, whoever corrects it.
    row |= {"user_id": known.user_id, "device_id": known.device_id, "withdrawn_at": None}
    if waiting:
        batch.inserts[form.name][id] = row
        named_photos.note(batch.uses, form, id, found.values)
    else:
        connection.execute(update(form.table).where(form.table.c.id == id).values(row))
        photos.follow(connection, form, before, row)
    effects.happen(connection, form, row, batch.sender)
    _remember(batch, row, form.name)


def note_history(
    connection: Connection, form: Any, row: Any, action: str, person: Person, at: datetime, note: str | None = None
) -> None:
    """Write into the history what a record was before an action."""
    connection.execute(
        insert(_HISTORY).values(
            form=form.name,
            record_id=row["id"],
            revision=row["revision"],
            action=action,
            at=at,
            person_id=person.id,
            person_name=person.name,
            answers=json.dumps(form.answers(form.load(row))),
            note=note,
        )
    )


def _quarantine(batch: Batch, submission: Submission, digest: str, errors: dict[str, str], kind: str) -> dict[str, Any]:
    if batch.room is not None:
        if batch.room == 0:
            return _result(submission, FORBIDDEN)
        batch.room -= 1
    revision = submission.readable_revision or 0
    # Discarded in a past that this database has lost: nobody need look at it again.
    is_new = all(id != submission.id for id, _revision in batch.found.waiting)
    discarded_at = batch.found.since(gone.DISCARDED, submission.id) if is_new else None
    batch.quarantine.append(
        {
            "submission_id": submission.id,
            "revision": revision,
            "digest": digest,
            "kind": kind,
            "form": short(submission.form),
            "content": json.dumps(submission.content()),
            "errors": json.dumps(errors),
            "person_id": batch.sender.id,
            "person_name": batch.sender.name,
            "device_id": batch.phone.id if batch.phone else None,
            "received_at": batch.received_at,
            "resolved_at": discarded_at,
            "resolution": "discarded" if discarded_at else None,
            "resolved_by": NOBODY.id if discarded_at else None,
        }
    )
    batch.found.quarantined.add((submission.id, revision, digest))
    batch.found.waiting[submission.id, revision] = batch.received_at
    named_photos.keep_with(batch.uses, submission)
    return _result(submission, QUARANTINED, errors)


def _write(connection: Connection, batch: Batch) -> None:
    for name, rows in batch.inserts.items():
        connection.execute(_INSERTS[name], list(rows.values()))
    if batch.quarantine:
        connection.execute(insert(_QUARANTINE), batch.quarantine)
    if batch.uses:
        photos.attach_all(connection, batch.uses)


def _result(submission: Submission, status: str, errors: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "id": submission.sent_id or submission.id,
        "revision": submission.readable_revision,
        "status": status,
        "errors": errors or {},
        "missing_photos": [],
    }
