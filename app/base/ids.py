"""Ids: UUIDs as text, in lower case, the keys of tables and what phones name their records and photos by. And the codes
that people read from a poster or from paper and type.
"""

import re
import uuid
from typing import Any

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


def plain_code(text: str) -> str:
    """A code as it is kept, from what somebody typed or scanned; case, spaces and hyphens do not matter."""
    return "".join(character for character in text.upper() if character.isalnum())
