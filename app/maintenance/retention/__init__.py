"""What is no longer needed goes: by age (`purge`), or because somebody asked (`erase`). Counts and choices stay.

The plan says how long (`[retention]`). After a purge every figure of the evaluation is what it was.
"""

from .erasure import erase
from .periods import months_before
from .purging import Due, due, overdue, purge

__all__ = ["Due", "due", "erase", "months_before", "overdue", "purge"]
