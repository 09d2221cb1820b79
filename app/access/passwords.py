"""Passwords: what is asked of a new one, and how it is kept (argon2id; NIST SP 800-63B's advice).

Long rather than complicated: no rules about digits or capitals, no expiry; what is easy to guess is refused: a common
word with something around it, a walk over the keyboard, digits alone. The lists that attackers use are mostly a few
hundred words with years, digits and signs; the words stand in `common_passwords.txt` beside this file, the rest is a
rule. What the rules do not catch of the lists that Django (BSD) and zxcvbn (MIT) ship, 50,000 passwords that leaked most
often, stands in `known_passwords.txt` as far as it has the ten characters that are asked for.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from threading import BoundedSemaphore, local

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import ServiceUnavailable

LEAST = 10
# Longer than any sentence that somebody types; looking at one takes time that grows with its square.
MOST = 2000
WORDS = frozenset(Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split())
KNOWN = frozenset(Path(__file__).with_name("known_passwords.txt").read_text("utf-8").split())
# Known ones that are a word with a digit or two behind it are no better with others.
KNOWN_WORDS = frozenset(word for each in KNOWN if len(word := each.rstrip("0123456789")) >= 8 and word.isalpha())
# Letters that people write as digits and signs.
SPELT = str.maketrans("013457@$!€", "oieastasie")
ROWS = (
    "1234567890",
    "qwertyuiopå",
    "asdfghjklæø",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "abcdefghijklmnopqrstuvwxyzæøå",
)
STEPS = frozenset(pair for row in ROWS for line in (row, row[::-1]) for pair in itertools.pairwise(line))
# So much of a walk is steps from one key to the next, or the same key again.
WALK = 0.8
# Written twice, so many letters are still short.
SHORT = 8

# A hash takes a core for some hundredths of a second, and 19 MiB: so many are made or checked at once in a process, and some
# more may wait for that, so that threads are left for everything else.
AT_ONCE, WAITING = 2, 4
RETRY_AFTER = 5  # seconds

MISSING = _("Vælg en adgangskode på mindst %(least)d tegn.", least=LEAST)
TOO_SHORT = _("Adgangskoden er for kort. Skriv mindst %(least)d tegn, for eksempel tre ord.", least=LEAST)
TOO_LONG = _("Adgangskoden er for lang. Skriv højst %(most)d tegn.", most=MOST)
TOO_LIKE_EMAIL = _("Adgangskoden må ikke være din e-mail. Vælg en anden.")
TOO_COMMON = _("Mange bruger den adgangskode, så den er let at gætte. Vælg en anden.")


_at_once, _places = BoundedSemaphore(AT_ONCE), BoundedSemaphore(AT_ONCE + WAITING)
_own = local()


class HashingBusyError(ServiceUnavailable):
    """Enough passwords are being looked at already: whoever sends this one is to try again soon."""

    def __init__(self) -> None:
        super().__init__("passwords are being checked; try again in a moment", retry_after=RETRY_AFTER)


@contextmanager
def at_work() -> Iterator[None]:
    """Within the block this thread is one of the two that hash; raises HashingBusyError where four wait for that already."""
    if getattr(_own, "is_at_work", False):
        yield
        return
    if not _places.acquire(blocking=False):
        raise HashingBusyError
    try:
        with _at_once:
            _own.is_at_work = True
            try:
                yield
            finally:
                _own.is_at_work = False
    finally:
        _places.release()


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
    """What is kept instead of the password: argon2id with its parameters and salt. Raises HashingBusyError."""
    with at_work():
        return _hasher().hash(_normal(password))


def verify(kept: str | None, password: str) -> bool:
    """Whether the password is the kept one; takes as long when none is kept, so that nobody learns who has an account.

    Raises HashingBusyError.
    """
    try:
        with at_work():
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


def is_common(password: str, own: str = "") -> bool:
    """Whether somebody who knows the usual passwords would try it early. own: the person's name, as in their e-mail."""
    plain = password.casefold()
    return plain in KNOWN or _is_walk(plain) or any(_is_word(core, own.casefold()) for core in _cores(plain))


def _cores(plain: str) -> set[str]:
    """What is left without the digits and signs around it, and with those inside read as letters."""
    middle = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return {re.sub(r"[\W\d_]", "", text) for text in (middle, middle.translate(SPELT))}


def _is_word(core: str, own: str) -> bool:
    """Whether nothing is left, or one common word, or two, or something short again and again."""
    if not core or core == own or core in WORDS or core in KNOWN_WORDS:
        return True
    if any(core == core[:size] * (len(core) // size) for size in range(1, min(SHORT, len(core) // 2) + 1)):
        return True
    return any(core[:at] in WORDS and core[at:] in WORDS for at in range(1, len(core)))


def _is_walk(plain: str) -> bool:
    pairs = list(itertools.pairwise(plain))
    steps = sum(pair in STEPS or pair[0] == pair[1] for pair in pairs)
    return bool(pairs) and steps >= WALK * len(pairs)
