"""Ids: UUIDs as text, in lower case; the keys of tables, and what phones name their records and photos by."""

import re
import uuid
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def new_id() -> str:
    """A random UUID."""
    return str(uuid.uuid4())


def read_uuid(raw: Any) -> str:
    """The UUID in lower case; raises ValueError for anything but its usual 36 characters."""
    if not isinstance(raw, str) or not UUID.fullmatch(raw):
        raise ValueError("no UUID")
    return raw.lower()
