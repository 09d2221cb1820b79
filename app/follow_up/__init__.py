"""Follow-up: every *skal forbedres* ends in a party, a deadline, an answer, and a check on the spot.

A *point* is a follow-up, or an observation to improve that nobody has done anything about (state *Ny*); a row is made
at the first thing that anybody does. Every function takes the id of a follow-up or of an observation.

Reading: `points`, `get`, `open_points`, `to_recheck`, `history`, the board's `listed` and `counts`, the workbook's `points_of_year`; what a party sees: `theirs`,
`own_history`, `may_see_photo`. Writing: `change`, `change_many`, `comment`, `photograph`, `group`,
`split`, `keep_apart` (each its own transaction), `begin`, `recheck` and `take_back` (inside the caller's).
"""

from .board import NONE, SHOWS, BoardFilters, BoardPage, beside, counts, listed, overdue
from .entries import Entry, history, id_of
from .grouping import group, split
from .kept_apart import Pair, keep_apart, pair, refused_on
from .next_walk import last_walk, to_recheck
from .party_accounts import has_account, parties_with_accounts
from .point import OfWalk, Point, PointRecheck, Seen
from .points_by_year import count_of_year, points_of_year
from .reading import get, is_loose, open_points, points, seen
from .rechecks import is_point, recheck, take_back
from .remarks import comment, photograph
from .rules import FollowUpError
from .sight import may_see_photo, own_history, theirs
from .states import NEEDS, OPEN, OUTCOMES, PARTY_STATES, PRIORITIES, STATES, TO_RECHECK, following
from .writing import Bulk, Done, PointChangedError, begin, change, change_many

__all__ = [
    "NEEDS",
    "NONE",
    "OPEN",
    "OUTCOMES",
    "PARTY_STATES",
    "PRIORITIES",
    "SHOWS",
    "STATES",
    "TO_RECHECK",
    "BoardFilters",
    "BoardPage",
    "Bulk",
    "Done",
    "Entry",
    "FollowUpError",
    "OfWalk",
    "Pair",
    "Point",
    "PointChangedError",
    "PointRecheck",
    "Seen",
    "begin",
    "beside",
    "change",
    "change_many",
    "comment",
    "count_of_year",
    "counts",
    "following",
    "get",
    "group",
    "has_account",
    "history",
    "id_of",
    "is_loose",
    "is_point",
    "keep_apart",
    "last_walk",
    "listed",
    "may_see_photo",
    "open_points",
    "overdue",
    "own_history",
    "pair",
    "parties_with_accounts",
    "photograph",
    "points",
    "points_of_year",
    "recheck",
    "refused_on",
    "seen",
    "split",
    "take_back",
    "theirs",
    "to_recheck",
]
