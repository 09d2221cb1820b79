"""The photos that submissions name: noted with the record or with what waits for review, and missed until they arrive."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from .. import photos
from ..base.ids import read_uuid
from ..definitions import FORMS
from ..questions.form import Form
from .submission import Submission

# A submission may name any number; of more than these it is not said whether they have arrived.
MOST = 100


def note(uses: photos.Uses, form: type[Form], id: str, values: Mapping[str, Any]) -> None:
    """Note which photos a new record has, in the place of what an earlier revision in the same request said."""
    question = form.photo_question()
    if question and (ids := values.get(question.name)):
        uses[form.name, id] = list(ids)
    elif uses:
        uses.pop((form.name, id), None)


def keep_with(uses: photos.Uses, submission: Submission) -> None:
    """Note which photos belong to a submission that waits for review: they are wanted as much as a record's."""
    if ids := named(submission):
        uses.setdefault((photos.QUARANTINE, submission.id), []).extend(ids)


def named(submission: Submission) -> dict[str, str]:
    """The ids of a submission's photos, however wrong the rest of it is: in lower case → as they were sent."""
    form = FORMS.get(submission.form) if isinstance(submission.form, str) else None
    question = form.photo_question() if form else None
    sent = submission.answers.get(question.name) if question and isinstance(submission.answers, dict) else None
    found: dict[str, str] = {}
    for id in sent[:MOST] if isinstance(sent, list) else ():
        try:
            found.setdefault(read_uuid(id), id)
        except ValueError:
            continue
    return found


def say_what_is_missing(connection: Connection, kept: Sequence[tuple[Submission, dict[str, Any]]]) -> None:
    """Name, in the result of each submission that was kept, those of its own photos that have not arrived."""
    asked = [named(submission) for submission, _result in kept]
    if not any(asked):
        return
    there = photos.received(connection, {id for ids in asked for id in ids})
    for (_submission, result), ids in zip(kept, asked, strict=True):
        if result["status"] != "forbidden":
            result["missing_photos"] = [sent for id, sent in ids.items() if id not in there]
