"""The agreement that a database begins with: what judged its records until now, or what FELTBOG_PLAN names for an empty one."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, Engine, inspect, literal_column, select, table, update
from sqlalchemy.orm import Session

from .. import agreement, criteria
from ..agreement import kept
from ..agreement.kept import AgreementVersion, Signer, Version
from ..base import clock, db
from ..criteria import Readable
from ..definitions import Contact, forms
from ..store import Event, FigureEntry, HoursEntry, ListEntry, MilestoneEntry, Narrative, Setting, Walk
from .time_limits import TAKEN_OVER, setting_of


class UnfitAgreementError(Exception):
    """Why the agreement cannot be taken over; one line. Nothing was changed."""


def wanted(engine: Engine | None = None) -> Readable | None:
    """The agreement that a database is to begin with, asked before it is migrated; None where it has one, or needs none.

    One with records from before agreements stood in the database takes over what judged it: FELTBOG_PLAN, or the
    agreement that comes with Feltbog. An empty one begins with FELTBOG_PLAN, or with none. Raises UnfitAgreementError.
    """
    named = current_app.config["FELTBOG_PLAN"]
    with (engine or db.engine()).connect() as connection:
        there = set(inspect(connection).get_table_names())
        versions = AgreementVersion.__tablename__
        if versions in there and _has_rows(connection, versions):
            return None
        is_empty = not any(_has_rows(connection, name) for name in _judged() if name in there)
    if (is_empty and not named) or (not is_empty and versions in there):
        return None
    return _document(named or criteria.SHIPPED)


def begin(found: Readable | None, person: Signer) -> Version | None:
    """Adopt it, once the tables are there; → the version, unless there was nothing to adopt."""
    if found is None or kept.versions():
        return None
    criteria.import_document(found.document, person, adopt=True, also=partial(_take_over, found.periods))
    return kept.versions()[0]


def _take_over(periods: Mapping[str, int], session: Session, version: Version) -> None:
    """What was entered before there were several agreements belongs to this one: entries by its code, flags as
    `aftale/C1`, everything in its one area. What its file said of how long things are kept goes on to hold.
    """
    if not _is_taken_over(session):
        return
    for name, months in periods.items():
        session.add(Setting(name=setting_of(name), value=str(months)))
    session.add(Setting(name=TAKEN_OVER, value=clock.now().isoformat()))
    areas = version.document["areas"]
    for place in (Contact.table, Walk.__table__, Event.__table__) if len(areas) == 1 else ():
        session.execute(update(place).where(place.c.area.is_(None)).values(area=areas[0]["code"]))  # type: ignore[arg-type]
    for model in (MilestoneEntry, ListEntry, HoursEntry, Narrative):
        session.execute(update(model).where(model.agreement == "").values(agreement=version.agreement))
    for event in session.scalars(select(Event).where(Event.counts_for.is_not(None))):
        event.counts_for = tuple(each if "/" in each else f"{version.agreement}/{each}" for each in event.counts_for)


def _is_taken_over(session: Session) -> bool:
    """Whether there is anything that the agreement judged before it stood in the database."""
    return any(_has_rows(session.connection(), name) for name in _judged())


def _document(named: str) -> Readable:
    try:
        return Readable(criteria.shipped()) if named == criteria.SHIPPED else criteria.read(Path(named))
    except agreement.PlanError as error:
        first, *rest = str(error).splitlines()
        raise UnfitAgreementError(f"{first} (og {len(rest)} fejl mere)" if rest else first) from None


def _judged() -> Iterator[str]:
    """The tables of what an agreement judges."""
    yield from (form.table.name for form in forms.every())
    yield from (each.__tablename__ for each in (Walk, Event, FigureEntry, MilestoneEntry, HoursEntry, ListEntry))


def _has_rows(connection: Connection, name: str) -> bool:
    return connection.scalar(select(literal_column("1")).select_from(table(name)).limit(1)) is not None
