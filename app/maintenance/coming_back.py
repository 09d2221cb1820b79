"""What is done when a database is an older copy of itself: it says so, nobody is in, and what was gone is gone again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from .. import audit
from ..access import Person
from ..base import clock, db, dialects, migrate
from ..base.db import Base
from ..store import Device, Invitation, User, generation, gone
from ..store.gone import JournalLine
from . import archive
from .journal_replay import replay

# Phones that were heard from so lately are expected to offer again what they hold.
AWAITED = timedelta(days=30)

_USERS, _DEVICES, _INVITATIONS = (Base.metadata.tables[model.__tablename__] for model in (User, Device, Invitation))


@dataclass(frozen=True, slots=True)
class CameBack:
    """Up to when the database reaches, what was done again, by kind, and how many accounts `user link` has to open."""

    reaches: datetime
    replayed: Counter[str]
    locked: int


def come_back(session: Session, lines: Iterable[JournalLine], reaches: datetime, person: Person) -> CameBack:
    """Do it in the open transaction. `lines`: the union of all journals; `reaches`: up to when the database does, at most."""
    now = clock.now()
    reaches = min(reaches, now)
    generation.begin_generation(session, reaches, now)
    locked = -_locked(session)
    replayed = replay(session, lines, person, reaches)
    locked += _locked(session)
    session.execute(update(_USERS).values(epoch=_USERS.c.epoch + 1))
    session.execute(delete(_INVITATIONS))
    session.execute(update(_DEVICES).where(_DEVICES.c.seen_at >= reaches - AWAITED).values(awaited_since=now))
    audit.note_within(session, "brought_back", person, "database", count=replayed.total())
    generation.catch_up(session)
    return CameBack(reaches, replayed, locked)


def bring_back(person: Person, lines: Iterable[JournalLine]) -> CameBack:
    """Do it to the app's database. Raises OSError."""
    with db.writing() as session:
        dialects.overwrite_what_is_deleted(session.connection())
        done = come_back(session, lines, generation.latest_moment(session), person)
    dialects.leave_no_traces(db.engine(), thoroughly=False)
    settle_folder()
    return done


def begin(person: Person) -> CameBack | None:
    """What is done before anything is served: nothing, unless the database is older than its folder, or lacks lines of
    its journal. → what was done to an older one.

    Of several servers that begin at once, one does it. Raises ArchiveError for a damaged journal, and OSError.
    """
    if not migrate.is_current():
        return None
    lines, done = archive.journal(gone.path()), None
    if generation.is_behind() or _lacks(lines):
        with db.writing() as session:
            dialects.overwrite_what_is_deleted(session.connection())
            if generation.within(session).counter < generation.folder_counter():
                done = come_back(session, lines, generation.latest_moment(session), person)
            else:
                replay(session, lines, person, clock.now())
        dialects.leave_no_traces(db.engine(), thoroughly=False)
    settle_folder()
    return done


def settle_folder() -> None:
    """Let the folder's journal and counter know what the database knows. Raises OSError."""
    there = set(archive.journal(gone.path()))
    with db.engine().connect() as connection:
        lacking = [line for line in gone.kept(connection) if line not in there]
    if lacking:
        gone.append(gone.path(), lacking)
    generation.tell_folder()


def _locked(session: Session) -> int:
    """How many accounts are closed and have no password."""
    return session.scalar(select(func.count()).where(~_USERS.c.active, _USERS.c.password_hash.is_(None))) or 0


def _lacks(lines: list[JournalLine]) -> bool:
    with db.engine().connect() as connection:
        return bool(set(lines) - set(gone.kept(connection)))
