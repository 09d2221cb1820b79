"""The server's clock, which the soak can set wrong: SOAK_CLOCK names a file with the seconds that it is ahead."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from itsdangerous import TimestampSigner

from app.base import clock


def seconds() -> int:
    """How far ahead it is now; 0 where there is no such file."""
    try:
        return int(Path(os.environ["SOAK_CLOCK"]).read_text())
    except (OSError, ValueError):
        return 0


def can_be_wrong() -> None:
    """From now on whatever asks for the time hears the wrong one, and so does whatever signs."""
    right, sign = clock.now, TimestampSigner.get_timestamp

    def now() -> datetime:
        return right() + timedelta(seconds=seconds())

    def get_timestamp(self: TimestampSigner) -> int:
        return sign(self) + seconds()

    clock.now = now
    TimestampSigner.get_timestamp = get_timestamp  # type: ignore[method-assign]
