"""Remembers when somebody last downloaded the whole workbook of a year."""

from datetime import datetime

from sqlalchemy import Connection, select

from ..access import Person
from ..base import db
from ..store import Download


def note(person: Person, year: int, at: datetime) -> None:
    """The person has the workbook of that moment, whole."""
    with db.writing() as session:
        session.merge(Download(person_id=person.id, year=year, at=at))


def last(connection: Connection, person_id: str, year: int) -> datetime | None:
    """The moment of the last workbook that the person got."""
    table = Download.__table__.c
    return connection.scalar(select(table.at).where(table.person_id == person_id, table.year == year))
