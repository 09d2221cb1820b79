"""The kinds of question: how each validates, is drawn, is stored, and becomes cells, codebook lines and schema.

A question has an *answer* (JSON, as a phone sends it) and a *value* (Python, as the server keeps it).
`clean` turns the first into the second and is the only validator. None always means: not answered.
"""

from .choice import Choice, Choices, OptionSet, YesNo
from .countries import Countries
from .desk import CertainNumber, Email, Lines, Moment, Number, Secret, Tick, TimeOfDay, Upload
from .fields import Cleaned, Difference, Fields
from .photo_ids import Photos
from .places import GeoPoint, PlanPoint, Position, Spot
from .question import Days, Header, Option, Question, Words
from .single import Count, Day, OpenPoint, Reference, Text, Unseen, danish
