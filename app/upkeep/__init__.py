"""What keeps an installation alive: backups and their restoring, moving to another database, looking after it all.

`backup` makes one file of everything that must survive, `restore` puts it into an empty installation, `copy` moves a
database's content into another one, `examine` says what is not as it should be.
"""

from .archive import ArchiveError
from .backup import back_up, bring_up_to_date, file_in, rotate
from .copying import Copied, CopyError, copy
from .examination import Finding, examine, free_bytes, in_short
from .restore import restore

__all__ = [
    "ArchiveError",
    "Copied",
    "CopyError",
    "Finding",
    "back_up",
    "bring_up_to_date",
    "copy",
    "examine",
    "file_in",
    "free_bytes",
    "in_short",
    "restore",
    "rotate",
]
