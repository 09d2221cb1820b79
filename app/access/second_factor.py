"""The second step of signing in, for whoever wants it: a code from an app (TOTP, RFC 6238), or one from paper, once.

Nobody is asked before a first code has shown that the app works.
"""

import hmac
import secrets

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..base import clock, db
from ..base.ids import ALPHABET, plain_code
from ..store import RecoveryCode, SecondFactor, gone
from . import passwords

ISSUER = "Feltbog"
# Half minutes; a code of the one before or after works too, because clocks differ.
STEP = 30
CODES = 10
LENGTH = 10


def state(user_id: str) -> SecondFactor | None:
    """The account's app, confirmed or not."""
    return db.session.get(SecondFactor, user_id)


def is_on(user_id: str) -> bool:
    """Whether signing in to the account takes a second step."""
    found = state(user_id)
    return found is not None and found.confirmed_at is not None


def begin(user_id: str) -> SecondFactor:
    """A new secret for an app that is still to be confirmed; the same one until it is."""
    with db.writing() as session:
        found = session.get(SecondFactor, user_id)
        if found is None:
            found = SecondFactor(user_id=user_id, secret=pyotp.random_base32(), made_at=clock.now())
            session.add(found)
    return found


def address(found: SecondFactor, email: str) -> str:
    """What the app's camera reads."""
    return pyotp.TOTP(found.secret, interval=STEP).provisioning_uri(name=email, issuer_name=ISSUER)


def confirm(user_id: str, code: str) -> list[str] | None:
    """Ask for a second step from now on, when the code is right; the codes for the paper, else None."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(CODES)]
    hashes = [passwords.hash_password(code) for code in codes]
    with db.writing() as session:
        found = session.get(SecondFactor, user_id)
        if found is None or found.confirmed_at or not _use(found, plain_code(code)):
            return None
        found.confirmed_at = clock.now()
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        session.add_all(RecoveryCode(user_id=user_id, hash=kept) for kept in hashes)
        gone.note(session, gone.SECOND_STEP_CHANGED, user_id)
    return [shown(code) for code in codes]


def remove(user_id: str) -> None:
    """Ask for no second step any more."""
    with db.writing() as session:
        found = session.get(SecondFactor, user_id)
        was_on = found is not None and found.confirmed_at is not None
        forget(session, user_id)
        if was_on:
            gone.note(session, gone.SECOND_STEP_CHANGED, user_id)


def forget(session: Session, user_id: str) -> None:
    """Ask for none, in the open transaction."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))


def verify(user_id: str, code: str) -> bool:
    """Whether that is a code of the app or of the paper that has not been used yet; it is now."""
    code = plain_code(code)
    if len(code) == LENGTH:
        return _use_paper(user_id, code)
    with db.writing() as session:
        found = session.get(SecondFactor, user_id)
        return found is not None and found.confirmed_at is not None and _use(found, code)


def left(user_id: str) -> int:
    """How many codes on paper have not been used."""
    return len(_kept(user_id))


def shown(code: str) -> str:
    """`XXXXX-XXXXX`, as people read it."""
    return f"{code[:5]}-{code[5:]}"


def _use(found: SecondFactor, code: str) -> bool:
    """Whether it is a code of this half minute, or of one beside it, later than the one that was used last; what was used by a
    clock that was ahead locks nobody out.
    """
    totp, now = pyotp.TOTP(found.secret, interval=STEP), int(clock.now().timestamp()) // STEP
    if found.last_step > now + 1:
        found.last_step = 0
    for step in (now, now - 1, now + 1):
        if step > found.last_step and hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            found.last_step = step
            return True
    return False


def _use_paper(user_id: str, code: str) -> bool:
    fits = next((kept.id for kept in _kept(user_id) if passwords.verify(kept.hash, code)), None)
    if fits is None:
        return False
    with db.writing() as session:
        return db.change(session, delete(RecoveryCode).where(RecoveryCode.id == fits)) == 1


def _kept(user_id: str) -> list[RecoveryCode]:
    return list(db.session.scalars(select(RecoveryCode).where(RecoveryCode.user_id == user_id)))
