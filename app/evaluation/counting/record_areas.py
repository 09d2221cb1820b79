"""Which area a record is of: what it says itself, else what its walk or event says, else the one that its place lies in."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, func, null, or_, select, true

from ... import agreement
from ...base import clock, db
from ...base.text import alike
from ...criteria.parts import Document
from ...definitions import Observation
from ...store import Walk


def codes(document: Document) -> list[str]:
    """The areas of an agreement, retired ones too."""
    return [row["code"] for row in document["areas"]]


def of_observation(document: Document) -> Any:
    """The area of an observation beside its walk: the walk's, else its place's."""
    return func.coalesce(Walk.area, _of_place(document))


def is_seen(document: Document, area: Any) -> ColumnElement[bool]:
    """That an agreement sees a record of that area: it is one of its own, or there is none."""
    return true() if area is None else or_(area.is_(None), area.in_(codes(document)))


def _of_place(document: Document) -> Any:
    """By the places of the areas, however they are spelled; nothing has to be told apart where there is one area."""
    known = _places(document)
    if len(set(known.values())) < 2:
        return null()
    column = Observation.table.c.place
    found: dict[str, list[str]] = {}
    for place in db.session.scalars(select(column).distinct().where(column.is_not(None))):
        if area := known.get(alike(place)):
            found.setdefault(area, []).append(place)
    cases = [(column.in_(places), area) for area, places in found.items()]
    return case(*cases, else_=null()) if cases else null()


def _places(document: Document) -> Mapping[str, str]:
    """The area of each place: the document's own go before those of other agreements of the day."""
    others = [each.document for each in agreement.in_force(clock.today())]
    rows = [row for each in (*others, document) for row in each["areas"]]
    return {alike(place): row["code"] for row in rows for place in row.get("places", ())}
