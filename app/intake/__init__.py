"""Accepts submissions; the only writer of records.

`accept` takes what phones send. `amend`, `withdraw` and `restore` are the office's corrections; `repair`,
`keep_both`, `replace` and `discard` resolve what was quarantined.
"""

from .accept import accept
from .amend import amend, restore, withdraw
from .review import discard, keep_both, repair, replace
from .shut_out import has_sent_enough
from .submission import EnvelopeError, Submission, read_envelope

__all__ = [
    "EnvelopeError",
    "Submission",
    "accept",
    "amend",
    "discard",
    "has_sent_enough",
    "keep_both",
    "read_envelope",
    "repair",
    "replace",
    "restore",
    "withdraw",
]
