"""The plan of the estate: a picture that people point at, known to phones and to the office.

A spot on it is a pair of fractions (x, y) of the picture's width and height from its upper left corner. Once two or
three known points are pinned, a spot is a position too, and a position a spot.
"""

from ..pictures import PictureError
from .map_projection import PinError, Projection, distances, fit
from .plan_picture import clean
from .plans import add, current, earlier, get, pin, place_on, project, projection, take_down
from .spots import pins_for, plan_for, position

__all__ = [
    "PictureError",
    "PinError",
    "Projection",
    "add",
    "clean",
    "current",
    "distances",
    "earlier",
    "fit",
    "get",
    "pin",
    "pins_for",
    "place_on",
    "plan_for",
    "position",
    "project",
    "projection",
    "take_down",
]
