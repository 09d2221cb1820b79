"""Follow-up: every *skal forbedres* ends in a party, a deadline, an answer, and a check on the spot.

A *point* is a follow-up, or an observation to improve that nobody has done anything about (state *Ny*); a row is made
at the first thing that anybody does, until then it is read as if there were one. Every function takes the id of a
follow-up or of an observation.

Reading: `points`, `get`, `to_recheck`, `history`, the board's `listed` and `counts`, the workbook's `points_of_year`; what a party
sees: `theirs`, `own_history`, `may_see_photo`. Writing: `change`, `change_many`, `comment`, `photograph`, `group`,
`split`, `keep_apart` (each its own transaction), `begin`, `recheck` and `take_back` (inside the caller's). What cannot be
done is a `RefusedError`.
"""

from .board import NONE, BoardFilters, beside, counts, listed, overdue
from .grouping import Pair, group, keep_apart, pair, refused_on, split
from .point import Point, Seen
from .reading import count_of_year, get, is_loose, last_walk, points, points_of_year, seen, to_recheck
from .remarks import comment, is_point, photograph, recheck, take_back
from .rules import NEEDS, OPEN, OUTCOMES, PARTY_STATES, PRIORITIES, STATES, following
from .sight import Entry, has_account, history, id_of, may_see_photo, own_history, parties_with_accounts, theirs
from .writing import Done, PointChangedError, begin, change, change_many
