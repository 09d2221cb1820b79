"""Takes submissions in: each becomes a record, replaces an older revision, is quarantined, or is refused.

The statuses and their rules are those of the sync protocol (docs/protocol.md). One transaction for a request:
what is answered is committed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from .. import photos
from ..access import NOBODY, Person, quotas
from ..base import clock, db, messages
from ..base.db import Base
from ..definitions import forms
from ..questions.form import Form
from ..store import Device, Quarantine, generation, gone
from . import already_here, effects
from .already_here import Found, Known
from .check import Accepted, Gatherings, SendingPhone, check, room_left
from .prepared import Reading, UnpreparedError, read_all
from .submission import Submission

STORED, UPDATED, UNCHANGED, STALE = "stored", "updated", "unchanged", "stale"
QUARANTINED, FORBIDDEN = "quarantined", "forbidden"
# Kinds of what is quarantined.
CONFLICT, INVALID = "conflict", "invalid"

_DEVICES, _QUARANTINE = (Base.metadata.tables[model.__tablename__] for model in (Device, Quarantine))
_SEEN = (
    update(_DEVICES)
    .where(_DEVICES.c.id == bindparam("known"))
    .values(
        seen_at=bindparam("seen_at"),
        pending=bindparam("pending"),
        drafts=bindparam("drafts"),
        person_id=bindparam("person_id"),
        person_name=bindparam("person_name"),
        guest_id=func.coalesce(bindparam("guest_id"), _DEVICES.c.guest_id),
        skew=func.coalesce(bindparam("skew"), _DEVICES.c.skew),
    )
    .returning(_DEVICES.c.revoked_at)
)
_FIRST_SEEN = insert(_DEVICES)
_INSERTS = {form.name: insert(form.table) for form in forms.every()}


def accept(
    sender: Person,
    submissions: Sequence[Submission],
    *,
    device: str | None = None,
    pending: int = 0,
    drafts: int | None = None,
    sent_at: datetime | None = None,
    again: bool = False,
    is_limited: bool = False,
) -> list[dict[str, Any]]:
    """Take submissions in and commit them; the results in the submissions' order, as the protocol states them.

    device: the phone's UUID, or None for the office. pending: what remains on that phone. drafts: what is complete
    there and not saved, None where it does not say. sent_at: its clock's time.
    again: it offers once more what it holds, because the database is another one than it knew.
    is_limited: what is new counts for the sender's day; raises QuotaError, and nothing is taken, where that is full.
    Two servers never take the same id in at once (docs/decisions/0013). Should they, the primary key decides: the later
    one starts over, and finds it.
    """
    held = {"pending": pending, "drafts": drafts}
    readings = read_all(submissions, sender, current_app.config["DIGEST_KEY"])
    try:
        return _accept_copied(sender, readings, device, held, sent_at, again, is_limited)
    except IntegrityError:
        return _accept_copied(sender, readings, device, held, sent_at, again, is_limited)


def _accept_copied(sender: Person, readings: Sequence[Reading], *rest: Any) -> list[dict[str, Any]]:
    """Where what looked well turns out to wait for review, its copy is made without the lock, once."""
    try:
        return _accept(sender, readings, *rest)
    except UnpreparedError:
        for reading in readings:
            _ = reading.made_copy
    return _accept(sender, readings, *rest)


def _accept(
    sender: Person,
    readings: Sequence[Reading],
    device_id: str | None,
    held: dict[str, int | None],
    sent_at: datetime | None,
    again: bool,
    is_limited: bool,
) -> list[dict[str, Any]]:
    with db.writing_plainly(_touched(readings, device_id)) as connection:
        at = clock.now()
        phone = _note_phone(connection, device_id, sender, at, held, sent_at, is_limited) if device_id else None
        found = already_here.find(connection, [reading.id for reading in readings])
        batch = Batch(connection, sender, phone, at, found, Gatherings(connection), room_left(connection, sender))
        results = [batch.take(reading) for reading in readings]
        batch.write()
        if is_limited and batch.size:
            quotas.count(connection, sender.id, records=len(batch.new), size=batch.size)
        answered = zip(readings, results, strict=True)
        kept = [(each.submission, result) for each, result in answered if not found.is_erased(each.id)]
        effects.say_which_photos_are_missing(connection, kept)
        if again and device_id:
            connection.execute(update(_DEVICES).where(_DEVICES.c.id == device_id).values(again_at=at))
            if back := sum(result["status"] in {STORED, UPDATED} for result in results):
                generation.count_again(connection, back)
    return results


def _touched(readings: Sequence[Reading], device_id: str | None) -> list[str] | None:
    """The ids of all that these may write; None where something else may follow from one of them."""
    if any(effects.has_any(reading.form) for reading in readings):
        return None
    return [reading.id for reading in readings] + ([device_id] if device_id else [])


def _note_phone(
    connection: Connection,
    id: str,
    sender: Person,
    at: datetime,
    held: dict[str, int | None],
    sent_at: datetime | None,
    is_limited: bool,
) -> SendingPhone:
    """Note that the phone was heard from, what it still holds, and how wrong its clock is."""
    # Years off must fit the column.
    skew = None if sent_at is None else max(-(2**31), min(round((sent_at - at).total_seconds()), 2**31 - 1))
    guest_id = None if sender.has_account else sender.id
    who = {"person_id": sender.id, "person_name": sender.name, "guest_id": guest_id}
    seen = {"seen_at": at, **held, "skew": skew, **who}
    found = connection.execute(_SEEN, {"known": id, **seen}).first()
    if found is None:
        if is_limited:
            quotas.count(connection, sender.id, phones=1)
        connection.execute(_FIRST_SEEN, {"id": id, "first_seen_at": at, **seen})
    told = None if skew is None else timedelta(seconds=skew)
    return SendingPhone(id, found.revoked_at if found else None, told)


@dataclass(slots=True)
class Batch:
    """The state of one request while its submissions are taken in their order.

    `new`: the ids of what was not known in any revision; `size`: bytes of all that is kept.
    `room`: how much more of a guest that is shut out is kept for review; None where there is no limit.
    """

    connection: Connection
    sender: Person
    phone: SendingPhone | None
    received_at: datetime
    found: Found
    gatherings: Gatherings
    room: int | None
    inserts: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    uses: photos.Uses = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    size: int = 0

    def take(self, reading: Reading) -> dict[str, Any]:
        """Decide about one submission."""
        sender, submission, revision, form = self.sender, reading.submission, reading.revision, reading.form
        if not (sender.may_send(form.name) if form else any(sender.may_send(each.name) for each in forms.every())):
            return _result(submission, FORBIDDEN)
        known = self.found.records.get(submission.id)
        if again := self._again(known, reading):
            return self._answer_again(submission, again)
        if known and revision is not None:
            if conflict := self._conflict(known, reading, revision):
                return self._keep_for_review(reading, {"id": str(conflict)}, CONFLICT)
            if form and revision < known.revision:
                self.size += reading.size
                self._note_late(reading, form)
                return _result(submission, STALE)
        found = check(reading, sender, self.phone, self.gatherings, self.received_at)
        if isinstance(found, dict):
            return self._keep_for_review(reading, found, INVALID)
        row = self._row(reading, found)
        self.size += reading.size
        if known:
            self._replace(found, row, known)
            return _result(submission, UPDATED)
        self.new.add(submission.id)
        self.inserts.setdefault(found.form.name, {})[submission.id] = row
        if at := row["withdrawn_at"]:
            # Who did it is not known: it was in a past that this database has lost.
            said = str(messages.WAS_WITHDRAWN)
            effects.note_history(self.connection, found.form, row, "withdrawn", NOBODY, at, said)
        effects.note_photos(self.uses, found.form, submission.id, found.values)
        self._settle(found, row)
        return _result(submission, STORED)

    def write(self) -> None:
        """Write down what has been taken."""
        for name, rows in self.inserts.items():
            self.connection.execute(_INSERTS[name], list(rows.values()))
        if self.quarantine:
            self.connection.execute(insert(_QUARANTINE), self.quarantine)
        if self.uses:
            photos.attach_all(self.connection, self.uses)

    def _again(self, known: Known | None, reading: Reading) -> str | None:
        """The status of what has been here before, or None for what has not."""
        revision, found = reading.revision, self.found
        if found.is_erased(reading.id):
            return STALE
        if (reading.id, revision or 0, reading.digest) in found.quarantined:
            return QUARANTINED
        if already_here.was_quarantined(self.connection, found, reading):
            return QUARANTINED
        if known is None or revision != known.revision:
            return None
        if reading.digest == known.digest or already_here.is_same(self.connection, found, known, reading):
            return UNCHANGED
        return None

    def _answer_again(self, submission: Submission, status: str) -> dict[str, Any]:
        reason = self._why_before(submission) if status == QUARANTINED else None
        return _result(submission, status, reason=reason)

    def _why_before(self, submission: Submission) -> str:
        """Why what is quarantined already was."""
        revision, columns = submission.readable_revision or 0, _QUARANTINE.c
        for row in self.quarantine:
            if (row["submission_id"], row["revision"]) == (submission.id, revision):
                return _reason(row["kind"], json.loads(row["errors"]))
        query = select(columns.kind, columns.errors).where(columns.submission_id == submission.id)
        kept = self.connection.execute(query.where(columns.revision == revision).order_by(columns.id.desc())).first()
        return _reason(kept.kind, json.loads(kept.errors)) if kept else INVALID

    def _conflict(self, known: Known, reading: Reading, revision: int) -> Any:
        """Why the submission contradicts the record with its id, or None where it may be an older or a newer revision."""
        sender = self.sender
        own = sender.id == known.user_id or (self.phone is not None and self.phone.id == known.device_id)
        if not own and not (sender.has_account and sender.role == "leader"):
            return messages.CONFLICT_OWNER
        if known.form != reading.submission.form or revision == known.revision:
            return messages.CONFLICT
        if revision > known.revision and known.touched:
            return messages.CONFLICT_AMENDED
        return None

    def _row(self, reading: Reading, found: Accepted) -> dict[str, Any]:
        return {
            "id": reading.id,
            "revision": found.revision,
            "version": found.version,
            "captured_at": found.captured_at,
            "received_at": self.received_at,
            "user_id": self.sender.id,
            "device_id": self.phone.id if self.phone else None,
            "digest": reading.digest,
            "masked": found.masked,
            "amended": False,
            # Withdrawn in a past that this database has lost, it counts nowhere when it comes again.
            "withdrawn_at": self.found.since(gone.WITHDRAWN, reading.id),
            **found.form.store(found.values),
        }

    def _replace(self, found: Accepted, row: dict[str, Any], known: Known) -> None:
        """Put a newer revision in the place of the record; what it was before goes to the history."""
        form, id, connection = found.form, row["id"], self.connection
        waiting = self.inserts.get(form.name, {}).get(id)
        before = waiting or connection.execute(select(form.table).where(form.table.c.id == id)).mappings().one()
        effects.note_history(connection, form, before, "revised", self.sender, self.received_at)
        # Who made a record stays its owner, whoever corrects it.
        row |= {"user_id": known.user_id, "device_id": known.device_id, "withdrawn_at": None}
        if waiting:
            self.inserts[form.name][id] = row
            effects.note_photos(self.uses, form, id, found.values)
        else:
            connection.execute(update(form.table).where(form.table.c.id == id).values(row))
            photos.follow(connection, form, before, row)
        self._settle(found, row)

    def _note_late(self, reading: Reading, form: type[Form]) -> None:
        """An older revision than the record's goes to the history, where it lacks it: two phones may have written one record."""
        found = check(reading, self.sender, self.phone, self.gatherings, self.received_at)
        if isinstance(found, Accepted):
            about = form, reading.id, found.revision, found.values
            effects.note_late(self.connection, *about, self.sender, self.received_at)

    def _settle(self, found: Accepted, row: dict[str, Any]) -> None:
        """What follows from a record, and what the rest of the request finds under its id."""
        effects.happen(self.connection, found.form, row, self.sender)
        about = found.form.name, row["revision"], row["digest"], row["user_id"], row["device_id"]
        self.found.records[row["id"]] = Known(*about, row["withdrawn_at"] is not None, row["received_at"])

    def _keep_for_review(self, reading: Reading, errors: dict[str, str], kind: str) -> dict[str, Any]:
        submission, digest = reading.submission, reading.digest
        if self.room is not None:
            if self.room == 0:
                return _result(submission, FORBIDDEN)
            self.room -= 1
        revision = submission.readable_revision or 0
        content, is_cut = reading.safe_copy
        if is_cut:
            errors = {**errors, "size": str(messages.CUT_FOR_REVIEW)}
        # Discarded in a past that this database has lost: nobody need look at it again.
        is_new = all(id != submission.id for id, _revision in self.found.waiting)
        discarded_at = self.found.since(gone.DISCARDED, submission.id) if is_new else None
        self.quarantine.append(
            {
                "submission_id": submission.id,
                "revision": revision,
                "digest": digest,
                "kind": kind,
                "form": reading.form_name,
                "content": content,
                "errors": json.dumps(errors),
                "person_id": self.sender.id,
                "person_name": self.sender.name,
                "device_id": self.phone.id if self.phone else None,
                "received_at": self.received_at,
                "resolved_at": discarded_at,
                "resolution": "discarded" if discarded_at else None,
                "resolved_by": NOBODY.id if discarded_at else None,
            }
        )
        self.size += len(content)
        if is_new and submission.id not in self.found.records:
            self.new.add(submission.id)
        self.found.quarantined.add((submission.id, revision, digest))
        self.found.waiting[submission.id, revision] = self.received_at
        # The photos of what waits are wanted as much as a record's.
        if ids := effects.named_photos(submission):
            self.uses.setdefault((photos.QUARANTINE, submission.id), []).extend(ids)
        return _result(submission, QUARANTINED, errors, _reason(kind, errors))


def _reason(kind: str, errors: Mapping[str, str]) -> str:
    """Why something waits for review, as phones are told: of the clock's fault people can do something about."""
    if kind == CONFLICT:
        return CONFLICT
    return "clock" if "clock" in errors else "time" if "captured_at" in errors else INVALID


def _result(
    submission: Submission, status: str, errors: dict[str, str] | None = None, reason: str | None = None
) -> dict[str, Any]:
    return {
        "id": submission.sent_id or submission.id,
        "revision": submission.readable_revision,
        "status": status,
        "reason": reason,
        "errors": errors or {},
        "missing_photos": [],
    }
