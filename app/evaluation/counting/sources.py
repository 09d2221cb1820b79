"""Where the records of each kind stand in the database: which of them count, by which date, and the column of each field."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    String,
    and_,
    case,
    cast,
    column,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
    values,
)

from ...base import clock, db
from ...base.dialects import holds_code, json_member
from ...criteria import parts
from ...criteria.parts import Document
from ...definitions import Attendance, Contact, Observation
from ...definitions.countable import KINDS, YES_NO, kinds
from ...store import Event, FollowUp, FollowUpEntry, FollowUpObservation, HoursEntry, ListEntry, Walk
from ...store.trial import is_real
from .. import reported
from . import record_areas

# How the answers to added questions stand in the database; all others as text.
_TYPES: Final = {"count": Integer, "yes_no": Boolean, "date": Date}
DAY: Final = dt.timedelta(1)
Within = Callable[[dt.date, dt.date], ColumnElement[bool]]
TALLIED: Final = ("adults", "youth", "children", "volunteers")


@dataclass(frozen=True)
class Source:
    """The records of a kind. `counts`: that one counts at all; `within`: that it is dated on or between two days.

    `columns` by field; sets of codes are texts with spaces around each. `scale`: by how much the database's whole
    numbers are larger than the field's (hours are kept in quarters). `sorts`: what each field holds.
    """

    tables: FromClause
    id: Any
    counts: ColumnElement[bool]
    within: Within
    columns: Mapping[str, Any]
    scale: Mapping[str, int] = field(default_factory=dict)
    sorts: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str, criterion: str) -> Any:
        """The column of a field; whether an event is flagged depends on the criterion (its code)."""
        if name == "flagged":
            return holds_code(self.columns[name], criterion)
        return self.columns[name]

    @property
    def area(self) -> Any:
        """The column of the area; None where the kind has none."""
        return self.columns.get("area")

    def value(self, name: str, number: Any) -> Fraction:
        """A number of the database as the field's own."""
        return Fraction(int(number or 0), self.scale.get(name, 1))


def source(kind: str, document: Document, fields: Iterable[str] = ()) -> Source:
    """Where a kind's records stand, of those that the agreement sees; only what is needed for `fields` is joined and
    worked out.
    """
    found = _SOURCES[kind](document, frozenset(fields))
    sorts = {name: each.kind for name, each in kinds(document)[kind].fields.items()}
    return replace(found, counts=and_(found.counts, record_areas.is_seen(document, found.area)), sorts=sorts)


def _between(day: Any) -> Within:
    between: Within = day.between
    return between


def _columns(kind: str, table: Any, **more: Any) -> dict[str, Any]:
    """The fields that are columns under their own names."""
    known = {name: getattr(table, name) for name in KINDS[kind].fields if hasattr(table, name)}
    return known | more


def _said(document: Document, table: Any) -> dict[str, Any]:
    """What a record's form says to the questions that the agreement adds."""
    rows = (row for row in document.get("questions", ()) if row["form"] == table.name)
    return {row["code"]: json_member(table.c.extra, row["code"], _TYPES.get(row["kind"], String)()) for row in rows}


def _tallied(document: Document, table: Any, fields: frozenset[str]) -> dict[str, Any]:
    """The same over all tallies of an event: the sum of a count, yes where one says so, the choices of all."""
    asked = {row["code"]: row["kind"] for row in document.get("questions", ()) if row["form"] == "attendance"}
    said, found = _said(document, table), dict[str, Any]()
    for name in fields & asked.keys():
        if asked[name] == "count":
            found[name] = func.sum(func.coalesce(said[name], 0))
        elif asked[name] == "yes_no":
            found[name] = func.max(cast(said[name], Integer))
        else:
            spaced = said[name] if asked[name] == "choices" else literal(" ") + said[name] + literal(" ")
            found[name] = func.aggregate_strings(spaced, " ")
    return found


def _contacts(document: Document, _fields: frozenset[str]) -> Source:
    table = Contact.table
    counts = table.c.withdrawn_at.is_(None)
    return Source(
        table, table.c.id, counts, _between(table.c.date), _columns("contacts", table.c, **_said(document, table))
    )


