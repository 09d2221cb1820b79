"""What is done when a database is an older copy of itself: it says so, nobody is in, and what was gone is gone again.

The journal says what was done since. Of the lines of an id the last one counts, wherever it stood, and lines that the
table has were done already. So a journal that is replayed twice, or in parts, or together with others, comes to the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from .. import audit
from ..access import Person
from ..base import clock, db, migrate
from ..intake import review
from ..intake.amendment import take_in, take_out
from ..photos import stored
from ..store import Code, Device, Invitation, Photo, Quarantine, User, generation, gone
from ..store.gone import JournalLine
from . import archive, old_trials, retention

# Phones that were heard from so lately are expected to offer again what they hold.
AWAITED = timedelta(days=30)
# For so long lines of the journal are kept, and as long as the oldest backup that needs them.
MONTHS = 13

_USERS, _CODES, _DEVICES, _INVITATIONS, _PHOTOS = map(db.table_of, (User, Code, Device, Invitation, Photo))

Applies = Callable[[Session, JournalLine, Person], bool]


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
    for trial in old_trials.over(session):  # else what is erased of it would stay as a record that was erased
        old_trials.take_away(session, trial)
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
    with db.erasing() as session:
        done = come_back(session, lines, generation.latest_moment(session), person)
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
    if generation.is_behind() or set(lines) - set(_kept()):
        with db.erasing() as session:
            if generation.within(session).counter < generation.folder_counter():
                done = come_back(session, lines, generation.latest_moment(session), person)
            else:
                replay(session, lines, person, clock.now())
    settle_folder()
    return done


def settle_folder() -> None:
    """Let the folder's journal and counter know what the database knows. Raises OSError."""
    there = set(archive.journal(gone.path()))
    if lacking := [line for line in _kept() if line not in there]:
        gone.append(gone.path(), lacking)
    generation.tell_folder()


def _kept() -> list[JournalLine]:
    with db.engine().connect() as connection:
        return gone.kept(connection)


def _locked(session: Session) -> int:
    """How many accounts are closed and have no password."""
    return session.scalar(select(func.count()).where(~_USERS.c.active, _USERS.c.password_hash.is_(None))) or 0


def replay(session: Session, lines: Iterable[JournalLine], person: Person, reaches: datetime) -> Counter[str]:
    """Keep the lines that the table lacks, in the open transaction, and do what they say; how many did anything, by kind.

    reaches: up to when the database does. What is much older was done, and its line taken out since.
    """
    kept = set(gone.kept(session))
    new = {line for line in lines if line.at >= clock.months_before(reaches, MONTHS)} - kept
    last = {(line.kind, line.id): line for line in sorted(kept | new)}
    gone.keep(session, sorted(new))
    done: Counter[str] = Counter()
    for kind, apply in APPLY.items():
        for line in last.values():
            if line.kind == kind and line in new and apply(session, line, person):
                done[line.what] += 1
    return done


def _erase(session: Session, line: JournalLine, person: Person) -> bool:
    is_there = review.record_of(session, line.id) is not None
    retention.clear(session, line.id, person)
    return is_there


def _withdraw(session: Session, line: JournalLine, person: Person) -> bool:
    found = review.record_of(session, line.id)
    if found is None:
        return False
    return take_in(session, *found, person) if line.is_undone else take_out(session, *found, person)


def _discard(session: Session, line: JournalLine, person: Person) -> bool:
    """Copies of it that came later have been decided about by nobody."""
    waits = Quarantine.submission_id == line.id, Quarantine.resolved_at.is_(None), Quarantine.received_at <= line.at
    rows = session.scalars(select(Quarantine).where(*waits)).all()
    for row in rows:
        review.leave_out(session, row, person)
    return bool(rows)


def _hide_photo(session: Session, line: JournalLine, _person: Person) -> bool:
    """Which parts of it were black, nobody knows any more; unless it was made black at that moment or since."""
    photo = _PHOTOS.c
    if line.is_undone:
        hidden = update(_PHOTOS).where(photo.id == line.id, photo.hidden_at.is_not(None))
        return db.change(session, hidden.values(hidden_at=None)) > 0
    is_bare = photo.changed_at.is_(None) | (photo.changed_at < line.at)
    shown = update(_PHOTOS).where(photo.id == line.id, photo.removed_at.is_(None), photo.hidden_at.is_(None), is_bare)
    return db.change(session, shown.values(hidden_at=clock.now())) > 0


def _revoke_code(session: Session, line: JournalLine, _person: Person) -> bool:
    before = _CODES.c.revoked_at
    working = update(_CODES).where(_CODES.c.id == line.id, before.is_(None) | (before < line.at))
    return db.change(session, working.values(revoked_at=line.at)) > 0


def _close(session: Session, line: JournalLine, _person: Person) -> bool:
    """Or open it again, but not where the password was taken away because another one is right."""
    user = _USERS.c
    if line.is_undone:
        closed = update(_USERS).where(user.id == line.id, ~user.active, user.password_hash.is_not(None))
        return db.change(session, closed.values(active=True)) > 0
    session.execute(delete(_INVITATIONS).where(_INVITATIONS.c.user_id == line.id))
    is_open = update(_USERS).where(user.id == line.id, user.active)
    return db.change(session, is_open.values(active=False, epoch=user.epoch + 1)) > 0


def _lock(session: Session, line: JournalLine, _person: Person) -> bool:
    """Nobody knows the password, the second step or the role that is right by now: until `user link`, nobody is let in."""
    session.execute(delete(_INVITATIONS).where(_INVITATIONS.c.user_id == line.id))
    closed = {"active": False, "password_hash": None, "epoch": _USERS.c.epoch + 1}
    return db.change(session, update(_USERS).where(_USERS.c.id == line.id).values(closed)) > 0


# In the order in which they are done: what closes an account has the last word. `guest_shut_out` is asked for where it matters.
APPLY: dict[str, Applies] = {
    gone.WITHDRAWN: _withdraw,
    gone.ERASED: _erase,
    gone.DISCARDED: _discard,
    gone.PHOTO_REMOVED: lambda session, line, _person: stored.take_away(session, [line.id]) > 0,
    gone.PHOTO_BLACKENED: _hide_photo,
    gone.CODE_REVOKED: _revoke_code,
    gone.CLOSED: _close,
    gone.ROLE_CHANGED: _lock,
    gone.PASSWORD_CHANGED: _lock,
    gone.SECOND_STEP_CHANGED: _lock,
}
