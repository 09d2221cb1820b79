"""The agreement as data: one TOML file a plan, chosen with `FELTBOG_PLAN`."""

from pathlib import Path

from flask import Flask, current_app

from . import format
from .document import (
    AMOUNT,
    COUNT,
    INDEX,
    SHARE,
    Activity,
    Arrival,
    Budget,
    Criterion,
    Figure,
    Milestone,
    Plan,
    Privacy,
    Referral,
    Retention,
)
from .loading import PlanError, load
from .toml_spelling import to_toml

DEFAULT = Path(__file__).with_name("loevvangen.toml")


def init_app(app: Flask) -> None:
    """Load the plan once, at start: a faulty file stops Feltbog with a message instead of failing later."""
    app.extensions["plan"] = load(Path(app.config["FELTBOG_PLAN"] or DEFAULT))


def current() -> Plan:
    """The plan of the current app."""
    plan: Plan = current_app.extensions["plan"]
    return plan
