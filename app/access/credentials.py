"""What a session stands for: the account that signed in, the codes that it joined with.

Every request asks, so each answer is one prepared statement on a connection of its own.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_login import UserMixin
from sqlalchemy import bindparam, func, select

from ..base import clock, db
from ..store import Code, Event, Gone, Joined, SignIn, User, Walk, gone
from ..store.activity_tables import SENDING, WINDOW
from .sessions import LIFE, Session

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
