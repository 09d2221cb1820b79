"""Milestones: the date on which something was reached, and the note that documents it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, func, select

from ... import agreement
from ...access import Person
from ...base import clock, cpr, db
from ...store import MilestoneEntry
from .refusal import EntryRefusedError

UNKNOWN = _("»%(id)s« er ikke en af aftalens milepæle. Vælg en af: %(known)s.")
WRONG_DECISION = _("Vælg en af beslutningerne: %(known)s.")
WRONG_YEAR = _("Datoens år skal være fra %(first)d til %(last)d.")


@dataclass(frozen=True, slots=True)
class Reached:
    """A milestone as it was written down; `date` is None where that was taken back."""

    milestone: str
    year: int
    date: dt.date | None
    note: str
    decision: str
    person: str
    entered_at: dt.datetime


def reach(id: str, date: dt.date, *, note: str, person: Person, decision: str = "") -> Reached:
    """Write down when a milestone was reached; raises EntryRefusedError."""
    milestone = agreement.current().milestones.get(id)
    if milestone is None:
        raise EntryRefusedError(
            {"milestone": UNKNOWN % {"id": id[:40], "known": ", ".join(agreement.current().milestones)}}
        )
    first, last = agreement.current().baseline_year, max(agreement.current().years[-1], clock.today().year) + 1
    if not first <= date.year <= last:
        raise EntryRefusedError({"date": WRONG_YEAR % {"first": first, "last": last}})
    if decision and decision not in milestone.decisions:
        raise EntryRefusedError({"decision": WRONG_DECISION % {"known": ", ".join(milestone.decisions) or "–"}})
    return _write(id, year_of(milestone, date), date, cpr.mask(note.strip()), decision, person)


def take_back(id: str, year: int, *, person: Person) -> Reached:
    """Say that it was not reached after all."""
    return _write(id, year, None, "", "", person)


def year_of(milestone: agreement.Milestone, date: dt.date) -> int:
    """The year that a milestone's date is for."""
    return milestone.deadline.year if milestone.deadline else date.year


def current() -> dict[tuple[str, int], Reached]:
    """What counts now, by milestone and year; what was taken back is left out."""
    newest = select(func.max(MilestoneEntry.id)).group_by(MilestoneEntry.milestone, MilestoneEntry.year)
    found = _reached(select(MilestoneEntry).where(MilestoneEntry.id.in_(newest)))
    return {(each.milestone, each.year): each for each in found if each.date is not None}


def history(id: str, year: int) -> list[Reached]:
    """Everything that was ever written down for a milestone and year, the newest first."""
    query = select(MilestoneEntry).where(MilestoneEntry.milestone == id, MilestoneEntry.year == year)
    return list(_reached(query.order_by(MilestoneEntry.id.desc())))


def _reached(query: Select[MilestoneEntry]) -> Iterable[Reached]:
    for row in db.session.scalars(query):
        yield Reached(row.milestone, row.year, row.date, row.note, row.decision, row.person_name, row.entered_at)


def _write(id: str, year: int, date: dt.date | None, note: str, decision: str, person: Person) -> Reached:
    made = Reached(id, year, date, note, decision, person.name, clock.now())
    with db.writing() as session:
        session.add(
            MilestoneEntry(
                milestone=id, year=year, date=date, note=note, decision=decision,
                person_id=person.id, person_name=person.name, entered_at=made.entered_at,
            )
        )  # fmt: skip
    return made
