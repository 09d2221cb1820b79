"""Accepts submissions; the only writer of records.

`accept` takes what phones send; `compare` says which of their receipts mean nothing here any more. `amend`, `withdraw` and `restore` are the office's corrections; `repair`,
`keep_both`, `replace` and `discard` resolve what was quarantined.
"""

from .acceptance import accept
from .already_here import compare
from .amendment import amend, restore, withdraw
from .check import has_sent_enough
from .review import discard, keep_both, repair, replace
from .submission import EnvelopeError, Submission, read_envelope, read_receipts
