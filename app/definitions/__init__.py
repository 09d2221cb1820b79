"""The declarations: forms, and everything else that people describe. Adding a question is one line here and one migration."""

from . import forms
from .account_fields import AccountFields
from .activity_fields import EventFields, WalkFields
from .agreed import check, init_app
from .attendance import Attendance
from .contact import Contact
from .follow_up_fields import FollowUpFields
from .observation import Observation, Recheck
from .reported_fields import FigureFields, HoursFields, ListFields, MilestoneFields
