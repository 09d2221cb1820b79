"""Feltbog as it is served, on a disk that the soak can make full: `python -m soak.served`.

SOAK_PAGES names a file; while it is there, the number in it is the most pages that the database may have.
"""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from app.serve import main

PLENTY = 2**31


@event.listens_for(Pool, "checkout")
def measure(connection: Any, _record: Any, _proxy: Any) -> None:
    """Before every transaction: how full the disk is now."""
    limit = Path(os.environ["SOAK_PAGES"])
    try:
        pages = int(limit.read_text())
    except (OSError, ValueError):
        pages = PLENTY
    connection.execute(f"PRAGMA max_page_count = {pages}")


if __name__ == "__main__":
    main()
