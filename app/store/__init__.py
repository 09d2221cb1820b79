"""The fixed tables. The forms' tables come from their definitions (`app.definitions`)."""

from .account_tables import ROLES, FailedAttempt, Guest, Invitation, Joined, RecoveryCode, SecondFactor, SignIn, User
from .activity_tables import Code, Event, Gathering, Walk
from .follow_up_tables import FollowUp, FollowUpEntry, FollowUpObservation, NotSameMatter
from .photo_tables import EstatePlan, Photo, PhotoUse
from .record_tables import Device, History, Quarantine
from .reported_tables import FigureEntry, HoursEntry, ListEntry, MilestoneEntry, Narrative
from .server_tables import AuditEntry, CountedRequests, Download, Gone, Installation
