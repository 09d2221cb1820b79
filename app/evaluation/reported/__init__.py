"""What the evaluation needs beside the records: figures from others, milestones, lists received, hours, comments.

Everything is checked against the plan, added and never overwritten; `current()` and its like give what counts now.
"""

from . import comments, figures, hours, lists, milestones, several
from .figures import Given
from .milestones import Reached
from .refusal import EntryRefusedError

__all__ = ["EntryRefusedError", "Given", "Reached", "comments", "figures", "hours", "lists", "milestones", "several"]
