"""Follow-ups begun and changed: one at a time, nothing overwritten that the person has not seen, all in the history."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ..access import PARTY, Person
from ..base import clock, cpr, db
from ..base.messages import RefusedError
from ..base.text import printable
from ..definitions import FollowUpFields, Observation
from ..questions import Difference, Text
from ..questions.fields import clean_each
from ..store import FollowUp, FollowUpEntry, FollowUpObservation
from ..store.trial import is_real
from . import rules

NOTE = Text(_l("Bemærkning"), most=2000)
EMPTY_NOTE = _l("Skriv en bemærkning.")
Result = TypeVar("Result")


class PointChangedError(Exception):
    """Somebody else changed the follow-up after this person opened it; nothing was written.

    `present` and `wanted` are the fields' values, `clash` what they say differently (before: now, after: wanted),
    `version` what to hand back when the person has seen both.
    """

    def __init__(self, version: int, present: dict[str, Any], wanted: dict[str, Any]) -> None:
        super().__init__(version)
        self.version, self.present, self.wanted = version, present, wanted
        before, after = FollowUpFields.answers(present), FollowUpFields.answers(present | wanted)
        self.clash: list[Difference] = FollowUpFields.differences(before, after)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a change: the follow-up's id (an observation has one from its first change on) and how many
    personal numbers were masked.
    """

    id: str
    masked: int


@dataclass(frozen=True, slots=True)
class Bulk:
    """What came of changing several: ids of those changed, and of those that somebody else changed meanwhile."""

    changed: list[str]
    clashed: list[str]


def begin(session: Session, observation_ids: Iterable[str], person: Person) -> FollowUp:
    """A new follow-up of observations that are in none; in the open transaction.

    LookupError for an observation that is not there, is withdrawn, or is not one to improve.
    """
    ids = list(dict.fromkeys(observation_ids))
    to_improve(session, ids)
    row = FollowUp(created_at=clock.now(), changed_at=clock.now())
    session.add(row)
    session.flush()
    session.add_all(FollowUpObservation(observation_id=id, follow_up_id=row.id) for id in ids)
    enter(session, row, person, "created", changes={"state": [None, "new"], "observations": [[], sorted(ids)]})
    session.flush()
    return row


def change(
    id: str,
    changes: Mapping[str, Any],
    person: Person,
    seen_version: int,
    note: str = "",
    *,
    internal: bool = False,
) -> Done:
    """Change fields of a follow-up, or of an observation that nobody has begun with (`seen_version` is then 0).

    A party changes its own follow-ups' state and reason; `note` is what is said with the change. Nothing is written on
    RefusedError (messages by field; `note` is one), PointChangedError, or LookupError (no such, or not theirs).
    """
    said, masked = text(note, "note")

    def write(session: Session) -> Done:
        row = find_or_begin(session, id, person)
        return Done(row.id, masked + _change(session, row, changes, person, seen_version, said, internal))

    return twice(write)


def change_many(seen: Mapping[str, int], changes: Mapping[str, Any], person: Person, note: str = "") -> Bulk:
    """Change several follow-ups alike (id → version seen), all or none, but for those that somebody changed meanwhile.

    Raises RefusedError where the change is wrong for any of them, and LookupError.
    """
    said, _masked = text(note, "note")

    def write(session: Session) -> Bulk:
        done = Bulk([], [])
        for id, version in sorted(seen.items()):
            row = find_or_begin(session, id, person)
            try:
                _change(session, row, changes, person, version, said, False)
            except PointChangedError:
                done.clashed.append(row.id)
            else:
                done.changed.append(row.id)
        return done

    return twice(write)


def to_improve(session: Session, ids: list[str]) -> None:
    """LookupError unless all of these are observations to improve that count, and no trial's."""
    table = Observation.table
    query = select(table.c.id).where(
        table.c.id.in_(ids), table.c.kind == "improve", table.c.withdrawn_at.is_(None), is_real(table)
    )
    if len(session.scalars(query).all()) != len(ids):
        raise LookupError(ids)


