"""The fixed tables. The forms' tables come from their definitions (`app.forms`)."""

from .audit import AuditEntry
from .counted import CountedRequests
from .devices import Device
from .downloads import Download
from .estate_plan import EstatePlan
from .figures import FigureEntry, HoursEntry, ListEntry, MilestoneEntry, Narrative
from .follow_up import FollowUp, FollowUpEntry, FollowUpObservation, NotSameMatter
from .gatherings import Code, Event, Gathering, Walk
from .installation import Gone, Installation
from .people import ROLES, Guest, Invitation, Joined, User
from .photos import Photo, PhotoUse
from .records import History, Quarantine
from .sign_ins import FailedAttempt, RecoveryCode, SecondFactor, SignIn

__all__ = [
    "ROLES",
    "AuditEntry",
    "Code",
    "CountedRequests",
    "Device",
    "Download",
    "EstatePlan",
    "Event",
    "FailedAttempt",
    "FigureEntry",
    "FollowUp",
    "FollowUpEntry",
    "FollowUpObservation",
    "Gathering",
    "Gone",
    "Guest",
    "History",
    "HoursEntry",
    "Installation",
    "Invitation",
    "Joined",
    "ListEntry",
    "MilestoneEntry",
    "Narrative",
    "NotSameMatter",
    "Photo",
    "PhotoUse",
    "Quarantine",
    "RecoveryCode",
    "SecondFactor",
    "SignIn",
    "User",
    "Walk",
]
