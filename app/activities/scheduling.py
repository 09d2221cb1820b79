"""Walks and events: made, changed, cancelled, closed; the codes that phones join them with; and lists of them."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session

from ..access import Person
from ..base import clock, db, ids
from ..definitions import EventFields, WalkFields, forms
from ..questions import Fields
from ..store import Code, Event, Walk, gone
from ..store.activity_tables import WINDOW
from ..store.listing import Listed, listed
from ..store.trial import is_real

AnyGathering = TypeVar("AnyGathering", Walk, Event)
FORM_OF = {Walk: "observation", Event: "attendance"}
FIELDS_OF: dict[type[Any], type[Fields]] = {Walk: WalkFields, Event: EventFields}


class Row(NamedTuple):
    """A walk or an event in a list, and how many of the records that have arrived for it count."""

    gathering: Any
    records: int


def create(model: type[AnyGathering], facts: Mapping[str, Any]) -> AnyGathering:
    """A new walk or event with a code of its own; what nobody is asked is there by itself."""
    said = {**FIELDS_OF[model].settled(), **facts}
    with db.writing() as session:
        made = model(created_at=clock.now(), **said)
        session.add(made)
        session.flush()
        _new_code(session, made)
    return made


def find(model: type[AnyGathering], id: str) -> AnyGathering | None:
    """The walk or event, if there is one; a trial stands in the first run alone (`trials.py`)."""
    return db.session.scalar(select(model).where(model.id == id, is_real(model)))


def change(model: type[AnyGathering], id: str, facts: Mapping[str, Any]) -> AnyGathering:
    """Change what is known of a walk or event; LookupError when there is none."""
    with db.writing() as session:
        found = _existing(session, model, id)
        for name, value in facts.items():
            # What had its time stays known to have been there (`Event.minutes`).
            if value is not None or getattr(found, name) != "":
                setattr(found, name, value)
    return found


def close(model: type[AnyGathering], id: str, *, closed: bool) -> AnyGathering:
    """Close it, so that it can no longer be chosen, or open it again. Records stay and may still arrive."""
    return change(model, id, {"closed_at": clock.now() if closed else None})


def cancel(model: type[AnyGathering], id: str, *, cancelled: bool) -> AnyGathering:
    """*Aflys*: it does not take place and counts for nothing; or take that back."""
    return change(model, id, {"cancelled_at": clock.now() if cancelled else None})


def replace_code(model: type[AnyGathering], id: str) -> Code:
    """Revoke the code and make a new one: no more phones join with the old, and what those that did
    capture from now on waits for the leader's review.
    """
    with db.writing() as session:
        found = _existing(session, model, id)
        return _in_place_of(session, found.code, found)


def new_leader_code(id: str) -> Code:
    """A code that makes whoever joins with it the walk's group leader; the one before, if any, leads no more."""
    with db.writing() as session:
        walk = _existing(session, Walk, id)
        return _in_place_of(session, walk.leader_code, walk, leads=True)


def open_for(model: type[AnyGathering], person: Person, form: str) -> Sequence[AnyGathering]:
    """What this person may record the form for today, by date and time: neither cancelled nor closed, within the days in which a
    record may be captured; without the right to all of them, those of the codes that still let in. A trial by its code alone.
    """
    if not person.may_send(form):
        return []
    today = clock.today()
    query = select(model).where(
        model.cancelled_at.is_(None), model.closed_at.is_(None), model.date.between(today - WINDOW, today + WINDOW)
    )
    joined = [id for id, revoked_at in person.joined_for(form).items() if revoked_at is None]
    free = is_real(model) if person.may_send_any(form) else false()
    query = query.where(or_(model.id.in_(joined), free))
    return db.session.scalars(query.order_by(model.date, model.start)).all()


def next_ones(most: int) -> list[Walk | Event]:
    """The next walks and events that take place, today's included."""
    found: list[Walk | Event] = []
    for model in (Walk, Event):
        query = select(model).where(model.date >= clock.today(), model.cancelled_at.is_(None), is_real(model))
        found += db.session.scalars(query.order_by(model.date, model.start, model.title).limit(most))
    return sorted(found, key=lambda each: (each.date, each.start or dt.time.min, each.title))[:most]


def coming(model: type[Any], host_id: str | None = None) -> list[Row]:
    """All walks or events from today on, the nearest first; those of one host alone where `host_id` is given."""
    query = _of_host(model, host_id).where(model.date >= clock.today())
    return _rows(model, db.session.scalars(query.order_by(model.date, model.start, model.title)))


def past(model: type[Any], page: int = 1, host_id: str | None = None) -> Listed[Row]:
    """A page of those before today, the latest first."""
    query = _of_host(model, host_id).where(model.date < clock.today())
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    ordered = query.order_by(model.date.desc(), model.title)
    return listed(total, page, lambda start, most: _rows(model, db.session.scalars(ordered.limit(most).offset(start))))


def _existing(session: Session, model: type[AnyGathering], id: str) -> AnyGathering:
    found = session.get(model, id)
    if found is None:
        raise LookupError(id)
    return found


def _in_place_of(session: Session, former: Code | None, gathering: Walk | Event, *, leads: bool = False) -> Code:
    if former:
        former.revoked_at = clock.now()
    made = _new_code(session, gathering, leads=leads)
    if former:
        gone.note(session, gone.CODE_REVOKED, former.id)
    return made


def _new_code(session: Session, gathering: Walk | Event, *, leads: bool = False) -> Code:
    """A code that nobody has; one in 10^11 guesses hits, so a second try is never seen."""
    text = "".join(secrets.choice(ids.ALPHABET) for _ in range(ids.LENGTH))
    key = {"walk_id": gathering.id} if isinstance(gathering, Walk) else {"event_id": gathering.id}
    code = Code(code=text, created_at=clock.now(), leads=leads, **key)
    session.add(code)
    session.flush()
    session.refresh(gathering, ["codes"])
    return code


def _of_host(model: type[Any], host_id: str | None) -> Any:
    query = select(model).where(is_real(model))
    return query if host_id is None else query.where(model.host_id == host_id)


def _rows(model: type[Any], found: Iterable[Any]) -> list[Row]:
    """With how many records count for each."""
    gatherings = list(found)
    table = forms.of(FORM_OF[model]).table
    of = table.c[model.__tablename__]
    query = select(of, func.count()).where(of.in_([each.id for each in gatherings]), table.c.withdrawn_at.is_(None))
    counts: dict[str, int] = dict(map(tuple, db.session.execute(query.group_by(of))))
    return [Row(each, counts.get(each.id, 0)) for each in gatherings]