def _observed(table: Any) -> Within:
    """By the walk's date, else by when it was captured, in Danish time."""

    def within(first: dt.date, last: dt.date) -> ColumnElement[bool]:
        captured = table.c.captured_at
        then = and_(captured >= clock.midnight(first), captured < clock.midnight(last + DAY))
        return or_(Walk.date.between(first, last), and_(Walk.id.is_(None), then))

    return within


def _observations(document: Document, _fields: frozenset[str]) -> Source:
    table = Observation.table
    tables = table.outerjoin(Walk, table.c.walk == Walk.id)
    said, area = _said(document, table), record_areas.of_observation(document)
    columns = _columns("observations", table.c, **said, area=area)
    counts = and_(table.c.withdrawn_at.is_(None), is_real(table))
    return Source(tables, table.c.id, counts, _observed(table), columns)


def _walks(_document: Document, fields: frozenset[str]) -> Source:
    tables: Any = Walk.__table__
    more = {}
    if "observations" in fields:
        table = Observation.table
        seen = (
            select(table.c.walk, func.count().label("number"))
            .where(table.c.withdrawn_at.is_(None))
            .group_by(table.c.walk)
            .subquery()
        )
        tables, more["observations"] = tables.outerjoin(seen, seen.c.walk == Walk.id), func.coalesce(seen.c.number, 0)
    counts = and_(Walk.cancelled_at.is_(None), is_real(Walk))
    return Source(tables, Walk.id, counts, _between(Walk.date), _columns("walks", Walk, **more))


def _meeting_kinds(document: Document) -> list[str]:
    return sorted(parts.choices(document, "meetings.kind"))


def _events(document: Document, fields: frozenset[str]) -> Source:
    tables: Any = Event.__table__
    more: dict[str, Any] = {"flagged": Event.counts_for}
    table = Attendance.table
    added = _tallied(document, table, fields)
    if added or fields & {*TALLIED, "guests", "countries"}:
        columns = [func.sum(func.coalesce(table.c[name], 0)).label(name) for name in TALLIED]
        columns.append(func.aggregate_strings(type_coerce(table.c.countries, String), " ").label("countries"))
        columns += [sums.label(f"added_{name}") for name, sums in added.items()]
        came = select(table.c.event, *columns).where(table.c.withdrawn_at.is_(None)).group_by(table.c.event).subquery()
        tables = tables.outerjoin(came, came.c.event == Event.id)
        more |= {name: came.c[name] for name in (*TALLIED, "countries")}
        more |= {name: _answered(document, name, came.c[f"added_{name}"]) for name in added}
        more["guests"] = came.c.adults + came.c.youth + came.c.children
    if "nationalities" in fields:
        found = {event: {"number": len(codes)} for event, codes in countries().items()}
        tables, worked_out = _joined(tables, Event.id, found, ("number",))
        more["nationalities"] = worked_out["number"]
    counts = and_(Event.cancelled_at.is_(None), Event.kind.not_in(_meeting_kinds(document)))
    return Source(tables, Event.id, counts, _between(Event.date), _columns("events", Event, **more))


def _answered(document: Document, name: str, column: Any) -> Any:
    """A field of events as the database's own kind of yes and no, where it is one."""
    if kinds(document)["events"].fields[name].kind != YES_NO:
        return column
    return case((column == 1, true()), (column == 0, false()))


def _meetings(document: Document, _fields: frozenset[str]) -> Source:
    kinds = _meeting_kinds(document)
    counts = and_(Event.cancelled_at.is_(None), Event.kind.in_(kinds)) if kinds else false()
    columns = _columns("meetings", Event, minutes=Event.minutes.is_not(None))
    return Source(Event.__table__, Event.id, counts, _between(Event.date), columns)


def _follow_ups(document: Document, fields: frozenset[str]) -> Source:
    """By its first observation that has not been withdrawn; a duplicate is the point that it is a duplicate of."""
    table = Observation.table
    place = func.row_number().over(
        partition_by=FollowUpObservation.follow_up_id, order_by=(table.c.captured_at, table.c.id)
    )
    seen = (
        select(FollowUpObservation.follow_up_id, table.c.id, place.label("place"))
        .join(table, FollowUpObservation.observation_id == table.c.id)
        .where(table.c.withdrawn_at.is_(None))
        .subquery()
    )
    tables: Any = (
        FollowUp.__table__.join(seen, and_(seen.c.follow_up_id == FollowUp.id, seen.c.place == 1))
        .join(table, table.c.id == seen.c.id)
        .outerjoin(Walk, table.c.walk == Walk.id)
    )
    more: dict[str, Any] = {"category": table.c.category, "area": record_areas.of_observation(document)}
    if fields & {"on_time", "answer_days"}:
        tables, worked_out = _joined(tables, FollowUp.id, _answers(), ("on_time", "answer_days"))
        more |= {"on_time": worked_out["on_time"] == 1, "answer_days": worked_out["answer_days"]}
    return Source(
        tables, FollowUp.id, FollowUp.state != "duplicate", _observed(table), _columns("follow_ups", FollowUp, **more)
    )


