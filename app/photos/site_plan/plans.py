"""The plans themselves: the current one, the ones before it, and what their pins make of a spot or a position."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update

from ...base import clock, db
from ...definitions import Observation
from ...questions import Position
from ...store import EstatePlan
from .map_projection import Projection, fit


def current() -> EstatePlan | None:
    """The plan that phones are given; None before anybody has put one up."""
    query = select(EstatePlan).where(EstatePlan.replaced_at.is_(None)).order_by(EstatePlan.uploaded_at.desc())
    return db.session.scalars(query.limit(1)).first()


def get(id: str) -> EstatePlan | None:
    """A plan, the replaced ones too."""
    return db.session.get(EstatePlan, id)


def earlier() -> list[tuple[EstatePlan, int]]:
    """The plans that were replaced or taken down, the newest first, and how many observations point at each."""
    table = Observation.table
    pointing = select(func.count()).where(table.c.plan_plan == EstatePlan.id).scalar_subquery()
    query = (
        select(EstatePlan, pointing).where(EstatePlan.replaced_at.is_not(None)).order_by(EstatePlan.uploaded_at.desc())
    )
    return [(plan, count) for plan, count in db.session.execute(query)]


def add(picture: bytes, mime: str, width: int, height: int) -> EstatePlan:
    """Put up a cleaned picture; the plan before it is replaced, and kept for the observations that point at it."""
    with db.writing() as session:
        now = clock.now()
        session.execute(update(EstatePlan).where(EstatePlan.replaced_at.is_(None)).values(replaced_at=now))
        plan = EstatePlan(picture=picture, mime=mime, width=width, height=height, pins=[], uploaded_at=now)
        session.add(plan)
    return plan


def take_down(id: str) -> None:
    """No longer give phones this plan; it stays for the observations that point at it."""
    with db.writing() as session:
        found = session.get(EstatePlan, id)
        if found and found.replaced_at is None:
            found.replaced_at = clock.now()


def pin(id: str, pins: Sequence[Mapping[str, Any]]) -> None:
    """Set a plan's pins (none, two or three); raises PinError, and LookupError for an unknown plan."""
    with db.writing() as session:
        plan = session.get(EstatePlan, id)
        if plan is None:
            raise LookupError(id)
        fit(pins, plan.width, plan.height)
        plan.pins = [dict(each) for each in pins]


def projection(plan: EstatePlan) -> Projection | None:
    """What the plan's pins say; None where it has none."""
    return fit(plan.pins, plan.width, plan.height)


def project(plan: EstatePlan, x: float, y: float) -> Position | None:
    """The position of a spot, with an honest accuracy; None on a plan without pins."""
    found = projection(plan)
    if found is None:
        return None
    latitude, longitude = found.position(x, y)
    return Position(round(latitude, 6), round(longitude, 6), found.accuracy)


def place_on(plan: EstatePlan, latitude: float, longitude: float) -> tuple[float, float] | None:
    """The spot of a position; None on a plan without pins, and for what lies beside the picture."""
    found = projection(plan)
    if found is None:
        return None
    x, y = found.spot(latitude, longitude)
    return (x, y) if 0 <= x <= 1 and 0 <= y <= 1 else None
