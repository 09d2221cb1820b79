"""The facts that a walk's leader writes down on the phone.

Facts travel as JSON; several phones and the office may write them, so a change says which values its phone has seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from ..access import Person
from ..base import clock, db
from ..base.messages import RefusedError
from ..definitions import WalkFields
from ..questions import Question
from ..questions.fields import clean_each
from ..store import Walk
from ..store.activity_tables import WINDOW
from ..store.trial import is_real

FACTS: dict[str, Question] = {name: question for name, question in WalkFields.questions.items() if question.led}


@dataclass(frozen=True)
class Change:
    """A fact as it is now on a phone, and the values that this phone knew of when it wrote it."""

    now: Any
    seen: Sequence[Any] = ()


def facts(walk: Walk) -> dict[str, Any]:
    """The facts as JSON."""
    return {name: _json(name, getattr(walk, name)) for name in FACTS}


def change(walk_id: str, changes: Mapping[str, Change]) -> list[str]:
    """Write facts down; → the names of those that stay as they are, because somebody else has written another value.

    Ending a walk closes it; taking the end back opens it again. Raises RefusedError, and LookupError for an unknown walk.
    """
    cleaned = clean_each(FACTS, {name: change.now for name, change in changes.items()})
    if cleaned.errors:
        raise RefusedError(cleaned.errors)
    wanted = {name: cleaned.values.get(name, FACTS[name].default) for name in changes}
    with db.writing() as session:
        walk = session.get(Walk, walk_id)
        if walk is None:
            raise LookupError(walk_id)
        kept = facts(walk)
        new = [name for name, value in wanted.items() if kept[name] != _json(name, value)]
        others = [name for name in new if not _has_seen(name, kept[name], changes[name].seen)]
        for name in wanted.keys() - others:
            setattr(walk, name, wanted[name])
        if "ended_at" in new and "ended_at" not in others:
            walk.closed_at = (walk.closed_at or clock.now()) if walk.ended_at else None
    return others


def led(person: Person) -> Sequence[Walk]:
    """The walks that this person may lead and that can still be recorded on, the earliest first.

    Of those that are closed only today's: whoever has ended one by mistake can open it again.
    """
    today = clock.today()
    query = select(Walk).where(
        Walk.cancelled_at.is_(None),
        is_real(Walk),
        Walk.date.between(today - WINDOW, today + WINDOW),
        or_(Walk.closed_at.is_(None), Walk.date == today),
    )
    if not person.may_lead_any:
        query = query.where(Walk.id.in_(person.leads))
    return db.session.scalars(query.order_by(Walk.date, Walk.start)).all()


def _json(name: str, value: Any) -> Any:
    """A fact as JSON; nothing chosen is an empty list, as it is stored."""
    answer = FACTS[name].answer(value)
    return list(value) if answer is None and value is not None else answer


def _has_seen(name: str, kept: Any, seen: Sequence[Any]) -> bool:
    """Whether what is written down now is among the values that a phone knew of."""
    for value in seen:
        try:
            known = FACTS[name].clean(value)
        except ValueError:
            continue
        if _json(name, FACTS[name].default if known is None else known) == kept:
            return True
    return False