def _lists(document: Document, _fields: frozenset[str]) -> Source:
    counts = and_(reported.lists.counts(), ListEntry.date.is_not(None), ListEntry.agreement == document["code"])
    columns = _columns("lists", ListEntry, number=ListEntry.count)
    return Source(ListEntry.__table__, ListEntry.id, counts, _between(ListEntry.date), columns)


def _hours(document: Document, _fields: frozenset[str]) -> Source:
    counts = and_(reported.hours.counts(), HoursEntry.quarters > 0, HoursEntry.agreement == document["code"])
    columns = _columns("hours", HoursEntry, hours=HoursEntry.quarters)
    return Source(HoursEntry.__table__, HoursEntry.id, counts, _between(HoursEntry.date), columns, {"hours": 4})


_SOURCES: Final[Mapping[str, Callable[[Document, frozenset[str]], Source]]] = {
    "contacts": _contacts, "observations": _observations, "walks": _walks, "events": _events, "meetings": _meetings,
    "follow_ups": _follow_ups, "lists": _lists, "hours": _hours,
}  # fmt: skip


def _joined(
    tables: Any, id: Any, worked_out: Mapping[str, Mapping[str, int | None]], names: tuple[str, ...]
) -> tuple[Any, dict[str, Any]]:
    """The tables with numbers beside each record that were worked out in Python, by its id."""
    if not worked_out:
        return tables, dict.fromkeys(names, null())
    rows = [(key, *(each[name] for name in names)) for key, each in worked_out.items()]
    columns: list[Any] = [column("id", String), *(column(name, Integer) for name in names)]
    beside = values(*columns, name="worked_out").data(rows).cte()
    return tables.outerjoin(beside, beside.c.id == id), {name: beside.c[name] for name in names}


def countries() -> dict[str, set[str]]:
    """The countries of each event: the union over all tallies that count."""
    table = Attendance.table
    query = select(table.c.event, table.c.countries).distinct()
    found: dict[str, set[str]] = {}
    for event, codes in db.session.execute(query.where(table.c.withdrawn_at.is_(None), table.c.countries.is_not(None))):
        found.setdefault(event, set()).update(codes)
    return found


@dataclass
class _Answered:
    """What a point's history says so far: when it was given to its party, the first answer since, when it was done."""

    given: dt.date | None = None
    answered: dt.date | None = None
    done: dt.date | None = None

    def read(self, entry: FollowUpEntry) -> None:
        day, changes = clock.local(entry.at).date(), entry.changes or {}
        state = changes.get("state", (None, None))[1]
        if state == "reopened" or "party" in changes or "party_other" in changes:
            self.given, self.answered = (day if entry.party else None), None
        elif self.given and not self.answered and (entry.by_party or state):
            self.answered = day
        if state in {"done", "checked"}:
            self.done = self.done or day
        elif state:
            self.done = None


def _answers() -> dict[str, dict[str, int | None]]:
    """By point: whether it was done by its deadline (1, 0, None without one), and how many days its party took to answer."""
    histories: dict[str, _Answered] = {}
    for entry in db.session.scalars(select(FollowUpEntry).order_by(FollowUpEntry.id)):
        histories.setdefault(entry.follow_up_id, _Answered()).read(entry)
    deadlines: dict[str, dt.date | None] = dict(db.session.execute(select(FollowUp.id, FollowUp.deadline)).all())
    return {
        id: {
            "on_time": None if not (deadline := deadlines.get(id)) else int(bool(each.done and each.done <= deadline)),
            "answer_days": (each.answered - each.given).days if each.answered and each.given else None,
        }
        for id, each in histories.items()
    }
