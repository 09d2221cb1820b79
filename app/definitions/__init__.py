"""The declarations: forms, and everything else that people describe. Adding a question is one line here and one migration."""

from . import forms
from .account_fields import AccountFields
from .activity_fields import EventFields, WalkFields
from .attendance import Attendance
from .contact import Contact
from .extra_choices import check, init_app
from .follow_up_fields import FollowUpFields
from .observation import Observation
from .recheck import Recheck
from .reported_fields import FigureFields, HoursFields, ListFields, MilestoneFields
