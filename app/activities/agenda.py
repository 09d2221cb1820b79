"""Walks and events as the front page and the lists show them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from ..base import clock, db
from ..definitions import FORMS
from ..store import Event, Walk

PAGE = 50
FORM_OF = {"walk": "observation", "event": "attendance"}


@dataclass(frozen=True)
class AgendaRow:
    """A walk (`to` is "walk") or an event ("event") in a list. `records` counts what has arrived and counts."""

    to: str
    id: str
    title: str
    date: dt.date
    start: dt.time | None
    end: dt.time | None
    place: str | None
    kind: str | None
    counts_for: tuple[str, ...]
    is_cancelled: bool
    is_closed: bool
    has_code: bool
    records: int = 0


@dataclass(frozen=True)
class AgendaPage:
    """What comes, the nearest first, and a page of what is past, the latest first; `total` counts all that is past."""

    coming: list[AgendaRow]
    past: list[AgendaRow]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages the past has, at least one."""
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """The number of the page's first row in the whole past."""
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The number of its last row."""
        return self.first + len(self.past) - 1


def coming(most: int) -> list[AgendaRow]:
    """The next walks and events that take place, today's included."""
    found: list[Walk | Event] = []
    for model in (Walk, Event):
        query = select(model).where(model.date >= clock.today(), model.cancelled_at.is_(None))
        found += db.session.scalars(query.order_by(model.date, model.start, model.title).limit(most))
    return [_row(gathering) for gathering in sorted(found, key=_when)[:most]]


def listed(model: type[Any], page: int = 1, host_id: str | None = None) -> AgendaPage:
    """All walks or events, those of one host alone where `host_id` is given; a page past the end is the last one."""
    query = select(model) if host_id is None else select(model).where(model.host_id == host_id)
    ahead = query.where(model.date >= clock.today()).order_by(model.date, model.start, model.title)
    behind = query.where(model.date < clock.today())
    total = db.session.scalar(behind.with_only_columns(func.count())) or 0
    page = max(1, min(page, -(-total // PAGE)))
    ordered = behind.order_by(model.date.desc(), model.title).limit(PAGE).offset((page - 1) * PAGE)
    first, second = list(db.session.scalars(ahead)), list(db.session.scalars(ordered))
    counts = _records(model.__tablename__, [gathering.id for gathering in (*first, *second)])
    return AgendaPage([_row(each, counts) for each in first], [_row(each, counts) for each in second], page, total)


def _records(to: str, ids: Iterable[str]) -> dict[str, int]:
    """How many records count for each of these walks or events."""
    table = FORMS[FORM_OF[to]].table
    query = select(table.c[to], func.count()).where(table.c[to].in_(ids), table.c.withdrawn_at.is_(None))
    return dict(map(tuple, db.session.execute(query.group_by(table.c[to]))))


def _row(gathering: Walk | Event, counts: dict[str, int] | None = None) -> AgendaRow:
    return AgendaRow(
        to=gathering.__tablename__,
        id=gathering.id,
        title=gathering.title,
        date=gathering.date,
        start=gathering.start,
        end=gathering.end,
        place=gathering.place if isinstance(gathering, Event) else gathering.meeting_place,
        kind=gathering.kind if isinstance(gathering, Event) else None,
        counts_for=gathering.counts_for,
        is_cancelled=gathering.cancelled_at is not None,
        is_closed=gathering.closed_at is not None,
        has_code=gathering.code is not None,
        records=(counts or {}).get(gathering.id, 0),
    )


def _when(gathering: Walk | Event) -> tuple[dt.date, dt.time, str]:
    return gathering.date, gathering.start or dt.time.min, gathering.title
