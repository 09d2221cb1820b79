"""Which year a record belongs to: a contact by its date, attendance by its event's date, an observation by its
walk's date, else by when it was captured, in Danish time.

Read from the definitions: a form that refers to a walk or an event goes by that, any other by its first date.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, or_, select

from . import clock
from .form import Form
from .models import Event, Walk

# The years that `clock.parse` lets a record be captured in.
FIRST, LAST = 1901, 8999

GATHERINGS = {"walk": Walk.__table__, "event": Event.__table__}


def is_possible(year: int) -> bool:
    """Whether a record can belong to the year at all."""
    return FIRST <= year <= LAST


def days(year: int) -> tuple[date, date]:
    """The first and the last day."""
    return date(year, 1, 1), date(year, 12, 31)


def moments(year: int) -> tuple[datetime, datetime]:
    """The year in Danish time as UTC: its beginning, and that of the next."""
    first, following = (datetime(each, 1, 1, tzinfo=clock.DANISH).astimezone(UTC) for each in (year, year + 1))
    return first, following


def records(form: type[Form], year: int, columns: list[Any]) -> Select[Any]:
    """A query for `columns` of the form's records in the year, withdrawn ones included; walk or event are joined."""
    source, condition = _rule(form, year)
    return select(*columns).select_from(source).where(condition)


def gathering(form: type[Form]) -> tuple[str, FromClause] | None:
    """The name of the form's reference and the table of what it refers to; None where it has none."""
    reference = form.reference()
    return (reference.name, GATHERINGS[reference.to]) if reference else None  # type: ignore[attr-defined]


def _rule(form: type[Form], year: int) -> tuple[FromClause, ColumnElement[bool]]:
    table = form.table
    if found := gathering(form):
        name, to = found
        first, following = moments(year)
        captured = and_(to.c.id.is_(None), table.c.captured_at >= first, table.c.captured_at < following)
        joined = table.outerjoin(to, table.c[name] == to.c.id)
        return joined, or_(to.c.date.between(*days(year)), captured)
    name = next(name for name, question in form.questions.items() if question.kind == "date")
    return table, table.c[name].between(*days(year))
