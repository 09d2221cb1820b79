"""The walks and events that records belong to: their titles, and lists to choose from."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from ..base import clock, db
from ..questions.form import Form
from ..store import by_year


@dataclass(frozen=True, slots=True)
class ActivityTitle:
    """A walk or an event as records need it. `start` is a Danish time of day."""

    id: str
    to: str
    title: str
    date: dt.date
    start: dt.time | None

    @property
    def label(self) -> str:
        """Title and date: two walks may have one title."""
        return f"{self.title} · {self.date:%d-%m-%Y}"

    @property
    def beginning(self) -> dt.datetime:
        """When it begins, noon where nobody said; UTC."""
        local = dt.datetime.combine(self.date, self.start or dt.time(12), clock.DANISH)
        return local.astimezone(dt.UTC)


def gatherings(to: str) -> list[ActivityTitle]:
    """All walks (`to` is "walk") or events ("event"), closed and cancelled ones too, the newest first."""
    return _find(to, None)


def gathering(to: str, id: str) -> ActivityTitle | None:
    """The walk or event with that id."""
    return next(iter(_find(to, [id])), None)


def titles(form: type[Form], ids: Iterable[str | None]) -> dict[str, ActivityTitle]:
    """The walks or events of these ids, of the kind that the form refers to."""
    reference, wanted = form.reference(), sorted({id for id in ids if isinstance(id, str)})
    if reference is None or not wanted:
        return {}
    return {found.id: found for found in _find(reference.to, wanted)}  # type: ignore[attr-defined]


def _find(to: str, ids: list[str] | None) -> list[ActivityTitle]:
    table = by_year.GATHERINGS[to]
    query = select(table.c.id, table.c.title, table.c.date, table.c.start).order_by(table.c.date.desc(), table.c.title)
    if ids is not None:
        query = query.where(table.c.id.in_(ids))
    return [ActivityTitle(id, to, title, date, start) for id, title, date, start in db.session.execute(query)]
