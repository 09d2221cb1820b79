"""The kinds of question: how each validates, is drawn, is stored, and becomes cells, codebook lines and schema.

A question has an *answer* (JSON, as a phone sends it) and a *value* (Python, as the server keeps it).
`clean` turns the first into the second and is the only validator. None always means: not answered.
"""

from .choice import Choice, Choices, Countries, YesNo
from .danish_days import danish
from .desk import Email, Moment, Number, Secret, TimeOfDay, Upload
from .fields import Cleaned, Difference, Fields
from .geo_point import GeoPoint, Position
from .open_point import OpenPoint
from .photo_ids import Photos
from .plan_point import PlanPoint, Spot
from .question import Header, Option, Question, Words, printable
from .single import Count, Day, Reference, Text
