"""Records written straight into the database: plain mappings by kind, as a test draws them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.base import db
from app.base.ids import new_id
from app.definitions import Attendance, Contact, Observation
from app.store import Event, FigureEntry, HoursEntry, ListEntry, MilestoneEntry, Walk

Row = dict[str, Any]
NOON = datetime(2021, 1, 1, 12, tzinfo=UTC)
RECORD = {
    "revision": 1, "version": 1, "captured_at": NOON, "received_at": NOON, "user_id": "x", "digest": "x", "masked": 0,
    "amended": False, "withdrawn_at": None,
}  # fmt: skip
WRITTEN = {"person_id": "x", "person_name": "x", "entered_at": NOON}
TALLIED = ("adults", "youth", "children", "volunteers", "countries")
# What refers to walks and events first.
TABLES = (
    Contact.table, Observation.table, Attendance.table, Walk.__table__, Event.__table__, HoursEntry.__table__,
    ListEntry.__table__, FigureEntry.__table__, MilestoneEntry.__table__,
)  # fmt: skip


def clear() -> None:
    """Nothing is there."""
    with db.writing() as session:
        for table in TABLES:
            session.execute(table.delete())  # type: ignore[attr-defined]


def store(
    records: dict[str, list[Row]],
    figures: dict[Any, tuple[Any, date]],
    milestones: dict[tuple[str, int], tuple[date, str]],
) -> None:
    """Write all of it down: figures by code and year, and by area where each has one. A walk's `observations` and an event's
    tallies become rows of their own.
    """
    with db.writing() as session:
        for kind, rows in records.items():
            for number, row in enumerate(rows, 1):
                WRITERS[kind](session, row, number)
        for (code, year, *area), (value, on) in figures.items():
            said = {
                "figure": code,
                "year": year,
                "area": "".join(area),
                "value": Decimal(str(value)),
                "source": "x",
                "on": on,
                "note": "",
            }
            session.add(FigureEntry(**WRITTEN, **said))
        for (code, year), (day, note) in milestones.items():
            session.add(MilestoneEntry(**WRITTEN, milestone=code, year=year, date=day, note=note, decision=""))


def _record(session: Session, table: Any, row: Row) -> None:
    session.execute(table.insert().values(**RECORD | {"id": new_id()} | row))


def _contact(session: Session, row: Row, _number: int) -> None:
    _record(session, Contact.table, row)


def _observation(session: Session, row: Row, _number: int) -> None:
    captured = datetime.combine(row["date"], time(12), UTC)
    _record(session, Observation.table, {**_without(row, "date"), "captured_at": captured})


def _walk(session: Session, row: Row, _number: int) -> None:
    walk = Walk(title="Vandring", created_at=NOON, **_without(row, "observations"))
    session.add(walk)
    session.flush()
    for _each in range(row.get("observations", 0)):
        _record(session, Observation.table, {"walk": walk.id, "kind": "good", "category": "other"})


def _event(session: Session, row: Row, _number: int) -> None:
    event = Event(title="Fest", created_at=NOON, doors="", **_without(row, *TALLIED))
    session.add(event)
    session.flush()
    if counted := {name: value for name, value in row.items() if name in TALLIED}:
        _record(session, Attendance.table, {"event": event.id, **counted})


def _hours(session: Session, row: Row, _number: int) -> None:
    session.add(
        HoursEntry(entry=new_id(), note="", **WRITTEN, quarters=int(row["hours"] * 4), **_without(row, "hours"))
    )


def _list(session: Session, row: Row, number: int) -> None:
    """Each is of another month, so that none corrects another."""
    said = {"year": row["date"].year, "month": number, "count": row["number"]}
    session.add(ListEntry(**WRITTEN, **said, **_without(row, "number")))


WRITERS = {
    "contacts": _contact, "observations": _observation, "walks": _walk, "events": _event, "meetings": _event,
    "hours": _hours, "lists": _list,
}  # fmt: skip


def _without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}
