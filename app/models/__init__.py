"""The fixed tables. The forms' tables come from their definitions (`app.forms`)."""

from .devices import Device
from .estate_plan import EstatePlan
from .follow_up import FollowUp, FollowUpEntry, FollowUpObservation
from .gatherings import Code, Event, Gathering, Walk
from .people import ROLES, Guest, Invitation, Joined, User
from .photos import Photo, PhotoUse
from .records import History, Quarantine

__all__ = [
    "ROLES",
    "Code",
    "Device",
    "EstatePlan",
    "Event",
    "FollowUp",
    "FollowUpEntry",
    "FollowUpObservation",
    "Gathering",
    "Guest",
    "History",
    "Invitation",
    "Joined",
    "Photo",
    "PhotoUse",
    "Quarantine",
    "User",
    "Walk",
]
