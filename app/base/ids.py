"""Ids: UUIDs as text, in lower case, the keys of tables and what phones name their records and photos by. And the codes
that people read from a poster or from paper and type.
"""

import re
import unicodedata
import uuid
from typing import Any
from urllib.parse import unquote

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
# No look-alikes: without 0 O, 1 I, 2 Z, 5 S, 8 B, U V. 24 characters, 8 of them: 1.1 × 10^11 codes.
ALPHABET = "34679ACDEFGHJKLMNPQRTWXY"
LENGTH = 8


def new_id() -> str:
    """A random UUID."""
    return str(uuid.uuid4())


def read_uuid(raw: Any) -> str:
    """The UUID in lower case; raises ValueError for anything but its usual 36 characters."""
    if not isinstance(raw, str) or not UUID.fullmatch(raw):
        raise ValueError("no UUID")
    return raw.lower()


# What stands around a code: the address that a QR code opens, and the words on a poster. No code has an O in it.
_ADDRESS = re.compile(r".*/join/([^/?#\s]+)", re.IGNORECASE | re.DOTALL)
_WORD, _AFTER_IT = "KODE", re.compile(r"(?:N\b)?(?:\s+ER\b)?")


def plain_code(text: str) -> str:
    """A code as it is kept, from what somebody typed, scanned or pasted; case, width, spaces and hyphens do not matter, nor does what
    stands around it: `https://…/join/ABCD-1234`, `Kode: ABCD 1234`.
    """
    folded = unicodedata.normalize("NFKC", text)
    if found := _ADDRESS.match(folded):
        folded = unicodedata.normalize("NFKC", unquote(found[1]))
    _before, word, rest = folded.upper().rpartition(_WORD)
    if word:
        rest = _AFTER_IT.sub("", rest, count=1)
    return "".join(character for character in rest if character.isalnum())
