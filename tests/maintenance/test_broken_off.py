"""What a backup or restore leaves that was killed is gone with the next start, backup or `tend`; what somebody works with stays."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pages import post
from pyrage import x25519
from sending import send, submission

from app.base import db
from app.maintenance import leftovers

from .installations import content, run

ROOT = Path(__file__).parents[2]
WORDS = "Zebraen ved gavlen"
# A command that ends like in a power cut when it opens or renames a file for the n-th time that it works with.
KILLED = """
import os, signal, sys
left = int(sys.argv[1])
def look(event, arguments):
    global left
    paths = [str(each) for each in arguments[:2]] if event in {"open", "os.rename"} else []
    if any("/.feltbog-" in path or "/.restore-" in path for path in paths):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(look)
from app import create_app
sys.exit(create_app().test_cli_runner().invoke(args=sys.argv[2:]).exit_code)
"""


def killed(app, number, *arguments):
    """Run a command that is killed in the middle; whether it was, or had ended before."""
    app_environ = {name: str(app.config[name]) for name in ("FELTBOG_INSTANCE", "DATABASE_URL")}
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(number), *map(str, arguments)],
        cwd=ROOT, env=os.environ | app_environ, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode in {0, -signal.SIGKILL}, done.stdout + done.stderr
    return done.returncode != 0


def in_plain(*folders):
    """The files in which the words stand that somebody wrote, or that could hold them packed."""
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in paths if WORDS.encode() in (body := path.read_bytes()) or body.startswith(b"PK")]


@pytest.fixture
def held(app, leader):
    """An installation with words in it."""
    send(leader, *[submission(answers=submission()["answers"] | {"place": WORDS}) for _ in range(3)])
    return app


NEXT = {
    "start": lambda app, _folder: run(app, "init"),
    "backup": lambda app, folder: run(app, "backup", folder / "next.zip", "--to", x25519.Identity.generate().to_public()),
    "tend": lambda app, _folder: run(app, "tend"),
}


@pytest.mark.parametrize("next", NEXT)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_backup_that_is_killed_leaves_nothing(number, next, held, tmp_path):
    """Wherever it was made: here in a folder that nobody else would look into."""
    folder = tmp_path / "somewhere"
    folder.mkdir()
    assert killed(held, number, "backup", folder / "b.zip")
    (left,) = folder.iterdir()
    assert left.name.startswith(".feltbog-")
    assert f"{left} is left of a backup or restore that was broken off" in run(held, "check").output
    done = NEXT[next](held, folder)
    assert done.exit_code == 0, done.output
    assert in_plain(folder) == []
    assert not left.exists()
    assert not list(held.config["FELTBOG_INSTANCE"].glob(".*"))
    assert "broken off" not in run(held, "check").output
