"""The agreement as data: what a document consists of, how it is spelled, and the one that is in force."""

import datetime as dt
from typing import NamedTuple

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


class InForce(NamedTuple):
    """An adopted version and when it is in force: from `first` to the day before `until`."""

    agreement: Agreement
    first: dt.date
    until: dt.date


def current() -> Agreement:
    """The agreement of the current app."""
    found: Agreement = current_app.extensions["agreement"]
    return found


def in_force(day: dt.date) -> tuple[Agreement, ...]:
    """The agreements that are in force on a day; what the last one said holds until another begins."""
    return (current(),)


def spans() -> tuple[InForce, ...]:
    """Every version that was ever adopted, the oldest first, with its days; an ended agreement's last goes on until another begins.

    The same objects for as long as nothing is adopted: what is worked out from them is kept by them.
    """
    return (InForce(current(), dt.date.min, dt.date.max),)
