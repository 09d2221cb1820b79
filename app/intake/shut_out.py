"""A guest that is shut out may still send what it captured before; what it captured later waits for review, up to a limit."""

from sqlalchemy import Connection, func, select

from ..access import Person
from ..base import db
from ..base.db import Base
from ..store import Quarantine

# So much of what it captured later is kept for the leader to see; then the phone is told to stop.
MOST = 50
_QUARANTINE = Base.metadata.tables[Quarantine.__tablename__]


def has_sent_enough(person: Person) -> bool:
    """Whether a guest that is shut out has sent as much as anybody will look at."""
    if person.shut_out_at is None:
        return False
    with db.engine().connect() as connection:
        return left(connection, person) == 0


def left(connection: Connection, person: Person) -> int | None:
    """How many more submissions are kept for review; None where there is no limit."""
    if person.shut_out_at is None:
        return None
    kept = select(func.count()).where(
        _QUARANTINE.c.person_id == person.id, _QUARANTINE.c.received_at > person.shut_out_at
    )
    return max(0, MOST - (connection.scalar(kept) or 0))
