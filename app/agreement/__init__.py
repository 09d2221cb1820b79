"""The agreement as data: what a document consists of, how it is spelled, and the one that is in force."""

import datetime as dt

from flask import current_app

from . import format
from .document import (
    AMOUNT,
    COUNT,
    INDEX,
    SHARE,
    Activity,
    Agreement,
    Arrival,
    Budget,
    Criterion,
    Figure,
    Milestone,
    PlanError,
    Privacy,
)
from .toml_spelling import to_toml


def current() -> Agreement:
    """The agreement of the current app."""
    found: Agreement = current_app.extensions["agreement"]
    return found


def in_force(day: dt.date) -> tuple[Agreement, ...]:
    """The agreements that are in force on a day; what the last one said holds until another begins."""
    return (current(),)
