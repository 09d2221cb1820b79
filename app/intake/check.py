"""Whether a submission can become a record: readable, valid, for a walk or event that its sender may record for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from .. import follow_up
from ..access import Person
from ..base import clock, messages
from ..questions import Cleaned, Spot
from ..questions.form import Form
from ..store import EstatePlan, Event, Walk
from ..store.activity_tables import WINDOW
from .submission import Submission

_DATES = {model.__tablename__: select(model.date).where(model.id == bindparam("id")) for model in (Walk, Event)}
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
    """The phone that sends, and when it was shut out, if it was."""

    id: str
    revoked_at: datetime | None


class Gatherings:
    """What a request's submissions refer to, each looked up once: the dates of walks and events, plans, points."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: dict[tuple[str, str], date | None] = {}
        self._plans: dict[str, bool] = {}
        self._points: dict[str, bool] = {}

    def date(self, kind: str, id: str) -> date | None:
        """The date of the walk (kind `walk`) or event (`event`) with that id, None where there is none."""
        if (kind, id) not in self._found:
            self._found[kind, id] = self._connection.scalar(_DATES[kind], {"id": id})
        return self._found[kind, id]

    def knows_plan(self, id: str) -> bool:
        """Whether there is a plan of the estate with that id, replaced or not."""
        if id not in self._plans:
            self._plans[id] = self._connection.scalar(_PLAN, {"id": id}) is not None
        return self._plans[id]

    def knows_point(self, id: str) -> bool:
        """Whether there is a point with that id to look at again."""
        if id not in self._points:
            self._points[id] = follow_up.is_point(self._connection, id)
        return self._points[id]


def clean(connection: Connection, form: type[Form], answers: Mapping[str, Any]) -> Cleaned:
    """What `Form.clean` says, and an error where the walk or event does not exist: the rules for the office."""
    cleaned, gatherings = form.clean(answers), Gatherings(connection)
    _check_plans(cleaned.values, gatherings, cleaned.errors)
    _check_points(form, cleaned.values, gatherings, cleaned.errors)
    reference = form.reference()
    if reference and (id := cleaned.values.get(reference.name)):
        kind = reference.to  # type: ignore[attr-defined]
        if gatherings.date(kind, id) is None:
            cleaned.errors[reference.name] = str(messages.UNKNOWN_REFERENCE % {"label": reference.label})
    return cleaned


def check(
    submission: Submission,
    form: type[Form] | None,
    sender: Person,
    phone: SendingPhone | None,
    gatherings: Gatherings,
    received_at: datetime,
) -> Accepted | dict[str, str]:
    """What can be stored, or the errors by field, as a person reads them."""
    errors: dict[str, Any] = {}
    revision = submission.readable_revision
    if form is None:
        return {"form": str(messages.UNKNOWN_FORM)}
    if submission.doubled:
        errors["answers"] = messages.DOUBLED_NAME
    if revision is None:
        errors["revision"] = messages.UNREADABLE_REVISION
    version = _version(submission.version, form, errors)
    captured_at = _captured_at(submission.captured_at, errors)
    answers = submission.answers
    if not isinstance(answers, dict):
        errors["answers"] = messages.UNREADABLE_ANSWERS
        answers = {}
    reference = form.reference()
    cleaned = form.clean(with_joined(answers, sender, form))
    errors |= cleaned.errors
    _check_plans(cleaned.values, gatherings, errors)
    _check_points(form, cleaned.values, gatherings, errors)
    if reference:
        kind = reference.to  # type: ignore[attr-defined]
        _check_reference(reference, kind, cleaned.values, sender, form, gatherings, captured_at, errors)
    if captured_at and captured_at > received_at + WINDOW:
        errors["captured_at"] = messages.IN_FUTURE_TIME
    shut_out_at = (phone.revoked_at if phone else None) or sender.shut_out_at
    if shut_out_at and captured_at and captured_at > shut_out_at:
        errors["device"] = messages.PHONE_REVOKED
    if errors or revision is None or captured_at is None:
        return {name: str(message) for name, message in errors.items()}
    return Accepted(form, version, revision, captured_at, cleaned.values, cleaned.masked)


def _version(raw: Any, form: type[Form], errors: dict[str, Any]) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 1:
        errors["version"] = messages.UNREADABLE_VERSION
        return 0
    if raw > form.version:
        errors["version"] = messages.UNKNOWN_VERSION
    return raw


def _captured_at(raw: Any, errors: dict[str, Any]) -> datetime | None:
    try:
        return clock.parse(raw)
    except (ValueError, OverflowError):
        errors["captured_at"] = messages.UNREADABLE_TIME
        return None


def with_joined(answers: dict[str, Any], sender: Person, form: type[Form]) -> dict[str, Any]:
    """Left out by somebody with a code, the walk or event is the one that was joined, where there is exactly one."""
    reference, joined = form.reference(), sender.joined_for(form.name)
    chooses = sender.may_send_any(form.name) and not sender.stands_in
    if reference and answers.get(reference.name) in (None, "") and not chooses and len(joined) == 1:
        return {**answers, reference.name: next(iter(joined))}
    return answers


def _check_plans(values: Mapping[str, Any], gatherings: Gatherings, errors: dict[str, Any]) -> None:
    """A spot must lie on a plan that there is, or has been."""
    for name, value in values.items():
        if isinstance(value, Spot) and not gatherings.knows_plan(value.plan):
            errors[name] = str(messages.UNKNOWN_PLAN)


def _check_points(form: type[Form], values: Mapping[str, Any], gatherings: Gatherings, errors: dict[str, Any]) -> None:
    """Whatever is looked at again must be a point that has not been withdrawn."""
    for name, value in values.items():
        if form.questions[name].kind == "open_point" and not gatherings.knows_point(value):
            errors[name] = str(messages.UNKNOWN_POINT)


def _check_reference(
    question: Any,
    kind: str,
    values: dict[str, Any],
    sender: Person,
    form: type[Form],
    gatherings: Gatherings,
    captured_at: datetime | None,
    errors: dict[str, Any],
) -> None:
    """The walk or event must exist, be this sender's, and lie within 14 days of the capture."""
    id, free = values.get(question.name), sender.may_send_any(form.name)
    if id is None:
        if not free and question.name not in errors:
            errors[question.name] = messages.WHICH_REFERENCE % {"label": question.label}
        return
    day = gatherings.date(kind, id)
    joined = sender.joined_for(form.name)
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
