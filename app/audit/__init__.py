"""The audit trail: who saw, changed, exported or deleted what, and when. Only added to; without content.

What a page does is noted by one table (`pages`), what a command or a sign-in does where it happens (`note`).
"""

from .recording import init_app
from .sentences import GROUPS, about, said
from .trail import Search, listed, note, note_within, people

__all__ = ["GROUPS", "Search", "about", "init_app", "listed", "note", "note_within", "people", "said"]
