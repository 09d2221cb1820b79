"""A trial: a walk that is made to try a phone with. It and what is recorded on it are in no list and no count.

To the phone it is a walk as any. Whatever reads many walks or records asks here which of them are real.
"""

from typing import Any

from sqlalchemy import ColumnElement, or_, select, true

from .activity_tables import Walk


def is_real(table: Any) -> ColumnElement[bool]:
    """That a row of a table (walks, events, a form's records) is none of a trial."""
    columns = getattr(table, "c", table)
    if table in (Walk, Walk.__table__):
        return Walk.__table__.c.trial.is_(False)
    if (walk := getattr(columns, "walk", None)) is None:
        return true()
    return or_(walk.is_(None), walk.not_in(select(Walk.id).where(Walk.trial)))
