"""What the evaluation needs beside the records: figures from others, milestones, lists received, hours, comments.

Everything is checked against the plan, added and never overwritten; `current()` and its like give what counts now.
"""

from . import arrivals, given, hours, milestones, narratives, several
from .given import Given
from .milestones import Reached
from .refusal import RefusedError

__all__ = ["Given", "Reached", "RefusedError", "arrivals", "given", "hours", "milestones", "narratives", "several"]
