"""Which year a record belongs to: a contact by its date, attendance by its event's date, an observation by its
walk's date, else by when it was captured, in Danish time.

Read from the definitions: a form that refers to a walk or an event goes by that, any other by its first date.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, extract, func, or_, select

from .. import agreement
from ..base import clock, db, years
from ..definitions import forms
from ..questions.form import Form
from .activity_tables import Event, Walk
from .trial import is_real

GATHERINGS = {"walk": Walk.__table__, "event": Event.__table__}


def records(form: type[Form], year: int, columns: list[Any]) -> Select[Any]:
    """A query for `columns` of the form's records in the year, withdrawn ones included, no trial's; walk or event are joined."""
    source, condition = _rule(form, year)
    return select(*columns).select_from(source).where(condition, is_real(form.table))


def is_from(form: type[Form], year: int) -> ColumnElement[bool]:
    """That a record of the form is of the year or a later one."""
    table, begins = form.table, date(year, 1, 1)
    if found := gathering(form):
        name, to = found
        dated = select(to.c.date).where(to.c.id == table.c[name]).correlate(table).scalar_subquery()
        captured = table.c.captured_at >= years.moments(year)[0]
        return case((dated.is_not(None), dated >= begins), else_=captured)
    column = table.c[_date(form)]
    return and_(column.is_not(None), column >= begins)


def used() -> list[int]:
    """The years that have walks, events or records, the plan's up to the present one, and the present one."""
    present = clock.today().year
    return sorted({present, *(year for year in agreement.years() if year <= present), *filled()})


def filled() -> set[int]:
    """The years that have walks, events or records."""
    connection = db.session.connection()
    found: set[int] = set()
    for table in GATHERINGS.values():
        found |= _distinct(connection, table.c.date, is_real(table))
    for form in forms.every():
        if gathering(form) is None:
            found |= _distinct(connection, form.table.c[_date(form)])
        else:
            found |= _captured(connection, form)
    return found


def _distinct(connection: Connection, column: Any, *which: ColumnElement[bool]) -> set[int]:
    query = select(extract("year", column)).where(*which).distinct()
    return {int(year) for year in connection.scalars(query) if year is not None}


def _captured(connection: Connection, form: type[Form]) -> set[int]:
    """The years of the oldest and the newest record that belongs to no walk or event."""
    reference = form.reference()
    column = form.table.c.captured_at
    query = select(func.min(column), func.max(column)).where(form.table.c[reference.name].is_(None))  # type: ignore[union-attr]
    return {clock.local(moment).year for moment in connection.execute(query).one() if moment}


def gathering(form: type[Form]) -> tuple[str, FromClause] | None:
    """The name of the form's reference and the table of what it refers to; None where it has none."""
    reference = form.reference()
    return (reference.name, GATHERINGS[reference.to]) if reference else None  # type: ignore[attr-defined]


def _rule(form: type[Form], year: int) -> tuple[FromClause, ColumnElement[bool]]:
    table = form.table
    if found := gathering(form):
        name, to = found
        first, following = years.moments(year)
        captured = and_(to.c.id.is_(None), table.c.captured_at >= first, table.c.captured_at < following)
        joined = table.outerjoin(to, table.c[name] == to.c.id)
        return joined, or_(to.c.date.between(*years.days(year)), captured)
    return table, table.c[_date(form)].between(*years.days(year))


def _date(form: type[Form]) -> str:
    return form.dated_by() or ""
