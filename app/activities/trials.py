"""A trial walk: one that the first run makes, so that somebody sees an observation arrive before anything counts."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from ..base import clock, db
from ..definitions import Observation
from ..store import Quarantine, Walk
from . import scheduling


def current() -> Walk | None:
    """The trial that a phone can still join; None before there is one, and when its code is over."""
    walks = db.session.scalars(select(Walk).where(Walk.trial).order_by(Walk.created_at.desc()))
    return next((each for each in walks if each.code and each.code.can_be_joined(clock.today())), None)


def begin() -> Walk:
    """The trial to join: the one that there is, else a new one of today."""
    return current() or scheduling.create(Walk, {"title": _("Prøvevandring"), "date": clock.today(), "trial": True})


def waiting(walk: Walk) -> int:
    """How many submissions of a trial wait for review, because something is wrong with them: a phone's clock, perhaps."""
    named = Quarantine.resolved_at.is_(None), Quarantine.content.contains(walk.id)
    return db.session.scalar(select(func.count(Quarantine.id)).where(*named)) or 0


def arrived(walk: Walk) -> tuple[int, Any]:
    """How many observations have come of a trial, and what the last one says (`category`, `place`, `received_at`; None before)."""
    table = Observation.table.c
    query = select(table.category, table.kind, table.place, table.received_at).where(table.walk == walk.id)
    number = db.session.scalar(select(func.count()).where(table.walk == walk.id)) or 0
    return number, db.session.execute(query.order_by(table.received_at.desc(), table.id)).first()
