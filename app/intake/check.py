"""Whether a submission can become a record: readable, valid, for a walk or event that its sender may record for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from .. import follow_up
from ..access import Person
from ..base import clock, db, messages
from ..base.db import Base
from ..questions import Cleaned, Spot
from ..questions.form import Form
from ..store import EstatePlan, Event, Quarantine, Walk
from ..store.activity_tables import WINDOW
from .prepared import Reading

_DATES = {model.__tablename__: select(model.date).where(model.id == bindparam("id")) for model in (Walk, Event)}
_QUARANTINE = Base.metadata.tables[Quarantine.__tablename__]
# A guest that is shut out may still send what it captured before. So much of what it captured later is kept for the leader to
# see; then the phone is told to stop.
MOST_OF_A_GUEST = 50
_PLAN = select(EstatePlan.id).where(EstatePlan.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Accepted:
    """A submission that can become a record."""

    form: type[Form]
    version: int
    revision: int
    captured_at: datetime
    values: dict[str, Any]
    masked: int


@dataclass(frozen=True, slots=True)
class SendingPhone:
    """The phone that sends, when it was shut out, if it was, and how far its clock is ahead now, where it says what it shows."""

    id: str
    revoked_at: datetime | None
    skew: timedelta | None


class Gatherings:
    """What a request's submissions refer to, each looked up once: the dates of walks and events, plans, points."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen: dict[tuple[str, str], Any] = {}

    def date(self, kind: str, id: str) -> date | None:
        """The date of the walk (kind `walk`) or event (`event`) with that id, None where there is none."""
        found: date | None = self._once(kind, id, lambda: self._connection.scalar(_DATES[kind], {"id": id}))
        return found

    def knows_plan(self, id: str) -> bool:
        """Whether there is a plan of the estate with that id, replaced or not."""
        return self._once("plan", id, lambda: self._connection.scalar(_PLAN, {"id": id})) is not None

    def knows_point(self, id: str) -> bool:
        """Whether there is a point with that id to look at again."""
        return bool(self._once("point", id, lambda: follow_up.is_point(self._connection, id)))

    def _once(self, kind: str, id: str, look: Callable[[], Any]) -> Any:
        if (kind, id) not in self._seen:
            self._seen[kind, id] = look()
        return self._seen[kind, id]


def clean(
    connection: Connection, form: type[Form], answers: Mapping[str, Any], captured_at: datetime | None = None,
    *, demanding: bool = False,
) -> Cleaned:  # fmt: skip
    """What `Form.clean` says, and an error where the walk or event does not exist: the rules for the office.

    captured_at: what a record goes by that has no other date; now, where that is not known. demanding: what an agreement
    demands must be there, too.
    """
    cleaned, gatherings = form.clean(answers), Gatherings(connection)
    _check_known(form, cleaned.values, cleaned.errors, gatherings)
    reference: Any = form.reference()
    if reference and (id := cleaned.values.get(reference.name)) and gatherings.date(reference.to, id) is None:
        cleaned.errors[reference.name] = str(messages.UNKNOWN_REFERENCE % {"label": reference.label})
    day = day_of(form, cleaned.values, captured_at or clock.now(), gatherings)
    cleaned.errors.update(form.not_of(day, cleaned.values, demanding=demanding))
    return cleaned


def day_of(form: type[Form], values: Mapping[str, Any], captured_at: datetime, gatherings: Gatherings) -> date:
    """A record's own date, by which it is judged what it could say: its answer's, its walk's or event's, or its capture's."""
    reference: Any = form.reference()
    id = values.get(reference.name) if reference else None
    day = form.own_day(values) or (gatherings.date(reference.to, id) if id else None)
    return day or clock.local(captured_at).date()


