"""What is due every day: the counter goes on, lines that no backup needs go, and so does what was broken off."""

import re
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from ..base import clock, db
from ..base.db import Base
from ..store import Gone, generation, gone
from . import archive, backup
from .journal_replay import MONTHS
from .retention import months_before

# What backups, restores and files that were being written leave behind when the machine stops.
LEFT = re.compile(r"\.(feltbog|restore|counter)-\w+|\..+\.zip\.\w+")
A_DAY = timedelta(days=1)

_LINES = Base.metadata.tables[Gone.__tablename__]


@dataclass(frozen=True, slots=True)
class Tended:
    """How many lines of the journal went, and which leftovers."""

    lines: int
    left: list[Path]


def tend() -> Tended:
    """Do it. Raises ArchiveError for a damaged journal, and OSError."""
    with db.writing() as session:
        generation.raise_counter(session)
        lines = _forget(session, needed_since())
    return Tended(lines, _clear())


def needed_since() -> datetime:
    """From when on lines of the journal are kept: 13 months, and as long as the oldest backup."""
    return min(months_before(clock.now(), MONTHS), *backup.moments(), clock.now())


def _forget(session: Session, before: datetime) -> int:
    """In the open transaction nobody else adds a line."""
    there = archive.journal(gone.path())
    old = [line for line in there if line.at < before]
    number = session.execute(delete(_LINES).where(_LINES.c.at < before)).rowcount  # type: ignore[attr-defined]
    if old:
        gone.rewrite(gone.path(), [line for line in there if line.at >= before])
    return max(number, len(old))


def _clear() -> list[Path]:
    """Remove leftovers that nothing can be writing any more; → those removed."""
    old = clock.now() - A_DAY
    found = [path for folder in _folders() for path in folder.iterdir() if LEFT.fullmatch(path.name)]
    left = [path for path in found if path.stat().st_mtime < old.timestamp()]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return left


def _folders() -> list[Path]:
    instance: Path = current_app.config["FELTBOG_INSTANCE"]
    return [folder for folder in {instance, *backup.folders()} if folder.is_dir()]
