"""The kinds of question: how each validates, is drawn, is stored, and becomes cells, codebook lines and schema.

A question has an *answer* (JSON, as a phone sends it) and a *value* (Python, as the server keeps it).
`clean` turns the first into the second and is the only validator. None always means: not answered.
"""

from .base import Header, Option, Question, Words, printable
from .choice import Choice, Choices, Countries, YesNo
from .open_point import OpenPoint
from .photos import Photos
from .plan import PlanPoint, Spot
from .point import GeoPoint, Point
from .single import UUID, Count, Day, Reference, Text, danish, read_uuid

__all__ = [
    "UUID",
    "Choice",
    "Choices",
    "Count",
    "Countries",
    "Day",
    "GeoPoint",
    "Header",
    "OpenPoint",
    "Option",
    "Photos",
    "PlanPoint",
    "Point",
    "Question",
    "Reference",
    "Spot",
    "Text",
    "Words",
    "YesNo",
    "danish",
    "printable",
    "read_uuid",
]
