"""Does again to an older copy of the database what the journal says was done since: what is gone stays gone.

Of the lines of an id the last one counts, wherever it stood, and lines that the table has were done already. So a
journal that is replayed twice, or in parts, or together with others, comes to the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ..access import Person
from ..base import clock
from ..base.db import Base
from ..intake import review
from ..intake.amendment import take_in, take_out
from ..photos import photo_redaction
from ..store import Code, Invitation, Photo, Quarantine, User, gone
from ..store.gone import JournalLine
from .retention import erasure, months_before

# For so long lines are kept, and as long as the oldest backup that needs them.
MONTHS = 13

_USERS, _CODES, _INVITATIONS, _PHOTOS = (
    Base.metadata.tables[model.__tablename__] for model in (User, Code, Invitation, Photo)
)

Applies = Callable[[Session, JournalLine, Person], bool]


def replay(session: Session, lines: Iterable[JournalLine], person: Person, reaches: datetime) -> Counter[str]:
    """Keep the lines that the table lacks, in the open transaction, and do what they say; how many did anything, by kind.

    reaches: up to when the database does. What is much older was done, and its line taken out since.
    """
    kept = set(gone.kept(session))
    new = {line for line in lines if line.at >= months_before(reaches, MONTHS)} - kept
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
    erasure.clear(session, line.id, person)
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


def _remove_photo(session: Session, line: JournalLine, _person: Person) -> bool:
    return photo_redaction.take_away(session, [line.id]) > 0


def _hide_photo(session: Session, line: JournalLine, _person: Person) -> bool:
    """Which parts of it were black, nobody knows any more; unless it was made black at that moment or since."""
    photo = _PHOTOS.c
    if line.is_undone:
        shown = update(_PHOTOS).where(photo.id == line.id, photo.hidden_at.is_not(None))
        return _changed(session, shown.values(hidden_at=None))
    is_bare = photo.changed_at.is_(None) | (photo.changed_at < line.at)
    hidden = update(_PHOTOS).where(photo.id == line.id, photo.removed_at.is_(None), photo.hidden_at.is_(None), is_bare)
    return _changed(session, hidden.values(hidden_at=clock.now()))


def _revoke_code(session: Session, line: JournalLine, _person: Person) -> bool:
    before = _CODES.c.revoked_at
    revoked = update(_CODES).where(_CODES.c.id == line.id, before.is_(None) | (before < line.at))
    return _changed(session, revoked.values(revoked_at=line.at))


def _close(session: Session, line: JournalLine, _person: Person) -> bool:
    """Or open it again, but not where the password was taken away because another one is right."""
    user = _USERS.c
    if line.is_undone:
        opened = update(_USERS).where(user.id == line.id, ~user.active, user.password_hash.is_not(None))
        return _changed(session, opened.values(active=True))
    session.execute(delete(_INVITATIONS).where(_INVITATIONS.c.user_id == line.id))
    closed = update(_USERS).where(user.id == line.id, user.active)
    return _changed(session, closed.values(active=False, epoch=user.epoch + 1))


def _lock(session: Session, line: JournalLine, _person: Person) -> bool:
    """Nobody knows the password, the second step or the role that is right by now: until `user link`, nobody is let in."""
    session.execute(delete(_INVITATIONS).where(_INVITATIONS.c.user_id == line.id))
    closed = {"active": False, "password_hash": None, "epoch": _USERS.c.epoch + 1}
    return _changed(session, update(_USERS).where(_USERS.c.id == line.id).values(closed))


def _changed(session: Session, statement: object) -> bool:
    return bool(session.execute(statement).rowcount)  # type: ignore[call-overload]


# In the order in which they are done: what closes an account has the last word. `guest_shut_out` is asked for where it matters.
APPLY: dict[str, Applies] = {
    gone.WITHDRAWN: _withdraw,
    gone.ERASED: _erase,
    gone.DISCARDED: _discard,
    gone.PHOTO_REMOVED: _remove_photo,
    gone.PHOTO_BLACKENED: _hide_photo,
    gone.CODE_REVOKED: _revoke_code,
    gone.CLOSED: _close,
    gone.ROLE_CHANGED: _lock,
    gone.PASSWORD_CHANGED: _lock,
    gone.SECOND_STEP_CHANGED: _lock,
}
