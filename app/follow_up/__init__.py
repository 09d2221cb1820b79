"""Follow-up: every *skal forbedres* ends in a party, a deadline, an answer, and a check on the spot.

A *point* is a follow-up, or an observation to improve that nobody has done anything about (state *Ny*); a row is made
at the first thing that anybody does. Every function takes the id of a follow-up or of an observation.

Reading: `points`, `get`, `open_points`, `history`. Writing: `change`, `change_many`, `comment`, `photograph`, `group`,
`split` (each its own transaction), `begin` and `recheck` (inside the caller's).
"""

from .fields import Difference
from .grouping import group, split
from .history import Entry, history, id_of
from .points import OfWalk, Point, Recheck, Seen, get, open_points, points
from .rechecks import recheck
from .rules import FollowUpError
from .states import OPEN, OUTCOMES, PARTY_STATES, PRIORITIES, STATES, TO_RECHECK, following
from .writing import Bulk, ChangedMeanwhileError, Done, begin, change, change_many, comment, photograph

__all__ = [
    "OPEN",
    "OUTCOMES",
    "PARTY_STATES",
    "PRIORITIES",
    "STATES",
    "TO_RECHECK",
    "Bulk",
    "ChangedMeanwhileError",
    "Difference",
    "Done",
    "Entry",
    "FollowUpError",
    "OfWalk",
    "Point",
    "Recheck",
    "Seen",
    "begin",
    "change",
    "change_many",
    "comment",
    "following",
    "get",
    "group",
    "history",
    "id_of",
    "open_points",
    "photograph",
    "points",
    "recheck",
    "split",
]
