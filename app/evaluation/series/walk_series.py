"""What was observed in a year, by category and feeling; and what became of it, by state and age."""

import datetime as dt
from itertools import pairwise

from flask_babel import gettext as _
from sqlalchemy import and_, case, func, select

from ...base import clock, db
from ...definitions import Observation
from ...follow_up import STATES
from ...store import FollowUp, FollowUpObservation, by_year
from ..period import Period
from .shapes import Crossed, crossed

TABLE = Observation.table.c
# Up to so many days since it was first seen; the last group is older.
AGES = (30, 90, 180)


def observations(period: Period, kind: str) -> Crossed:
    """Observations of a kind (good or improve) by category and feeling; unanswered ones stand last."""
    query = by_year.records(Observation, period.year, [TABLE.category, TABLE.feeling, func.count()])
    query = query.where(TABLE.withdrawn_at.is_(None), TABLE.kind == kind).group_by(TABLE.category, TABLE.feeling)
    counts = {(category, feeling): number for category, feeling, number in db.session.execute(query)}
    rows, columns = Observation.questions["category"].options, Observation.questions["feeling"].options
    feelings: list[str | None] = [each.code for each in columns]
    found = [(each, [counts.get((each.code, feeling), 0) for feeling in [*feelings, None]]) for each in rows]
    shown = sorted((each for each in found if any(each[1])), key=lambda each: -sum(each[1]))
    return crossed(
        [*(each.label for each in columns), _("Ikke svaret")],
        [(each.code, each.label) for each, _counts in shown],
        [numbers for _each, numbers in shown],
        people=False,
    )


def follow_ups(period: Period) -> Crossed:
    """The points of a year's observations by state, and by how long ago each was first seen."""
    today = clock.now()
    ages = [today - dt.timedelta(days=days) for days in AGES]
    counts: dict[str, list[int]] = {state: [0] * (len(AGES) + 1) for state in STATES}
    for state, seen in _begun(period):
        counts[state][sum(seen < age for age in ages)] += 1
    for group, number in enumerate(_loose(period, ages)):
        counts["new"][group] += number
    rows = [(state, words.label) for state, words in STATES.items() if any(counts[state])]
    columns = [_("Under 30 dage"), _("30–90 dage"), _("90–180 dage"), _("Over 180 dage")]
    return crossed(columns, rows, [counts[state] for state, _words in rows], people=False)


def _begun(period: Period) -> list[tuple[str, dt.datetime]]:
    """State, and when its first observation was made, of every follow-up."""
    first = func.min(TABLE.captured_at)
    query = by_year.records(Observation, period.year, [FollowUp.state, first]).where(
        TABLE.id == FollowUpObservation.observation_id,
        FollowUp.id == FollowUpObservation.follow_up_id,
        TABLE.withdrawn_at.is_(None),
    )
    return [(state, seen) for state, seen in db.session.execute(query.group_by(FollowUp.id, FollowUp.state))]


def _loose(period: Period, ages: list[dt.datetime]) -> list[int]:
    """How many observations nobody has begun with, by age."""
    seen = TABLE.captured_at
    groups = [seen >= ages[0], *(and_(seen < newer, seen >= older) for newer, older in pairwise(ages)), seen < ages[-1]]
    begun = select(FollowUpObservation.observation_id).where(FollowUpObservation.observation_id == TABLE.id)
    sums = [func.coalesce(func.sum(case((group, 1), else_=0)), 0) for group in groups]
    query = by_year.records(Observation, period.year, sums).where(
        TABLE.kind == "improve", TABLE.withdrawn_at.is_(None), ~begun.exists()
    )
    return [int(number) for number in db.session.execute(query).one()]
