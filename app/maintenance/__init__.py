"""What keeps an installation alive: backups and their restoring, moving to another database, looking after it all.

`backup` makes one file of everything that must survive, `restore` puts it into an empty installation, `copy` moves a
database's content into another one, `examine` says what is not as it should be, `tend` does what is due every day, `purge` what is due at once.
`export_person` makes a file of one person's data.
A database that is older than what is known of it is brought back (`begin` finds out, `bring_back` is told).
"""

from . import leftovers
from .archive import ArchiveError
from .backup import back_up, bring_up_to_date
from .coming_back import CameBack, begin, bring_back
from .copies import file_in, rotate
from .copying import CopyError, copy, copy_between
from .daily import DailyCare
from .encryption import AgeKeyError
from .examination import examine, in_short, not_ready
from .notice import NOTICE, Announced, announced
from .person_export import export_person
from .restoring import journals, restore
from .tending import Purged, Tended, purge, tend
from .time_limits import Retention
from .time_limits import retention as periods
