"""What the evaluation needs beside the records: figures from others, milestones, lists received, hours, comments.

Each is a `Ledger`, checked against the plan: added and never overwritten; `current()` and its like give what counts now.
What cannot be written down is a RefusedError.
"""

from .acts import evaluations
from .figure_ledger import figures
from .ledgers import comments, hours, lists, milestones
