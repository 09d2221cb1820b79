"""The copies of the database that lie about: what they are called, where they are, and which of them have had their time.

`feltbog-<moment>.zip` is a backup that somebody made into a folder, `before-<moment>-<what>.zip` one that Feltbog made by
itself before it changed much; `.age` after it says that it is encrypted. The moment is UTC, as 20260512T023104Z.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from .. import config
from ..base import clock

# In the instance folder: when the last backup was made, and where.
NOTE = "last_backup.json"
ENCRYPTED = ".age"
_NAMED = re.compile(r"(?:feltbog-(\d{8}T\d{6}Z)|before-(\d{8}T\d{6}Z)-(\w+))\.zip(?:\.age)?")
_MOMENT = "%Y%m%dT%H%M%SZ"
# What those are called that were made before a purge; those before a migration have its revision instead.
PURGE = "purge"
# For so long one that was made before something stays, and of those before a migration so many at most.
KEPT, KEPT_BEFORE_MIGRATIONS = timedelta(days=30), 3


@dataclass(frozen=True, slots=True, order=True)
class BackupCopy:
    """A copy by its name; `before`: what it was made before, None for one that somebody made."""

    made_at: datetime
    path: Path
    before: str | None


def file_in(folder: Path, *, encrypted: bool = False) -> Path:
    """The name of a backup in that folder, made now."""
    return folder / f"feltbog-{clock.now():{_MOMENT}}.zip{ENCRYPTED * encrypted}"


def file_before(what: str) -> Path:
    """The name of a copy that is made now, before something, among the installation's own; their folder is made."""
    folder = config.backups()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"before-{clock.now():{_MOMENT}}-{what}.zip"


def within(*folders: Path) -> list[BackupCopy]:
    """All copies in these folders, the oldest first; only files that were named here."""
    paths = [path for folder in folders if folder.is_dir() for path in folder.iterdir()]
    return sorted(copy for path in paths if (copy := _by_name(path)))


def rotate(made: Path, keep: int) -> list[Path]:
    """Remove the oldest copies in the folder of the one just made, whatever they were made for; `keep` stay, it among them.

    → those removed.
    """
    others = [copy for copy in within(made.parent) if copy.path != made]
    return _remove(others[: max(0, len(others) + 1 - keep)])


def remove_old() -> list[Path]:
    """Remove what Feltbog made before a migration or a purge, and has had its time; → those removed."""
    own = [copy for copy in within(*folders()) if copy.before]
    migrations = [copy for copy in own if copy.before != PURGE]
    old = {copy for copy in own if copy.made_at < clock.now() - KEPT} | set(migrations[:-KEPT_BEFORE_MIGRATIONS])
    return _remove(sorted(old))


def folders() -> set[Path]:
    """Where this installation's copies are: its own folder, the one that is its own by default, the last backup's."""
    found = {config.backups(), config.instance() / config.BACKUPS} | ({made[1].parent} if (made := last()) else set())
    return {folder for folder in found if folder.is_dir()}


def moments() -> list[datetime]:
    """When the copies were made that are still there."""
    return [copy.made_at for copy in within(*folders())] + ([made[0]] if (made := last()) else [])


def last() -> tuple[datetime, Path] | None:
    """When the last backup of this installation was made, and which file it is; nothing where that cannot be read."""
    try:
        said = json.loads((config.instance() / NOTE).read_text())
        return clock.parse(said["at"]), Path(said["file"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note(made_at: datetime, path: Path) -> None:
    """Keep which backup was the last one. Raises OSError."""
    (config.instance() / NOTE).write_text(json.dumps({"at": clock.iso(made_at), "file": str(path.resolve())}))


def _by_name(path: Path) -> BackupCopy | None:
    if not (said := _NAMED.fullmatch(path.name)):
        return None
    try:
        return BackupCopy(datetime.strptime(f"{said[1] or said[2]}+0000", f"{_MOMENT}%z"), path, said[3])
    except ValueError:  # the 99th of a month is no moment of ours
        return None


def _remove(old: Iterable[BackupCopy]) -> list[Path]:
    removed = [copy.path for copy in old]
    for path in removed:
        path.unlink(missing_ok=True)
    return removed
