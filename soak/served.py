"""Feltbog on a disk that the soak can make full and by a clock that it can set: `python -m soak.served [COMMAND …]`.

Without a command it is served. SOAK_PAGES names a file; while it is there, the number in it is the most pages that the database may
have. SOAK_CLOCK: see `clock`.
"""

import os
import sys
from pathlib import Path
from typing import Any

from flask.cli import FlaskGroup
from sqlalchemy import event
from sqlalchemy.pool import Pool

from app import create_app
from app.serve import main

from . import clock

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
    clock.can_be_wrong()
    if len(sys.argv) > 1:
        FlaskGroup(create_app=create_app).main(sys.argv[1:], prog_name="feltbog")
    main()
