"""The sessions of accounts: started at a sign-in, noted when used, ended here or everywhere.

A phone stays signed in for what it captures, until it has been silent for 90 days. The office is another matter: left
alone for a while, or open for a whole day, it asks for the password again.

"""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_login import UserMixin
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import DBAPIError

from ..base import clock, db, trouble
from ..store import Code, Event, Gone, Joined, SignIn, User, Walk, gone
from ..store.activity_tables import SENDING, WINDOW

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


_ACCOUNT = (
    select(
        User.id, User.email, User.name, User.role, User.party,
        SignIn.id.label("sign_in"), SignIn.confirmed_at, SignIn.seen_at, SignIn.office_at,
    )
    .join(SignIn, SignIn.user_id == User.id)
    .where(SignIn.id == bindparam("id"), SignIn.ended_at.is_(None), SignIn.seen_at > bindparam("since"))
    .where(SignIn.epoch == User.epoch, User.active)
)  # fmt: skip


def _last(what: str) -> Any:
    """When that was last noted of the guest."""
    return select(func.max(Gone.at)).where(Gone.id == bindparam("guest"), Gone.what == what).scalar_subquery()


_JOINED = (
    select(
        Code.code,
        Code.walk_id,
        Code.event_id,
        Code.leads,
        Code.revoked_at,
        func.coalesce(Walk.title, Event.title),
        func.coalesce(Walk.date, Event.date),
        Joined.for_review,
        _last(gone.SHUT_OUT),
        _last(gone.SHUT_OUT + gone.UNDONE),
    )
    .join(Joined)
    .outerjoin(Walk, Walk.id == Code.walk_id)
    .outerjoin(Event, Event.id == Code.event_id)
    .where(Joined.guest_id == bindparam("guest"))
    .order_by(Joined.joined_at.desc())
)


@dataclass(frozen=True, slots=True)
class Account(UserMixin):
    """The account that is signed in, and the session in which it is."""

    id: str
    email: str
    name: str
    role: str
    party: str | None
    session: Session

    def get_id(self) -> str:
        """What the cookie keeps."""
        return self.session.id


@dataclass(frozen=True, slots=True)
class Membership:
    """A code that a guest joined with: for one walk or event, of that title and date.

    `revoked_at`: when the code was. `for_review`: all that comes of it waits for review. `shut_out`, `let_in`: when the
    guest last was, whatever the code.
    """

    code: str
    walk_id: str | None
    event_id: str | None
    leads: bool
    revoked_at: dt.datetime | None
    title: str
    date: dt.date
    for_review: bool
    shut_out: dt.datetime | None
    let_in: dt.datetime | None

    @property
    def form(self) -> str:
        """The one form that it lets a phone fill in."""
        return "observation" if self.walk_id else "attendance"

    @property
    def role(self) -> str:
        """What somebody with this code is called."""
        return "walker" if self.walk_id else "host"

    @property
    def gathering_id(self) -> str:
        """The id of the walk or event."""
        return self.walk_id or self.event_id or ""

    @property
    def shut_out_at(self) -> dt.datetime | None:
        """Since when the guest is shut out, where it has not been let in again."""
        return self.shut_out if self.shut_out and not (self.let_in and self.let_in >= self.shut_out) else None

    @property
    def closed_at(self) -> dt.datetime | None:
        """What is captured later than that waits for review."""
        if self.for_review:
            return dt.datetime.min.replace(tzinfo=dt.UTC)
        return min(filter(None, (self.revoked_at, self.shut_out_at)), default=None)

    def may_lead(self, day: dt.date) -> bool:
        """Whether the session leads the walk on that Danish date: as long as the code could be joined."""
        return self.leads and self.closed_at is None and day <= self.date + WINDOW

    def may_send(self, day: dt.date) -> bool:
        """Whether the session may still send on that Danish date."""
        return day <= self.date + SENDING


def account(sign_in: str) -> Account | None:
    """The account of a session, unless it is disabled or the session was ended or forgotten."""
    with db.engine().connect() as connection:
        row = connection.execute(_ACCOUNT, {"id": sign_in, "since": clock.now() - LIFE}).first()
    return Account(*row[:5], Session(*row[5:])) if row else None


def memberships(guest_id: str) -> list[Membership]:
    """The codes that a guest joined with, the newest joining first."""
    with db.engine().connect() as connection:
        return [Membership(*row) for row in connection.execute(_JOINED, {"guest": guest_id})]
