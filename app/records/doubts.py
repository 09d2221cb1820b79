"""What is hardly true of a record: a position that nobody walks to, a time when nobody can have written it.

Phones are believed and nothing is refused for it: a leader sees the record marked (*Se efter*), and can find all that are. What
somebody corrects is marked no more. The limits stand here alone, for the words and for the search.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, and_, extract, or_

from .. import agreement
from ..base import clock
from ..photos import site_plan
from ..photos.map_projection import DEGREE
from ..questions import Position
from ..questions.form import Form

# From the middle of the estate's plan, north, south, east or west, to where no walk goes.
FAR_METRES = 5_000
# A phone that knows no better has found its mast, not itself.
ROUGH_METRES = 1_000
# A phone keeps what it cannot send for three months at most: its code sends no longer.
LATE_MONTHS = 3
# Where a position is when a device does not know it: about a kilometre around 0, 0.
NOWHERE_DEGREES = 0.01

UNKNOWN = lazy_gettext("Positionen er 0, 0: telefonen kendte ikke stedet.")
SWAPPED = lazy_gettext("Positionen ligger langt fra %(where)s. Er bredde og længde byttet om?")
FAR = lazy_gettext("Positionen ligger langt fra %(where)s.")
ROUGH = lazy_gettext("Positionen er kun kendt på %(km)s km.")
BEFORE = lazy_gettext("Datoen %(day)s ligger før aftalen, som begyndte i %(year)d.")
LATE = lazy_gettext("Den er skrevet %(day)s, mere end tre måneder før den blev modtaget. Gik telefonens ur forkert?")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where positions of this estate lie, in degrees, and what that is called; from which day on it can be written about."""

    south: float
    north: float
    west: float
    east: float
    where: str
    first_day: date

    def has(self, latitude: float, longitude: float) -> bool:
        """Whether that lies within."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


def bounds() -> Bounds:
    """Around the estate where its plan is pinned, else Denmark."""
    first_day, plan = date(agreement.current().first_year, 1, 1), site_plan.current()
    projection = site_plan.projection(plan) if plan else None
    if projection is None:
        return Bounds(54.4, 57.9, 7.9, 15.3, _("Danmark"), first_day)
    latitude, longitude = projection.position(0.5, 0.5)
    reach = FAR_METRES + math.hypot(projection.wide, projection.high) / 2
    north, east = reach / DEGREE, reach / (DEGREE * math.cos(math.radians(latitude)))
    return Bounds(
        latitude - north, latitude + north, longitude - east, longitude + east, _("området"), first_day
    )  # fmt: skip


def doubts(
    form: type[Form], values: Mapping[str, Any], captured_at: datetime, received_at: datetime, within: Bounds
) -> list[str]:
    """What a leader should look at, in words; nothing where all can be true. values: as `Form.load` gives them."""
    found, dated = [], form.dated_by()
    for name, question in form.questions.own.items():
        value = values.get(name)
        if question.kind == "point" and value is not None:
            found += _of_position(value, within)
        elif name == dated and value is not None and value < within.first_day:
            found.append(_before(value, within))
    written = clock.local(captured_at).date()
    if written < within.first_day:
        found.append(_before(written, within))
    elif _months(clock.local(received_at)) - _months(clock.local(captured_at)) > LATE_MONTHS:
        found.append(str(LATE % {"day": f"{written:%d-%m-%Y}"}))
    return list(dict.fromkeys(found))


def doubtful(form: type[Form], within: Bounds) -> ColumnElement[bool]:
    """The same as a condition on the form's table; at the turn of a month it may be an hour off, by the zone."""
    columns = form.table.c
    found: list[Any] = [
        columns.captured_at < clock.midnight(within.first_day),
        _months_of(columns.received_at) - _months_of(columns.captured_at) > LATE_MONTHS,
    ]
    for name, question in form.questions.own.items():
        if question.kind == "point":
            latitude, longitude, accuracy = (columns[f"{name}_{part}"] for part in question.parts)  # type: ignore[attr-defined]
            inside = and_(
                latitude.between(within.south, within.north), longitude.between(within.west, within.east)
            )  # fmt: skip
            found += [and_(latitude.is_not(None), ~inside), accuracy > ROUGH_METRES]
        elif name == form.dated_by():
            found.append(columns[name] < within.first_day)
    return or_(*found)


def _of_position(position: Position, within: Bounds) -> list[str]:
    found = []
    if abs(position.latitude) < NOWHERE_DEGREES and abs(position.longitude) < NOWHERE_DEGREES:
        found.append(str(UNKNOWN))
    elif not within.has(position.latitude, position.longitude):
        words = SWAPPED if within.has(position.longitude, position.latitude) else FAR
        found.append(str(words % {"where": within.where}))
    if position.accuracy is not None and position.accuracy > ROUGH_METRES:
        found.append(str(ROUGH % {"km": f"{position.accuracy / 1000:.3g}".replace(".", ",")}))
    return found


def _before(day: date, within: Bounds) -> str:
    return str(BEFORE % {"day": f"{day:%d-%m-}{day.year:04}", "year": within.first_day.year})


def _months(moment: datetime) -> int:
    return 12 * moment.year + moment.month


def _months_of(column: Any) -> Any:
    return 12 * extract("year", column) + extract("month", column)
