"""A small disk that a test can fill: a file system of its own, where the machine lets us mount one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """The folder on a disk of that size; the test is skipped where nothing can be mounted."""
    folder.mkdir()
    size = f"size={megabytes}m,mode=0755"
    command = ["mount", "-t", "tmpfs", "-o", size, "feltbog-test", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leave: int = 0) -> Path:
    """Fill the disk that the folder is on to its last byte, or until `leave` bytes are left; → the file that does it."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1024**2, 4096, 1):
            try:
                while True:
                    file.write(b"\xff" * size)
            except OSError:
                continue
    if leave:
        os.truncate(ballast, max(0, ballast.stat().st_size - leave))
    return ballast
