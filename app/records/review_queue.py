"""What waits for the leader's review (*Til gennemsyn*), made ready to look at, whatever a phone may have sent."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ..access import NOBODY
from ..base import db
from ..intake.check import clean
from ..intake.review import captured, content, form_of, known_answers, record_of
from ..questions import Difference
from ..questions.fields import Labelled, plain, shown_raw
from ..questions.form import Form
from ..store import Quarantine, User, listing
from ..store.listing import Listed
from .one_record import Record, record
from .record_words import about_points, titles

# The members of a submission beside its answers that can be what is wrong, and the clock that told its time.
OUTSIDE = ("size", "form", "version", "revision", "clock", "captured_at", "answers", "device", "id")
# What is shown of a submission that cannot be shown question by question.
MOST_SHOWN = 20_000
# So many stand on one page, each whole.
CARDS = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """One submission that waits, or waited, for review.

    `answers` are those to the form's questions, as sent; `faults` says by question what is wrong with them; `outside`
    by member what else stopped it; `unknown` are answers to questions that the form does not have. `raw` is the whole
    submission as text where it cannot be shown question by question. `record` is what it contradicts, if anything.
    `is_forgotten`: it had its time, and nothing but its id is left.
    """

    id: int
    form: type[Form] | None
    named: str
    sender: str
    device_id: str | None
    received_at: datetime
    captured_at: datetime | None
    captured_text: str
    revision: int
    answers: dict[str, Any]
    faults: dict[str, str]
    outside: dict[str, str]
    unknown: list[tuple[str, str]]
    raw: str
    record: Record | None
    reason: str
    compared: list[Difference]
    titles: dict[str, Labelled] = field(default_factory=dict)
    resolved_at: datetime | None = None
    resolution: str = ""
    resolver: str = ""
    is_forgotten: bool = False

    @property
    def same_phone(self) -> bool:
        """Whether the record that it contradicts came from the same phone."""
        device = self.record and self.record.device
        return bool(device and device.id == self.device_id)

    @property
    def fits(self) -> bool:
        """Whether it could take the place of the record that it contradicts."""
        return self.record is not None and self.record.form is self.form

    def said(self, leaving_out: Iterable[str] = ()) -> list[tuple[str, str]]:
        """The answers in words, without those to some questions."""
        out = set(leaving_out)
        questions = self.form.questions if self.form else {}
        return [
            (str(questions[name].label), shown_raw(questions[name], answer, self.titles))
            for name, answer in self.answers.items()
            if name not in out
        ]


def waiting(page: int) -> Listed[Waiting]:
    """A page of those that wait, the oldest first."""
    return _listed(Quarantine.resolved_at.is_(None), [Quarantine.id], page, CARDS)


def resolved(page: int) -> Listed[Waiting]:
    """A page of those that somebody has decided about, the last decision first."""
    order = [Quarantine.resolved_at.desc(), Quarantine.id.desc()]
    return _listed(Quarantine.resolved_at.is_not(None), order, page, listing.PAGE)


def _listed(condition: Any, order: list[Any], page: int, size: int) -> Listed[Waiting]:
    def fetch(start: int, size: int) -> list[Waiting]:
        query = select(Quarantine).where(condition).order_by(*order).offset(start).limit(size)
        return [_made_ready(row) for row in db.session.scalars(query)]

    total = db.session.scalar(select(func.count(Quarantine.id)).where(condition)) or 0
    return listing.listed(total, page, fetch, size=size)


def waiting_one(id: int) -> Waiting:
    """One submission that waits or waited for review, decided about or not; LookupError when there is none."""
    row = db.session.get(Quarantine, id)
    if row is None:
        raise LookupError(id)
    return _made_ready(row)


def _made_ready(row: Quarantine) -> Waiting:
    kept, form, answers = content(row), form_of(row), known_answers(row)
    sent, errors = kept.get("answers"), json.loads(row.errors)
    reference = form.reference() if form else None
    faults = dict(clean(db.session.connection(), form, answers, captured(row)).errors) if form else {}
    if reference and reference.name in errors:
        faults.setdefault(reference.name, errors[reference.name])
    found = record_of(db.session(), row.submission_id)
    contradicted = record(found[0], row.submission_id) if found and row.resolved_at is None else None
    known: dict[str, Labelled] = {}
    if form and reference:
        copies = (answers, contradicted.answers if contradicted else {})
        ids = [each.get(reference.name) for each in copies]
        known |= titles(form, [id for id in ids if isinstance(id, str)])
        known |= about_points(form, copies)
    return Waiting(
        id=row.id,
        form=form,
        named=row.form,
        sender=row.person_name,
        device_id=row.device_id,
        received_at=row.received_at,
        captured_at=captured(row),
        captured_text=plain(kept.get("captured_at")),
        revision=row.revision,
        answers=answers,
        faults=faults,
        outside={name: errors[name] for name in OUTSIDE if name in errors and row.kind != "conflict"},
        unknown=[
            (plain(name), plain(answer))
            for name, answer in (sent.items() if isinstance(sent, dict) and form else ())
            if name not in answers
        ],
        raw="" if form and isinstance(sent, dict) else _whole(kept),
        record=contradicted,
        reason=errors.get("id", "") if row.kind == "conflict" else "",
        compared=_compared(contradicted, form, answers, known),
        titles=known,
        resolved_at=row.resolved_at,
        resolution=row.resolution or "",
        resolver=_name(row.resolved_by),
        is_forgotten=set(kept) == {"id"},
    )


def _compared(
    contradicted: Record | None, form: type[Form] | None, answers: dict[str, Any], known: dict[str, Labelled]
) -> list[Difference]:
    """What the record and the copy say, question by question; of two forms, first the one and then the other."""
    if contradicted is None:
        return []
    if contradicted.form is form:
        return form.differences(contradicted.answers, answers, known, all_questions=True)
    copy = form.differences({}, answers, known) if form else []
    return contradicted.form.differences(contradicted.answers, {}, known) + copy


def _whole(kept: dict[str, Any]) -> str:
    """The whole submission as text; json escapes whatever is not ASCII, so that nothing can hide in it."""
    text = json.dumps(kept, indent=2)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}\n…"


def _name(user_id: str | None) -> str:
    if user_id == NOBODY.id:
        return NOBODY.name
    return db.session.scalar(select(User.name).where(User.id == user_id)) or ""
