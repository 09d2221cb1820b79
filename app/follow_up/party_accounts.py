"""Which parties have somebody who can sign in and read what they are given."""

from sqlalchemy import select

from ..access import PARTY
from ..base import db
from ..store import User
from .rules import plain


def parties_with_accounts() -> set[str]:
    """The codes of the parties that somebody can sign in for."""
    return set(db.session.scalars(select(User.party).where(*_CAN_SIGN_IN, User.party.is_not(None)).distinct()))


def has_account(party: str | None, party_other: str | None = None) -> bool:
    """Whether somebody can sign in for the party; for another one, under its name."""
    names = db.session.scalars(select(User.name).where(*_CAN_SIGN_IN, User.party == party)).all()
    return bool(names) and (party != "other" or plain(party_other) in map(plain, names))


_CAN_SIGN_IN = (User.role == PARTY, User.active, User.password_hash.is_not(None))
