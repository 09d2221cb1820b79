"""What was handed in so long ago that it goes: what was kept of it, and what was written about the evaluation of that year.

That a year was handed in, when, by which version and with which fingerprint, stays: so no version reaches into it.
"""

from typing import Final

from sqlalchemy import and_, exists, or_

from ..base import db
from ..store import Closing, EvaluationHeld
from .old_rows import SOME, Portion, setting
from .time_limits import Limits

KEPT: Final = ("report", "shown", "digests", "workbook", "reason")
SAID: Final = ("judgement", "next_step", "minutes")


def portions(limits: Limits) -> list[Portion]:
    """Which rows, and how they are emptied."""
    closings, held = map(db.table_of, (Closing, EvaluationHeld))
    is_kept = or_(*(closings.c[name].is_not(None) for name in KEPT))
    is_told = or_(*(held.c[name] != "" for name in SAID))
    lately = exists().where(
        closings.c.agreement == held.c.agreement, closings.c.year == held.c.year, closings.c.at >= limits.evaluations
    )
    is_old = and_(held.c.entered_at < limits.evaluations, ~lately.correlate(held))
    return [
        Portion(
            closings, and_(closings.c.at < limits.evaluations, is_kept), setting(closings, KEPT), closings.c.at, SOME
        ),
        Portion(held, and_(is_old, is_told), setting(held, SAID, ""), held.c.entered_at),
    ]
