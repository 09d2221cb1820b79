"""From a spot on the plan's picture to a position on earth and back, through the pins that somebody set.

Two pins give a similarity (turn, scale, move), three an affine map (a plan may be drawn askew). Both are worked out
in metres east and north of the first pin, where an estate is flat enough.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from flask_babel import lazy_gettext as _

# A degree of latitude in metres, on a sphere of the earth's mean radius.
DEGREE = math.pi * 6_371_008.8 / 180
MOST_PINS = 3
# Closer pins would turn a slip of the finger into a street's length.
CLOSEST_METRES = 20
CLOSEST_ON_PICTURE = 0.05
WIDEST_METRES = 20_000
# A finger covers about this share of a plan that fills a phone.
FINGER = 1 / 40
LEAST_ACCURACY = 5
# Drawn askew beyond this, two coordinates are more likely to have been swapped.
MOST_SKEW = 3.0

TOO_FEW = _("Sæt mindst to punkter på planen, eller fjern dem alle.")
TOO_MANY = _("Sæt højst tre punkter på planen.")
CLOSE_ON_PICTURE = _("Punkt %(one)d og %(other)d ligger for tæt på planen. Vælg to, der ligger langt fra hinanden.")
CLOSE_ON_EARTH = _(
    "Punkt %(one)d og %(other)d har næsten den samme position. Se efter, om en af dem er skrevet forkert."
)
ON_A_LINE = _("De tre punkter ligger næsten på en linje. Flyt et af dem ud til siden, eller fjern det.")
MIRRORED = _("Planen bliver spejlvendt. Se efter, om to punkter er byttet om.")
ASKEW = _(
    "Planen bliver trukket meget skæv. Se efter, om to punkter er byttet om, eller om en position er skrevet forkert."
)
TOO_WIDE = _("Planen bliver %(km)d km på den lange led. Se efter, om en position er skrevet forkert.")


class PinError(ValueError):
    """Pins that cannot carry a plan; the message is Danish and says what to do."""


@dataclass(frozen=True)
class Projection:
    """Fractions of the picture to degrees: `position = corner + x * across + y * down`, each a pair (latitude, longitude).

    `wide` and `high` are the picture's size in metres; `accuracy` is how far off a tap with a finger may be.
    """

    corner: tuple[float, float]
    across: tuple[float, float]
    down: tuple[float, float]
    wide: float
    high: float

    @property
    def accuracy(self) -> int:
        """Metres; a tap is no better than the finger."""
        return max(LEAST_ACCURACY, math.ceil(max(self.wide, self.high) * FINGER))

    def row(self, part: int) -> tuple[float, float, float]:
        """The coefficients of latitude (part 0) or longitude (part 1), for whoever works them out elsewhere."""
        return self.corner[part], self.across[part], self.down[part]

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude of a spot."""
        latitude, longitude = (
            corner + x * across + y * down
            for corner, across, down in zip(self.corner, self.across, self.down, strict=True)
        )
        return latitude, longitude

    def spot(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The spot of a position; outside 0–1 where it lies beside the picture."""
        north, east = latitude - self.corner[0], longitude - self.corner[1]
        (a, c), (b, d) = self.across, self.down
        determinant = a * d - b * c
        return (north * d - b * east) / determinant, (a * east - north * c) / determinant


def fit(pins: Sequence[Mapping[str, Any]], width: int, height: int) -> Projection | None:
    """The projection of a picture of that many pixels; None without pins. Raises PinError."""
    if not pins:
        return None
    if len(pins) == 1:
        raise PinError(TOO_FEW)
    if len(pins) > MOST_PINS:
        raise PinError(TOO_MANY)
    origin = pins[0]
    # On the picture in pixels with the y axis upwards, on earth in metres: one orientation for both.
    drawn = [complex(pin["x"] * width, -pin["y"] * height) for pin in pins]
    real = [_metres(pin["latitude"], pin["longitude"], origin) for pin in pins]
    _check_apart(drawn, real, math.hypot(width, height))
    if len(pins) == 2:
        turn = (real[1] - real[0]) / (drawn[1] - drawn[0])
        right, up = turn, turn * 1j
    else:
        right, up = _affine(drawn, real)
    corner = real[0] - right * drawn[0].real - up * drawn[0].imag
    across, down = right * width, -up * height
    if (longest := max(abs(across), abs(down))) > WIDEST_METRES:
        raise PinError(TOO_WIDE % {"km": round(longest / 1000)})
    latitude, longitude = _degrees(corner, origin)
    return Projection(
        (origin["latitude"] + latitude, origin["longitude"] + longitude),
        _degrees(across, origin),
        _degrees(down, origin),
        abs(across),
        abs(down),
    )


def distances(pins: Sequence[Mapping[str, Any]]) -> list[tuple[int, int, float]]:
    """(number of a pin, number of another, metres between them), for whoever knows the estate to check."""
    numbered = enumerate(pins, 1)
    return [
        (one, other, abs(_metres(b["latitude"], b["longitude"], a)))
        for (one, a), (other, b) in combinations(numbered, 2)
    ]


def _metres(latitude: float, longitude: float, origin: Mapping[str, Any]) -> complex:
    """East and north of the origin."""
    shrink = math.cos(math.radians(origin["latitude"]))
    return complex((longitude - origin["longitude"]) * DEGREE * shrink, (latitude - origin["latitude"]) * DEGREE)


def _degrees(metres: complex, origin: Mapping[str, Any]) -> tuple[float, float]:
    """The other way: differences in latitude and longitude."""
    shrink = math.cos(math.radians(origin["latitude"]))
    return metres.imag / DEGREE, metres.real / (DEGREE * shrink)


def _check_apart(drawn: list[complex], real: list[complex], diagonal: float) -> None:
    for one, other in combinations(range(len(drawn)), 2):
        numbers = {"one": one + 1, "other": other + 1}
        if abs(drawn[one] - drawn[other]) < CLOSEST_ON_PICTURE * diagonal:
            raise PinError(CLOSE_ON_PICTURE % numbers)
        if abs(real[one] - real[other]) < CLOSEST_METRES:
            raise PinError(CLOSE_ON_EARTH % numbers)


def _affine(drawn: list[complex], real: list[complex]) -> tuple[complex, complex]:
    """What one pixel to the right and one pixel up are in metres, from three points."""
    first, second = drawn[1] - drawn[0], drawn[2] - drawn[0]
    for one, other in ((first, second), (real[1] - real[0], real[2] - real[0])):
        if abs(_cross(one, other)) < CLOSEST_ON_PICTURE * max(abs(one), abs(other), abs(one - other)) ** 2:
            raise PinError(ON_A_LINE)
    determinant = _cross(first, second)
    right = ((real[1] - real[0]) * second.imag - (real[2] - real[0]) * first.imag) / determinant
    up = ((real[2] - real[0]) * first.real - (real[1] - real[0]) * second.real) / determinant
    if _cross(right, up) <= 0:
        raise PinError(MIRRORED)
    if _stretch(right, up) > MOST_SKEW:
        raise PinError(ASKEW)
    return right, up


def _cross(one: complex, other: complex) -> float:
    return one.real * other.imag - one.imag * other.real


def _stretch(right: complex, up: complex) -> float:
    """How much longer a step in one direction is than in another: 1 for a plan drawn to scale."""
    # The map is z → a z + b conj(z); its longest and shortest step are |a| + |b| and |a| - |b|.
    a, b = abs((right - 1j * up) / 2), abs((right + 1j * up) / 2)
    return (a + b) / max(a - b, 1e-12)
