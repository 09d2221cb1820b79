"""One-time links: whoever holds one chooses a password. Only a hash of its token is kept; it works for 7 days.

On a database without accounts a link of its own kind makes the first leader; the command `init` prints it.
"""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..base import clock, db
from ..store import Invitation, User, gone
from . import passwords, second_factor
from .people import (
    add,
    changing,
    check_new,
    drop_invitations,
    find,
    keep_a_leader,
    plain_email,
    plain_name,
    refuse,
    set_password,
)

LIFE = timedelta(days=7)


def invite(id: str) -> str:
    """The token of a new link for somebody who has no password yet; their earlier links stop working."""
    with changing(id) as (session, user):
        return _make(session, user)


def reset(id: str) -> str:
    """Take somebody's password away, end every session, and make a link to choose a new one; its token.

    Never for the last leader who can sign in: a lost link would lock everybody out.
    """
    with changing(id) as (session, user):
        keep_a_leader(session, user)
        token = _make(session, user)
        set_password(session, user, None)
    return token


def let_in(id: str) -> str:
    """Open an account whatever closed it: no password, no second step, no session, and the token of a new link."""
    with changing(id) as (session, user):
        user.active, user.password_hash = True, None
        user.epoch += 1
        second_factor.forget(session, id)
        token = _make(session, user)
        for what in (gone.PASSWORD_CHANGED, gone.SECOND_STEP_CHANGED):
            gone.note(session, what, id)
        gone.note(session, gone.ROLE_CHANGED, *gone.standing(session, gone.ROLE_CHANGED, [id]))
        gone.note(session, gone.CLOSED, id, undone=True)
    return token


def first_leader() -> str | None:
    """The token of a link that makes the first leader; None once there is any account.

    Links printed before go on working until one of them has been used.
    """
    with db.writing() as session:
        return None if _has_accounts(session) else _make(session, None)


def open_invitation(token: str) -> Invitation:
    """The invitation that the token opens; LookupError when it is unknown, used, too old or no longer wanted."""
    invitation = db.session.get(Invitation, _hash(token))
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= clock.now():
        raise LookupError
    if invitation.user_id is None:
        if _has_accounts(db.session()):
            raise LookupError
    elif not find(invitation.user_id).active:
        raise LookupError
    return invitation


def invited(invitation: Invitation) -> User | None:
    """Whom it is for; None: the first leader, who has no account yet."""
    return find(invitation.user_id) if invitation.user_id else None


def accept(token: str, *, name: str, password: str, email: str = "") -> User:
    """Give the account its name and password, or make the first leader's, and use the link up.

    Raises LookupError when the link does not work, RefusedError when the facts do not do.
    """
    user = invited(open_invitation(token))
    name, email = plain_name(name), user.email if user else plain_email(email)
    refuse(check_new(name, email, password))
    kept = passwords.hash_password(password)
    with db.writing() as session:
        invitation = open_invitation(token)  # somebody may have used it while the password was hashed
        invitation.used_at = clock.now()
        if invitation.user_id is None:
            return add(session, User(email=email, name=name, role="leader", password_hash=kept))
        account = session.get_one(User, invitation.user_id)
        account.name = name
        return set_password(session, account, kept)


def _make(session: Session, user: User | None) -> str:
    """A token with 256 random bits, kept as its hash; earlier links of the same person stop working."""
    now = clock.now()
    if user:
        drop_invitations(session, user)
    session.execute(delete(Invitation).where(Invitation.expires_at <= now))
    token = token_urlsafe(32)
    session.add(
        Invitation(token_hash=_hash(token), user_id=user.id if user else None, created_at=now, expires_at=now + LIFE)
    )
    return token


def _has_accounts(session: Session) -> bool:
    return session.scalar(select(User.id).limit(1)) is not None


def _hash(token: str) -> str:
    """A random token needs no slow hash."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()