def enter(session: Session, row: FollowUp, person: Person, action: str, **facts: Any) -> FollowUpEntry:
    """Write one line of the history, in the open transaction. `at` may be given among the facts."""
    entry = FollowUpEntry(
        follow_up_id=row.id,
        person_id=person.id,
        person_name=person.name,
        action=action,
        party=row.party,
        party_other=row.party_other,
        by_party=person.role == PARTY,
        **{"at": clock.now(), "changes": {}} | facts,
    )
    session.add(entry)
    return entry


def find(session: Session, id: str) -> FollowUp | None:
    """The follow-up with that id, or that the observation with that id is in; locked, as the database has it now."""
    of_observation = select(FollowUpObservation.follow_up_id).where(FollowUpObservation.observation_id == id)
    query = select(FollowUp).where((FollowUp.id == id) | (FollowUp.id.in_(of_observation)))
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def find_or_begin(session: Session, id: str, person: Person) -> FollowUp:
    """The follow-up, begun now where the id is an observation's that nobody has done anything about.

    LookupError where there is none that this person may change.
    """
    row = find(session, id)
    if person.role == PARTY:
        if row is None or not rules.is_with(row.party, row.party_other, person):
            raise LookupError(id)
        return row
    return row or begin(session, [id], person)


def text(raw: str, field: str, *, required: bool = False) -> tuple[str | None, int]:
    """A remark, clean, and how many personal numbers were masked in it; RefusedError where it cannot be taken."""
    try:
        words = NOTE.clean(raw)
    except ValueError as error:
        raise RefusedError({field: error.args[0]}) from None
    if required and not words:
        raise RefusedError({field: EMPTY_NOTE})
    return words, max(0, (words or "").count(cpr.MASK) - printable(raw).count(cpr.MASK))


def twice(write: Callable[[Session], Result]) -> Result:
    """Write in a transaction of its own; once more where two began with the same observation at the same moment."""
    try:
        with db.writing() as session:
            return write(session)
    except IntegrityError:
        with db.writing() as session:
            return write(session)


def set_values(
    session: Session, row: FollowUp, after: Mapping[str, Any], person: Person, action: str, **facts: Any
) -> None:
    """Give a follow-up its new values, with its times, version and history; nothing where nothing differs."""
    before = FollowUpFields.values(row)
    was, now_is = FollowUpFields.answers(before), FollowUpFields.answers(after)
    changed = {name: [was[name], now_is[name]] for name in after if after[name] != before[name]}
    if not changed and not facts.get("text"):
        return
    now = clock.now()
    for name in changed:
        setattr(row, name, after[name])
    if "party" in changed or "party_other" in changed:
        row.assigned_at, row.answered_at = (now if row.party else None), None
    if "state" in changed and row.state == "reopened":
        row.assigned_at, row.answered_at = (now if row.party else None), None
    elif "state" in changed and row.party:
        row.answered_at = now
    note_answer(row, person)
    row.changed_at, row.version = now, row.version + 1
    enter(session, row, person, action, changes=changed, **facts)


def _change(
    session: Session,
    row: FollowUp,
    changes: Mapping[str, Any],
    person: Person,
    seen_version: int,
    said: str | None,
    internal: bool,
) -> int:
    before = FollowUpFields.values(row)
    known = FollowUpFields.answers(before)
    # A value that stays as it is needs no check: a party may have left the plan since, a deadline be past.
    differing = {name: raw for name, raw in changes.items() if (raw or None) != known.get(name)}
    cleaned = clean_each(FollowUpFields.questions, differing)
    if cleaned.errors:
        raise RefusedError(cleaned.errors)
    wanted = {name: cleaned.values.get(name) for name in differing}
    if row.version != seen_version:
        raise PointChangedError(row.version, before, wanted)
    after = rules.complete(before, wanted)
    by_party = person.role == PARTY
    found = rules.party_faults(before, after, wanted) if by_party else rules.faults(session, row.number, before, after)
    if found:
        raise RefusedError(found)
    action = "answered" if by_party else "changed"
    set_values(session, row, after, person, action, text=said, internal=internal and not by_party)
    return cleaned.masked


def note_answer(row: FollowUp, person: Person) -> None:
    """That the party has said something."""
    if person.role == PARTY:
        row.answered_at = clock.now()
