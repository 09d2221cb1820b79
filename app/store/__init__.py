"""The fixed tables. The forms' tables come from their definitions (`app.definitions`)."""

from .account_tables import (
    ROLES,
    FailedAttempt,
    Guest,
    Invitation,
    Joined,
    RecoveryCode,
    SecondFactor,
    Sent,
    SignIn,
    User,
)
from .activity_tables import Code, Event, FollowUp, FollowUpEntry, FollowUpObservation, Gathering, NotSameMatter, Walk
from .closing_tables import Closing, EvaluationHeld
from .record_tables import Device, EstatePlan, History, Photo, PhotoUse, Quarantine
from .reported_tables import FigureEntry, HoursEntry, ListEntry, MilestoneEntry, Narrative
from .server_tables import AuditEntry, CountedRequests, Download, Gone, Installation, PurgeNotice, Setting
