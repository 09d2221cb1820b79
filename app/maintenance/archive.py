"""A backup's file: a zip of the database as SQLite, of the keys, of the journal of what is gone for good, and of what says
whether all of it is whole.

`backup.json` is `{"feltbog": "backup", "version": 1, "made_at", "through", "revision", "rows": {table: count},
"files": {name: {"bytes", "sha256"}}}`; backups of earlier versions have neither `through` nor the journal. The file is the same whatever database the installation runs on.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from ..base import clock
from ..store import gone

DATABASE, MANIFEST = "feltbog.sqlite3", "backup.json"
# In the instance folder they have the same names. The digest key tells a repeat from another version of a record.
KEYS = ("digest_key", "secret_key")
FILES = (DATABASE, gone.JOURNAL, *KEYS)
CHUNK = 1024 * 1024


class ArchiveError(Exception):
    """Why a file cannot be used as a backup; one line."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when it was made, of which revision of the tables, how many rows they hold.

    `through`: the moment before the first read; all that was acknowledged until then is in it.
    """

    made_at: datetime
    through: datetime
    revision: str
    rows: dict[str, int]
    files: dict[str, dict[str, Any]]

    def as_json(self) -> str:
        """What stands in `backup.json`."""
        facts = asdict(self) | {"made_at": clock.iso(self.made_at), "through": self.through.isoformat()}
        return json.dumps({"feltbog": "backup", "version": 1, **facts}, indent=1)


def write(target: Path, files: Mapping[str, Path], through: datetime, revision: str, rows: dict[str, int]) -> Manifest:
    """Make the backup of these files; it takes the place of `target` when it is whole and on the disk.

    Only its owner can read it. Raises OSError.
    """
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as made:
        try:
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                kept = {name: _pack(archive, name, path) for name, path in files.items()}
                manifest = Manifest(clock.now(), through, revision, rows, kept)
                archive.writestr(MANIFEST, manifest.as_json())
            made.flush()
            os.fsync(made.fileno())
            os.replace(made.name, target)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise
    gone.settle(target.parent)
    return manifest


def unpack(source: Path, folder: Path) -> Manifest:
    """Write the backup's files into a folder, and prove that they are what was put in. Raises ArchiveError, OSError."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _read(archive)
            for name, facts in manifest.files.items():
                if name not in FILES:
                    raise ArchiveError(f"it holds {name!r}, which no backup of Feltbog does")
                with archive.open(name) as packed, open_private(folder / name) as file:
                    if _copy(packed, file) != facts:
                        raise ArchiveError(f"{name} is damaged; use another backup")
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError) as error:
        raise ArchiveError("it is damaged, or no backup of Feltbog; use another one") from error
    if DATABASE not in manifest.files or KEYS[0] not in manifest.files:
        raise ArchiveError("the database or its key is missing; use another backup")
    return manifest


def journal(path: Path) -> list[gone.JournalLine]:
    """The lines of a journal, none where there is no file. Raises ArchiveError and OSError."""
    try:
        return gone.read(path)
    except ValueError as error:
        raise ArchiveError(str(error)) from error


def open_private(path: Path) -> IO[bytes]:
    """A new file that its owner alone can read and write."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def set_aside(path: Path) -> None:
    """Keep what is there beside itself, named by the moment: what it was for, nobody here can know."""
    os.replace(path, path.with_name(f"{path.name}.before-{clock.now():%Y%m%dT%H%M%SZ}"))


def _pack(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as file, archive.open(name, "w", force_zip64=True) as packed:
        return _copy(file, packed)


def _copy(source: IO[bytes], target: IO[bytes]) -> dict[str, Any]:
    digest, length = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        target.write(chunk)
        digest.update(chunk)
        length += len(chunk)
    return {"bytes": length, "sha256": digest.hexdigest()}


def _read(archive: zipfile.ZipFile) -> Manifest:
    try:
        said = json.loads(archive.read(MANIFEST))
        if (said["feltbog"], said["version"]) != ("backup", 1):
            raise ArchiveError("it is a backup of a newer version of Feltbog than this one; use that one")
        made_at = clock.parse(said["made_at"])
        through = clock.parse(said.get("through", said["made_at"]))
        return Manifest(made_at, through, str(said["revision"]), dict(said["rows"]), dict(said["files"]))
    except (ValueError, TypeError) as error:
        raise ArchiveError("it is damaged, or no backup of Feltbog; use another one") from error
