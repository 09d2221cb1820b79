"""A backup's file: a zip of the database, of the digest key, of the journal of what is gone for good, and of what says
whether all of it is whole.

The database is one SQLite file, `feltbog.sqlite3`; where it is encrypted on its way, several (`rows/0001.sqlite3` …), see
`parts`. `backup.json` is `{"feltbog": "backup", "version": 1, "made_at", "through", "revision", "rows": {table: count},
"files": {name: {"bytes", "sha256"}}}`; backups of earlier versions have neither `through` nor the journal, and have
`secret_key`, which is of no use any more. The file is the same whatever database the installation runs on.
"""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from ..base import clock, migrate
from ..store import gone
from . import database_parts

DATABASE, MANIFEST = "feltbog.sqlite3", "backup.json"
# In the instance folder it has the same name. It tells a repeat from another version of a record.
DIGEST_KEY = "digest_key"
# What signs the sessions, in backups of earlier versions. Whoever has such a one must not get in with it.
SESSIONS_KEY = "secret_key"
# What an instance folder holds.
FILES = (DATABASE, gone.JOURNAL, DIGEST_KEY, SESSIONS_KEY)
_PART = re.compile(r"rows/\d{4,}\.sqlite3")
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


def write(
    file: Any, contents: Iterable[tuple[str, IO[bytes]]], through: datetime, revision: str, rows: dict[str, int]
) -> Manifest:
    """Write the backup of these files, by their names in it, into a stream that need not be seekable. Raises OSError."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        kept = {name: _pack(archive, name, source) for name, source in contents}
        manifest = Manifest(clock.now(), through, revision, rows, kept)
        archive.writestr(MANIFEST, manifest.as_json())
    return manifest


def part(number: int) -> str:
    """What a part of the database is called in it."""
    return f"rows/{number:04}.sqlite3"


def unpack(source: Path, folder: Path) -> Manifest:
    """Write database, digest key and journal of a backup into a folder, and prove that they are what was put in.

    Raises ArchiveError, migrate.UnknownRevisionError, OSError.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _read(archive)
            if strange := [name for name in manifest.files if name not in FILES and not _PART.fullmatch(name)]:
                raise ArchiveError(f"it holds {strange[0]!r}, which no backup of Feltbog does")
            for name in manifest.files.keys() & {DATABASE, gone.JOURNAL, DIGEST_KEY}:
                with open_private(folder / name) as file:
                    _unpack(archive, name, manifest, file)
            numbered = sorted(name for name in manifest.files if _PART.fullmatch(name))
            if numbered and DATABASE not in manifest.files:
                migrate.known(manifest.revision, "the backup")
                database = (_part(archive, name, manifest) for name in numbered)
                if database_parts.put_together(database, folder / DATABASE, manifest.revision) != manifest.rows:
                    raise ArchiveError("rows are missing; use another backup")
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise ArchiveError("it is damaged, or no backup of Feltbog; use another one") from error
    if not all((folder / name).exists() for name in (DATABASE, DIGEST_KEY)):
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


def _pack(archive: zipfile.ZipFile, name: str, source: IO[bytes]) -> dict[str, Any]:
    with archive.open(name, "w", force_zip64=True) as packed:
        return _copy(source, packed)


def _unpack(archive: zipfile.ZipFile, name: str, manifest: Manifest, target: IO[bytes]) -> None:
    with archive.open(name) as packed:
        if _copy(packed, target) != manifest.files[name]:
            raise ArchiveError(f"{name} is damaged; use another backup")


def _part(archive: zipfile.ZipFile, name: str, manifest: Manifest) -> bytes:
    whole = BytesIO()
    _unpack(archive, name, manifest, whole)
    return whole.getvalue()


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
