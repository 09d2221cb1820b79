"""Passwords: what is asked of a new one, and how it is kept (argon2id; NIST SP 800-63B's advice).

Long rather than complicated: no rules about digits or capitals, no expiry; the commonest ones are refused
(`app.access.common_passwords`).
"""

import unicodedata
from secrets import token_hex

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import lazy_gettext as _

from .common_passwords import is_common

LEAST = 10
# Longer than any sentence that somebody types; looking at one takes time that grows with its square.
MOST = 2000

MISSING = _("Vælg en adgangskode på mindst %(least)d tegn.", least=LEAST)
TOO_SHORT = _("Adgangskoden er for kort. Skriv mindst %(least)d tegn, for eksempel tre ord.", least=LEAST)
TOO_LONG = _("Adgangskoden er for lang. Skriv højst %(most)d tegn.", most=MOST)
TOO_LIKE_EMAIL = _("Adgangskoden må ikke være din e-mail. Vælg en anden.")
TOO_COMMON = _("Mange bruger den adgangskode, så den er let at gætte. Vælg en anden.")


def fault(password: str, email: str) -> str | None:
    """Why this cannot be the password of the person with that e-mail, in Danish; None when it can."""
    plain = _normal(password)
    if not plain:
        return MISSING
    if len(plain) < LEAST:
        return TOO_SHORT
    if len(plain) > MOST:
        return TOO_LONG
    if plain.casefold() == email.casefold():
        return TOO_LIKE_EMAIL
    if is_common(plain, email.partition("@")[0]):
        return TOO_COMMON
    return None


def hash_password(password: str) -> str:
    """What is kept instead of the password: argon2id with its parameters and salt."""
    return _hasher().hash(_normal(password))


def verify(kept: str | None, password: str) -> bool:
    """Whether the password is the kept one; takes as long when none is kept, so that nobody learns who has an account."""
    try:
        _hasher().verify(kept or _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return _hasher().check_needs_rehash(kept)


def _hasher() -> PasswordHasher:
    return PasswordHasher(**current_app.config["ARGON2"])


def _nobodys() -> str:
    """A hash that costs as much to check as a real one."""
    if "nobodys_password" not in current_app.extensions:
        current_app.extensions["nobodys_password"] = hash_password(token_hex())
    kept: str = current_app.extensions["nobodys_password"]
    return kept


def _normal(password: str) -> str:
    """One spelling for what two keyboards compose differently, such as å."""
    return unicodedata.normalize("NFKC", password)
