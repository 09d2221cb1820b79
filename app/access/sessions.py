"""The sessions of accounts: started at a sign-in, noted when used, ended here or everywhere.

A phone stays signed in for what it captures, until it has been silent for 90 days. The office is another matter: left
alone for a while, or open for a whole day, it asks for the password again.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from ..base import clock, db, trouble
from ..store import SignIn, User

# Unused for so long, a session is no longer one.
LIFE = timedelta(days=90)
# Whoever opens a page has at least so many seconds on it; a warning needs 20 of them.
NOTICE = 30
# How exactly its uses are noted: not every request is worth a write.
TO_THE_HOUR, TO_THE_MINUTE = timedelta(hours=1), timedelta(minutes=1)

_TABLE = db.table_of(SignIn)


@dataclass(frozen=True, slots=True)
class Session:
    """One session as it is now."""

    id: str
    confirmed_at: datetime
    seen_at: datetime
    office_at: datetime

    @property
    def office_ends(self) -> datetime:
        """When the office asks for the password again."""
        idle = timedelta(minutes=current_app.config["FELTBOG_OFFICE_IDLE"])
        return min(self.office_at + idle, self.latest)

    @property
    def latest(self) -> datetime:
        """When it does so however busy it is."""
        return self.confirmed_at + timedelta(hours=current_app.config["FELTBOG_OFFICE_LONGEST"])

    @property
    def office_seconds(self) -> int:
        """How many seconds are left until then; 0 when it has come."""
        return max(0, int((self.office_ends - clock.now()).total_seconds()))

    @property
    def can_stay(self) -> bool:
        """Whether using the office puts that off."""
        return self.office_ends < self.latest


def start(user: User, *, phone: bool) -> str:
    """A new session of the account, in which the password was just given; its id."""
    now = clock.now()
    with db.writing() as session:
        made = SignIn(user_id=user.id, epoch=user.epoch, phone=phone)
        made.started_at = made.confirmed_at = made.seen_at = made.office_at = now
        session.add(made)
    return made.id


def end(id: str) -> None:
    """The session's cookie means nothing from now on, wherever there is a copy of it."""
    with db.writing() as session:
        session.execute(update(_TABLE).where(_TABLE.c.id == id).values(ended_at=clock.now()))


def end_all(user_id: str) -> None:
    """End every session of the account."""
    with db.writing() as session:
        session.get_one(User, user_id).epoch += 1


def note_use(of: Session, *, office: bool) -> None:
    """Note that the session was used; `office`: by somebody who sits there."""
    now = clock.now()
    late = office and now - of.office_at >= TO_THE_MINUTE
    if not late and now - of.seen_at < TO_THE_HOUR:
        return
    values = {"seen_at": now} | ({"office_at": now} if office else {})
    try:
        with db.writing_plainly(touching=[of.id]) as connection:
            connection.execute(update(_TABLE).where(_TABLE.c.id == of.id).values(values))
    except DBAPIError as error:
        if trouble.code(error) is None:
            raise
        # On a full disk people must still be able to read; whoever writes is told by what they write.
        logging.getLogger(__name__).warning("the use of a session could not be noted")


def of(user_id: str) -> Sequence[SignIn]:
    """The account's open sessions, the latest used first."""
    query = (
        select(SignIn)
        .join(User, User.id == SignIn.user_id)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.epoch == User.epoch)
        .where(SignIn.seen_at > clock.now() - LIFE)
        .order_by(SignIn.seen_at.desc())
    )
    return db.session.scalars(query).all()
