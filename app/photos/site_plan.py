"""The plan of the estate: a picture that people point at, known to phones and to the office, and where observations lie.

A spot on it is a pair of fractions (x, y) of the picture's width and height from its upper left corner. Once two or
three known points are pinned, a spot is a position too, and a position a spot.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select, update

from ..base import clock, db
from ..definitions import Observation
from ..questions import Position, Spot
from ..store import EstatePlan
from . import pictures
from .map_projection import PinError, Projection, distances, fit  # noqa: F401 - what is asked of pins, too
from .pictures import PictureError

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 600_000
# The picture's longest side in pixels; the next one is tried where the one before takes too much room.
SIDES = (2400, 2000, 1600, 1200, 800)
# Nobody can point at anything on less.
LEAST_SIDE = 300
COLOURS = 256
SAMPLE = 600
# A position that may be further off than this (metres) says too little for a pin.
ROUGH = 100

TOO_SMALL = _(
    "Billedet er for lille til at pege på: %(width)d × %(height)d. Brug et på mindst 300 × 300 billedpunkter."
)

T = TypeVar("T")
# An observation's values, as `Observation.load` gives them.
Values = Callable[[T], Mapping[str, Any]]


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


# Where observations lie: what somebody pointed at goes before what a phone measured. The one is about the place.


def position(values: Mapping[str, Any]) -> Position | None:
    """Where an observation is: worked out from its spot where that plan is pinned, else as the phone measured it."""
    spot: Spot | None = values.get("plan")
    plan = get(spot.plan) if spot else None
    found = project(plan, spot.x, spot.y) if plan and spot else None
    return found or values.get("position")


def pins_for(plan: EstatePlan, observations: Iterable[T], values: Values[T]) -> list[tuple[T, float, float]]:
    """(observation, x, y) for each that has a spot on this plan.

    Those without one are left out: neither pointed out nor positioned, positioned roughly, or beside the picture.
    values: how to get an observation's values.
    """
    found = ((observation, _spot_on(plan, values(observation))) for observation in observations)
    return [(observation, *spot) for observation, spot in found if spot]


def plan_for(observations: Iterable[T], values: Values[T]) -> EstatePlan | None:
    """The plan that shows most of them: the current one, or one before it that they were pointed out on."""
    shown = list(observations)
    spots: list[Spot] = [spot for one in shown if (spot := values(one).get("plan"))]
    plans = [current(), *(get(id) for id in dict.fromkeys(spot.plan for spot in spots))]
    return max((plan for plan in plans if plan), key=lambda plan: len(pins_for(plan, shown, values)), default=None)


def _spot_on(plan: EstatePlan, values: Mapping[str, Any]) -> tuple[float, float] | None:
    spot: Spot | None = values.get("plan")
    if spot and spot.plan == plan.id:
        return spot.x, spot.y
    point = position(values)
    if point is None or (point.accuracy or 0) > ROUGH:
        return None
    return place_on(plan, point.latitude, point.longitude)


# The picture: small enough for a phone to keep, without anything in it but the picture


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """A picture ready to be put up: JPEG where it is a photograph, PNG where it is a drawing."""

    body: bytes
    mime: str
    width: int
    height: int


def clean(body: bytes) -> PlanPicture:
    """The picture in `body` (PNG, JPEG or WebP), written anew; raises PictureError for anything else."""
    from PIL import Image, ImageOps

    image = pictures.upright(body, SIDES[0])
    if min(image.size) < LEAST_SIDE:
        raise PictureError(TOO_SMALL % {"width": image.width, "height": image.height})
    # Few colours and sharp edges do in PNG, many colours in JPEG; a sample tells.
    sample = ImageOps.contain(image, (SAMPLE, SAMPLE), Image.Resampling.NEAREST)
    make = _drawing if len(_drawing(sample).body) <= len(_photograph(sample).body) else _photograph
    for side in SIDES:
        made = make(image if max(image.size) <= side else ImageOps.contain(image, (side, side)))
        if len(made.body) <= MOST_BYTES:
            break
    return made


def _drawing(image: "Image.Image") -> PlanPicture:
    from PIL import Image

    written = BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return PlanPicture(written.getvalue(), "image/png", image.width, image.height)


def _photograph(image: "Image.Image") -> PlanPicture:
    written = BytesIO()
    image.save(written, "JPEG", quality=80, optimize=True, progressive=True)
    return PlanPicture(written.getvalue(), "image/jpeg", image.width, image.height)
