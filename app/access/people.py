"""Accounts: made, let in, locked out. An e-mail is kept in lower case; a changed `epoch` ends every session.

How a new person gets a password is in `app.access.invitations`.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from .. import agreement
from ..base import clock, cpr, db
from ..base.messages import RefusedError
from ..store import Invitation, User, gone
from . import passwords

# What an account can be; a walker has none.
ACCOUNT_ROLES = ("leader", "counsellor", "host", "party")
LONGEST_NAME = 100
LONGEST_EMAIL = 254
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")

MISSING_NAME = _("Skriv et navn.")
LONG_NAME = _("Navnet er for langt. Skriv højst %(most)d tegn.", most=LONGEST_NAME)
NUMBER = _("Her står et CPR-nummer. Fjern det.")
MISSING_EMAIL = _("Skriv en e-mail.")
WRONG_EMAIL = _("E-mailen ser forkert ud. Skriv den som navn@eksempel.dk.")
TAKEN_EMAIL = _("Der er allerede en bruger med den e-mail.")
WRONG_ROLE = _("Vælg en rolle.")
WRONG_PARTY = _("Vælg, hvilken samarbejdspart brugeren hører til.")
NO_PARTY = _("Kun en samarbejdspart hører til en part. Vælg ingen, eller vælg en anden rolle.")
WRONG_CURRENT = _("Den nuværende adgangskode er forkert. Prøv igen.")
LAST_LEADER = _("Der skal være mindst én projektleder, der kan logge ind. Opret en anden først.")


def everybody() -> Sequence[User]:
    """All accounts, those that are closed last."""
    return db.session.scalars(select(User).order_by(User.active.desc(), func.lower(User.name), User.email)).all()


def find(id: str) -> User:
    """The account with that id; LookupError when there is none."""
    user = db.session.get(User, id)
    if user is None:
        raise LookupError(id)
    return user


@contextmanager
def changing(id: str) -> Iterator[tuple[Session, User]]:
    """A transaction that writes, and the account with that id in it; LookupError when there is none."""
    with db.writing() as session:
        yield session, find(id)


def named(email: str) -> User | None:
    """The account with that e-mail, however it is written."""
    return db.session.scalar(select(User).where(User.email == plain_email(email)))


def create(email: str, name: str, role: str, party: str | None = None, password: str | None = None) -> User:
    """A new account. Without a password nobody can sign in to it until an invitation has been used."""
    email, name, party = plain_email(email), plain_name(name), party or None
    errors = {"name": _name_fault(name), "email": _email_fault(email)} | _role_faults(role, party)
    if password is not None:
        errors["password"] = passwords.fault(password, email)
    refuse(errors)
    kept = None if password is None else passwords.hash_password(password)
    try:
        with db.writing() as session:
            return add(session, User(email=email, name=name, role=role, party=party, password_hash=kept))
    except IntegrityError:  # somebody else made it at the same moment
        raise RefusedError({"email": TAKEN_EMAIL}) from None


def add(session: Session, user: User) -> User:
    """Put an account that was checked into the open transaction; RefusedError when its e-mail is taken."""
    if session.scalar(select(User.id).where(User.email == user.email)):
        raise RefusedError({"email": TAKEN_EMAIL})
    user.created_at = clock.now()
    session.add(user)
    session.flush()
    return user


def authenticate(email: str, password: str) -> User | None:
    """Whoever has this e-mail and password and may sign in; notes when, and hashes anew where that is due."""
    user = named(email)
    kept = user.password_hash if user and user.active else None
    if not passwords.verify(kept, password) or user is None or kept is None:
        return None
    renewed = passwords.hash_password(password) if passwords.is_outdated(kept) else kept
    with db.writing() as session:
        found = session.get(User, user.id)
        if found is None or not found.active or found.password_hash != kept:
            return None  # locked out, or given a new password, in this very moment
        found.password_hash, found.seen_at = renewed, clock.now()
    return found


def change_password(id: str, current: str, new: str) -> User:
    """Give somebody who knows the current password a new one; ends every session."""
    user = find(id)
    if not passwords.verify(user.password_hash, current):
        raise RefusedError({"current": WRONG_CURRENT})
    refuse({"new": passwords.fault(new, user.email)})
    kept = passwords.hash_password(new)
    with changing(id) as (session, user):
        return set_password(session, user, kept)


def set_password(session: Session, user: User, kept: str | None) -> User:
    """Keep another password hash, as the last thing in the open transaction; ends every session."""
    is_replaced = user.password_hash is not None
    user.password_hash = kept
    user.epoch += 1
    if is_replaced:
        gone.note(session, gone.PASSWORD_CHANGED, user.id)
    return user


def disable(id: str) -> User:
    """Close an account: ends its sessions and its links. Never the last leader who can sign in."""
    with changing(id) as (session, user):
        keep_a_leader(session, user)
        user.active = False
        user.epoch += 1
        drop_invitations(session, user)
        gone.note(session, gone.CLOSED, id)
    return user


def enable(id: str) -> User:
    """Open a closed account again, with the password that it had."""
    with changing(id) as (session, user):
        user.active = True
        gone.note(session, gone.CLOSED, id, undone=True)
    return user


def keep_a_leader(session: Session, user: User) -> None:
    """RefusedError when this is the only leader who can sign in."""
    can_sign_in = (User.role == "leader", User.active, User.password_hash.is_not(None))
    leaders = session.scalars(select(User.id).where(*can_sign_in).with_for_update()).all()
    if list(leaders) == [user.id]:
        raise RefusedError({"person": LAST_LEADER})


def drop_invitations(session: Session, user: User) -> None:
    """No link that was made for this account works any more."""
    for invitation in session.scalars(select(Invitation).where(Invitation.user_id == user.id)):
        session.delete(invitation)


def plain_email(text: str) -> str:
    """As it is kept and looked up: in lower case, without spaces around it or anything invisible."""
    return "".join(filter(str.isprintable, text)).strip().lower()


def plain_name(text: str) -> str:
    """On one line, without spaces around it or anything invisible."""
    return "".join(filter(str.isprintable, " ".join(text.split()))).strip()


def check_new(name: str, email: str, password: str) -> dict[str, str | None]:
    """What is wrong with the facts of a person who makes their own account, by field."""
    faults = {"name": _name_fault(name), "email": _email_fault(email)}
    return faults | {"password": passwords.fault(password, email)}


def refuse(errors: dict[str, str | None]) -> None:
    """RefusedError when there is any error."""
    found = {field: message for field, message in errors.items() if message}
    if found:
        raise RefusedError(found)


def _name_fault(name: str) -> str | None:
    if next(cpr.find(name), None):
        return NUMBER
    return MISSING_NAME if not name else LONG_NAME if len(name) > LONGEST_NAME else None


def _email_fault(email: str) -> str | None:
    if not email:
        return MISSING_EMAIL
    if next(cpr.find(email), None):
        return NUMBER
    return None if len(email) <= LONGEST_EMAIL and EMAIL.fullmatch(email) else WRONG_EMAIL


def _role_faults(role: str, party: str | None) -> dict[str, str | None]:
    if role not in ACCOUNT_ROLES:
        return {"role": WRONG_ROLE}
    if role != "party":
        return {"party": NO_PARTY if party else None}
    return {"party": None if party in agreement.current().parties else WRONG_PARTY}
