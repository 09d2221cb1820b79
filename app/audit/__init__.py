"""The audit trail: who saw, changed, exported or deleted what, and when. Only added to; without content.

What a page does is noted by one table (`pages`), what a command or a sign-in does where it happens (`note`).
"""

from .pages import init_app
from .trail import Listed, Search, listed, note, note_within, people
from .words import GROUPS, about, said

__all__ = ["GROUPS", "Listed", "Search", "about", "init_app", "listed", "note", "note_within", "people", "said"]
