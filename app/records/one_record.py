"""One record: its answers in words, the facts about it, and everything that happened to it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..access import Person
from ..base import clock, db
from ..intake.already_here import ERASED
from ..intake.amendment import find
from ..intake.effects import PURGED, WHOLE_COPIES
from ..questions import Difference
from ..questions.fields import shown
from ..questions.form import Form
from ..questions.question import covers
from ..store import Device, History
from .doubts import bounds, doubts
from .record_list import sender_names, sender_of
from .record_words import ActivityTitle, summary, titles

# What became of a copy of the record, which waited for review or came too late; the record itself stayed as it was.
ABOUT_A_COPY = frozenset({"discarded", "kept_both", "stale"})


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One thing that happened to a record, by whom, and what it changed (for a copy: how it differed).

    `forgotten`: the questions whose texts are gone, before or after it, because they had their time: whether it changed
    them, nobody can tell any more. `is_forgotten`: nothing at all is left of the copy.
    """

    action: str
    at: datetime
    person: str
    note: str
    differences: list[Difference]
    forgotten: list[str]
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A record with all that is known about it; `history` has the newest change first.

    `answers` is what a phone would have sent (JSON). `forgotten`: the questions whose text had its time, in words.
    `changes` is how many changes it has seen. `doubts`: what is hardly true of it, in words.
    """

    form: type[Form]
    id: str
    revision: int
    captured_at: datetime
    received_at: datetime
    user_id: str
    sender: str
    by_code: bool
    device: Device | None
    masked: int
    amended: bool
    withdrawn_at: datetime | None
    erased: bool
    gathering: ActivityTitle | None
    answers: dict[str, Any]
    summary: str
    said: list[tuple[str, str]]
    forgotten: list[str]
    doubts: list[str]
    history: list[RecordChange]

    @property
    def changes(self) -> int:
        """How many changes it has seen, for `intake.amend`."""
        return len(self.history)

    @property
    def withdrawal(self) -> RecordChange | None:
        """Why it was withdrawn, where it is."""
        if self.withdrawn_at is None:
            return None
        return next((change for change in self.history if change.action == "withdrawn"), None)


def record(form: type[Form], id: str) -> Record:
    """The record; LookupError when there is none."""
    row = find(db.session(), form, id)
    values = form.load(row)
    answers = form.answers(values)
    changes = db.session.scalars(
        select(History).where(History.form == form.name, History.record_id == id).order_by(History.id)
    ).all()
    earlier = [_loaded(change) for change in changes]
    reference = form.reference()
    name = reference.name if reference else ""
    said = [each[name] for each in (answers, *earlier) if name in each and isinstance(each[name], str)]
    known = titles(form, said)
    gathering = known.get(answers.get(name, ""))
    sender, by_code = sender_of(row["user_id"], sender_names({row["user_id"]}), gathering)
    day = form.own_day(values) or (gathering.date if gathering else clock.local(row["captured_at"]).date())
    return Record(
        form=form,
        id=id,
        revision=row["revision"],
        captured_at=row["captured_at"],
        received_at=row["received_at"],
        user_id=row["user_id"],
        sender=sender,
        by_code=by_code,
        device=db.session.get(Device, row["device_id"]) if row["device_id"] else None,
        masked=row["masked"],
        amended=row["amended"],
        withdrawn_at=row["withdrawn_at"],
        erased=row["digest"] == ERASED,
        gathering=gathering,
        answers=answers,
        summary=summary(form, values, gathering),
        said=[
            (str(question.label), shown(question, values.get(name), known))
            for name, question in form.questions.items()
            if not question.is_extra or name in values or covers(question.days, day)
        ],
        forgotten=_forgotten(form, changes, earlier, answers),
        doubts=doubts(form, values, row["captured_at"], row["received_at"], bounds()),
        history=_history(form, changes, earlier, answers, known),
    )


def exists(form: type[Form], id: str) -> bool:
    """Whether there is such a record."""
    return db.session.scalar(select(form.table.c.id).where(form.table.c.id == id)) is not None


def may_see(person: Person, form: type[Form], user_id: str) -> bool:
    """The leader sees every record, a counsellor the contacts that they made."""
    if person.may("records.see"):
        return True
    return form.name == "contact" and person.may("contacts.see_own") and user_id == person.id


def _loaded(change: History) -> dict[str, Any]:
    answers = json.loads(change.answers)
    return answers if isinstance(answers, dict) else {}


def _forgotten(
    form: type[Form], changes: Sequence[History], earlier: list[dict[str, Any]], answers: dict[str, Any]
) -> list[str]:
    """Which texts there were until they had their time; what somebody has written since and taken out again is not one."""
    gone: dict[str, None] = {}
    for change, before in zip(changes, earlier, strict=True):
        if change.action not in ABOUT_A_COPY:
            written = [name for name, said in before.items() if said is not None]
            gone = {name: None for name in gone if name not in written}
        if change.action == PURGED:
            gone |= {name: None for name, said in before.items() if said is None}
    return [str(question.label) for name, question in form.questions.items() if name in gone and name not in answers]


def _history(
    form: type[Form],
    changes: Sequence[History],
    earlier: list[dict[str, Any]],
    answers: dict[str, Any],
    known: dict[str, ActivityTitle],
) -> list[RecordChange]:
    """What was before each change is in it; what was after it, in the next one that is about the record itself."""
    after, made = answers, []
    for change, before in zip(reversed(changes), reversed(earlier), strict=True):
        is_copy = change.action in ABOUT_A_COPY
        is_forgotten = change.action in WHOLE_COPIES and not before
        said = form.differences(after, before, known) if is_copy else form.differences(before, after, known)
        # A text that had its time is null; one that never was is not there.
        sides = [before] if change.action == PURGED else [before, after]
        gone = [name for name in form.questions if any(side.get(name, "") is None for side in sides)]
        made.append(
            RecordChange(
                change.action,
                change.at,
                change.person_name,
                change.note or "",
                [] if is_forgotten else [each for each in said if each.field not in gone],
                [str(form.questions[name].label) for name in gone],
                is_forgotten,
            )
        )
        after = after if is_copy or is_forgotten else before
    return made