def check(
    reading: Reading,
    sender: Person,
    phone: SendingPhone | None,
    gatherings: Gatherings,
    received_at: datetime,
) -> Accepted | dict[str, str]:
    """What can be stored, or the errors by field, as a person reads them."""
    form, captured_at, revision = reading.form, reading.captured_at, reading.revision
    errors: dict[str, Any] = dict(reading.errors)
    if form is None:
        return errors
    _check_known(form, reading.cleaned.values, errors, gatherings)
    _check_reference(form, reading.cleaned.values, sender, gatherings, captured_at, errors)
    day = day_of(form, reading.cleaned.values, captured_at or received_at, gatherings)
    errors |= {name: error for name, error in form.not_of(day, reading.cleaned.values).items() if name not in errors}
    if captured_at and captured_at > received_at + WINDOW:
        errors["captured_at"] = messages.IN_FUTURE_TIME
    shut_out_at = (phone.revoked_at if phone else None) or sender.shut_out_at
    if shut_out_at and captured_at and captured_at > shut_out_at:
        errors["device"] = messages.PHONE_REVOKED
    _name_the_clock(errors, form, captured_at, phone, received_at)
    if errors or revision is None or captured_at is None:
        return {name: str(message) for name, message in errors.items()}
    return Accepted(form, reading.version, revision, captured_at, reading.cleaned.values, reading.cleaned.masked)


def _name_the_clock(
    errors: dict[str, Any],
    form: type[Form],
    captured_at: datetime | None,
    phone: SendingPhone | None,
    received_at: datetime,
) -> None:
    """Where the phone's clock is at fault for an error, say so: by what it shows now, or because nobody captures what is to come."""
    of_a_date = any(form.questions[name].kind == "date" for name in errors if name in form.questions)
    of_a_moment = not errors.keys().isdisjoint({"captured_at", "device"}) or messages.CODE_REVOKED in errors.values()
    skews = (phone.skew if phone else None), max((captured_at or received_at) - received_at, timedelta())
    wrong = next((skew for skew in skews if skew and abs(skew) > clock.TOLERATED), None)
    if wrong and (of_a_date or of_a_moment):
        errors["clock"] = messages.CLOCK_WRONG % {"span": messages.span(wrong)}


def _check_known(form: type[Form], values: Mapping[str, Any], errors: dict[str, Any], gatherings: Gatherings) -> None:
    """A spot must lie on a plan that there is, or has been; what is looked at again must be a point that is not withdrawn."""
    for name, value in values.items():
        if isinstance(value, Spot) and not gatherings.knows_plan(value.plan):
            errors[name] = str(messages.UNKNOWN_PLAN)
        elif form.questions[name].kind == "open_point" and not gatherings.knows_point(value):
            errors[name] = str(messages.UNKNOWN_POINT)


def _check_reference(
    form: type[Form],
    values: Mapping[str, Any],
    sender: Person,
    gatherings: Gatherings,
    captured_at: datetime | None,
    errors: dict[str, Any],
) -> None:
    """The walk or event must exist, be this sender's, and lie within 14 days of the capture."""
    question: Any = form.reference()
    if question is None:
        return
    id, free = values.get(question.name), sender.may_send_any(form.name)
    if id is None:
        if not free and question.name not in errors:
            errors[question.name] = messages.WHICH_REFERENCE % {"label": question.label}
        return
    day, joined = gatherings.date(question.to, id), sender.joined_for(form.name)
    if day is None:
        errors[question.name] = messages.UNKNOWN_REFERENCE % {"label": question.label}
        return
    if not free and id not in joined:
        errors[question.name] = messages.NOT_JOINED
    if captured_at is None:
        return
    if abs(clock.local(captured_at).date() - day) > WINDOW:
        errors["captured_at"] = messages.OUTSIDE_WINDOW
    revoked_at = joined.get(id)
    if not free and revoked_at and captured_at > revoked_at:
        errors[question.name] = messages.CODE_REVOKED


def has_sent_enough(person: Person) -> bool:
    """Whether a guest that is shut out has sent as much as anybody will look at."""
    if person.shut_out_at is None:
        return False
    with db.engine().connect() as connection:
        return room_left(connection, person) == 0


def room_left(connection: Connection, person: Person) -> int | None:
    """How many more submissions are kept for review; None where there is no limit."""
    if person.shut_out_at is None:
        return None
    kept = select(func.count()).where(
        _QUARANTINE.c.person_id == person.id, _QUARANTINE.c.received_at > person.shut_out_at
    )
    return max(0, MOST_OF_A_GUEST - (connection.scalar(kept) or 0))
