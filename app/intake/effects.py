"""What goes with a record, in its own transaction: its history, the photos that it names, and what a re-check does to its
point.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from .. import follow_up, photos
from ..access import Person
from ..base.db import Base
from ..base.ids import read_uuid
from ..definitions import Recheck, forms
from ..questions.form import Form
from ..store import History
from .submission import Submission

# A submission may name any number of photos; of more than these it is not said whether they have arrived.
MOST_PHOTOS = 100
# The action of an entry that holds an older revision, which came after a newer one.
STALE = "stale"
# That of one which says which of a record's texts had their time; they are null in it.
PURGED = "purged"
# Those of entries that hold a whole copy as it came: anything may stand in it, and nothing is left of it after its time.
WHOLE_COPIES = frozenset({"accepted", "discarded", "kept_both"})
_HISTORY = Base.metadata.tables[History.__tablename__]


def note_history(
    connection: Connection,
    form: type[Form],
    row: Any,
    action: str,
    person: Person,
    at: datetime,
    note: str | None = None,
) -> None:
    """Write into the history what a record was before an action."""
    answers = form.answers(form.load(row))
    note_answers(connection, form.name, row["id"], row["revision"], answers, action, person, at, note)


def note_answers(
    connection: Connection,
    form: str,
    id: str,
    revision: int,
    answers: Any,
    action: str,
    person: Person,
    at: datetime,
    note: str | None = None,
) -> None:
    """Write answers into the history of a record, which a copy of it may have had."""
    connection.execute(
        insert(_HISTORY).values(
            form=form,
            record_id=id,
            revision=revision,
            action=action,
            at=at,
            person_id=person.id,
            person_name=person.name,
            answers=json.dumps(answers),
            note=note,
        )
    )


def note_late(
    connection: Connection,
    form: type[Form],
    id: str,
    revision: int,
    values: Mapping[str, Any],
    person: Person,
    at: datetime,
) -> None:
    """Write what an older revision says into the history of its record, once."""
    answers = json.loads(json.dumps(form.answers(values)))
    kept = select(_HISTORY.c.answers).where(
        _HISTORY.c.form == form.name, _HISTORY.c.record_id == id, _HISTORY.c.revision == revision
    )
    if all(json.loads(each) != answers for each in connection.scalars(kept)):
        note_answers(connection, form.name, id, revision, answers, STALE, person, at)


def has_any(form: type[Form] | None) -> bool:
    """Whether records of this form do something elsewhere."""
    return form is Recheck


def happen(connection: Connection, form: type[Form], row: Mapping[str, Any], person: Person) -> None:
    """Do what follows from a record as it is now: new, revised, corrected, withdrawn or restored."""
    if form is not Recheck:
        return
    # Within the connection's transaction: what the session flushes is committed, or lost, with the record.
    with Session(bind=connection) as session:
        if row["withdrawn_at"] is not None:
            follow_up.take_back(session, row["id"])
        else:
            said = Recheck.load(row)
            follow_up.recheck(
                session,
                said["point"],
                said["outcome"],
                said.get("note", ""),
                said.get("photos", ()),
                person,
                row["captured_at"],
                record_id=row["id"],
            )
        session.flush()


def note_photos(uses: photos.Uses, form: type[Form], id: str, values: Mapping[str, Any]) -> None:
    """Note which photos a new record has, in the place of what an earlier revision in the same request said."""
    question = form.photo_question()
    if question and (ids := values.get(question.name)):
        uses[form.name, id] = list(ids)
    elif uses:
        uses.pop((form.name, id), None)


def named_photos(submission: Submission) -> dict[str, str]:
    """The ids of a submission's photos, however wrong the rest of it is: in lower case → as they were sent."""
    form = forms.get(submission.form)
    question = form.photo_question() if form else None
    sent = submission.answers.get(question.name) if question and isinstance(submission.answers, dict) else None
    found: dict[str, str] = {}
    for id in sent[:MOST_PHOTOS] if isinstance(sent, list) else ():
        try:
            found.setdefault(read_uuid(id), id)
        except ValueError:
            continue
    return found


def say_which_photos_are_missing(connection: Connection, kept: Sequence[tuple[Submission, dict[str, Any]]]) -> None:
    """Name, in the result of each submission that was kept, those of its own photos that have not arrived."""
    asked = [named_photos(submission) for submission, _result in kept]
    if not any(asked):
        return
    there = photos.received(connection, {id for ids in asked for id in ids})
    for (_submission, result), ids in zip(kept, asked, strict=True):
        if result["status"] != "forbidden":
            result["missing_photos"] = [sent for id, sent in ids.items() if id not in there]
