"""Refreshes the browser libraries that are kept in the repository.

    python tools/vendor.py            fetch every library below through npm
    python tools/vendor.py --check    compare what is here with its SHA256SUMS (no network)

To move to a newer version, change it here, run this, and change the imports that name
the old folder. npm verifies what it downloads; nothing of its own is kept.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SUMS = "SHA256SUMS"


class Library(NamedTuple):
    """An npm package at one version, and which of its files are kept below `home`."""

    name: str
    version: str
    home: str
    files: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where it is kept: its version is in the address, so that browsers may keep it for good."""
        return ROOT / self.home / f"{self.name}@{self.version}"


LIBRARIES = (
    Library("idb", "8.0.4", "app/static/vendor", ("build/index.js", "LICENSE")),
    Library("leaflet", "1.9.4", "app/static/vendor", ("dist/leaflet.js", "dist/leaflet.css", "LICENSE")),
    Library("axe-core", "4.14.1", "tests/vendor", ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt")),
)


def fetch(name: str, version: str, files: Iterable[str]) -> dict[str, bytes]:
    """The wanted files of an npm package; a KeyError where it does not have one."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{name}@{version}", "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as package:
            return {path: package.extractfile(f"package/{path}").read() for path in files}


def refresh(library: Library) -> None:
    """Replaces every version of the library that is here by the one in the table."""
    contents = fetch(library.name, library.version, library.files)
    for old in library.folder.parent.glob(f"{library.name}@*"):
        shutil.rmtree(old)
    library.folder.mkdir(parents=True)
    sums = []
    for path, content in contents.items():
        kept = library.folder / Path(path).name
        kept.write_bytes(content)
        sums.append(f"{hashlib.sha256(content).hexdigest()}  {kept.name}\n")
    (library.folder / SUMS).write_text("".join(sums), encoding="ascii")
    print(f"{library.folder.relative_to(ROOT)}: {len(contents)} files")


def faults(library: Library) -> list[str]:
    """What differs from SHA256SUMS, or was added beside it; empty when all is as fetched."""
    if not library.folder.is_dir():
        return [f"{library.folder.relative_to(ROOT)} is missing"]
    lines = (library.folder / SUMS).read_text(encoding="ascii").splitlines()
    promised = {name: digest for digest, name in (line.split("  ") for line in lines)}
    present = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in library.folder.iterdir()
        if file.name != SUMS
    }
    different = sorted(dict(promised.items() ^ present.items()))
    return [f"{library.folder.relative_to(ROOT) / name} is not as fetched" for name in different]


def main(arguments: list[str]) -> int:
    """Returns the process's exit code."""
    if arguments == ["--check"]:
        found = [fault for library in LIBRARIES for fault in faults(library)]
        print("\n".join(found) or "Vendored libraries are as fetched.")
        return 1 if found else 0
    if arguments:
        print(__doc__)
        return 2
    for library in LIBRARIES:
        refresh(library)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
