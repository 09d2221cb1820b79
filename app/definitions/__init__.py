"""The declarations: forms, and everything else that people describe. Adding a question is one line here and one migration."""

from . import forms
from .attendance import Attendance
from .contact import Contact
from .observation import Observation, Recheck
from .office_fields import (
    AccountFields,
    EventFields,
    FigureFields,
    FollowUpFields,
    HeldFields,
    HoursFields,
    ListFields,
    MilestoneFields,
    WalkFields,
)
