"""What a backup or restore leaves that was killed is gone with the next start, backup or `tend`; what somebody works with stays."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW
from pyrage import x25519
from sending import send, submission
from sqlalchemy import text

from app import maintenance
from app.base import db
from app.maintenance import leftovers

from .installations import facts, run

ROOT = Path(__file__).parents[2]
WORDS = "Zebraen ved gavlen"
# A command that is killed when it opens or renames for the n-th time a file that it works with; 0: among the first rows.
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
from app.cli.maintenance import Progress
if left == 0:  # among the rows that a restore copies
    Progress.__call__ = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
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
    "backup": lambda app, folder: run(
        app, "backup", folder / "next.zip", "--to", x25519.Identity.generate().to_public()
    ),
    "tend": lambda app, _folder: run(app, "tend"),
}


def moments(*numbers):
    """Others are tried where there is time."""
    return [pytest.param(number, marks=() if number in numbers else pytest.mark.long) for number in range(5)]


@pytest.mark.parametrize("following", NEXT)
@pytest.mark.parametrize("number", moments(2)[1:4])
def test_a_backup_that_is_killed_leaves_nothing(number, following, held, tmp_path):
    """Wherever it was made: here in a folder that nobody else would look into."""
    folder = tmp_path / "somewhere"
    folder.mkdir()
    assert killed(held, number, "backup", folder / "b.zip")
    (left,) = folder.iterdir()
    assert left.name.startswith(".feltbog-")
    assert f"{left} is left of a backup or restore that was broken off" in run(held, "check").output
    done = NEXT[following](held, folder)
    assert done.exit_code == 0, done.output
    assert in_plain(folder) == []
    assert not left.exists()
    assert not list(held.config["FELTBOG_INSTANCE"].glob(".*"))
    assert "broken off" not in run(held, "check").output


@pytest.mark.parametrize("number", moments(0, 2)[:4])
def test_an_encrypted_one_that_is_killed_leaves_nothing_in_plain_at_all(number, held, tmp_path):
    folder = tmp_path / "somewhere"
    folder.mkdir()
    assert killed(held, number, "backup", folder / "b.zip.age", "--to", x25519.Identity.generate().to_public())
    (left,) = folder.iterdir()
    assert in_plain(folder) == []
    assert run(held, "tend").exit_code == 0
    assert not left.exists()


@pytest.mark.parametrize("following", ["init", "restore"])
@pytest.mark.parametrize("number", moments(0, 2))
def test_a_restore_that_is_killed_leaves_nothing(number, following, held, elsewhere, tmp_path):
    """The installation is as empty as it was, and the same restore fills it."""
    owner = x25519.Identity.generate()
    (tmp_path / "key").write_text(str(owner))
    assert run(held, "backup", tmp_path / "b.age", "--to", owner.to_public()).exit_code == 0
    restore = "restore", tmp_path / "b.age", "--identity", tmp_path / "key"
    folder = elsewhere.config["FELTBOG_INSTANCE"]
    assert killed(elsewhere, number, *restore)
    assert list(folder.glob(".restore-*"))
    done = run(elsewhere, *(["init"] if following == "init" else restore))
    assert done.exit_code == 0, done.output
    assert not list(folder.glob(".*"))
    if following == "restore":
        assert facts(elsewhere) == facts(held)
    else:
        assert in_plain(folder) == []
        assert not any(WORDS.encode() in path.read_bytes() for path in tmp_path.glob("empty_*"))


def test_what_sqlite_had_not_finished_goes_too(app, make_user):
    """The rows of a restore that was killed among them are in its log, as if they would be deleted."""
    log = app.config["FELTBOG_INSTANCE"] / "feltbog.sqlite3-wal"
    if not app.config["DATABASE_URL"].startswith("sqlite"):
        pytest.skip("PostgreSQL's log is its own")
    with app.app_context(), db.engine().connect() as open_one:
        open_one.execute(text("SELECT 1 FROM user")).all()
        open_one.rollback()
        make_user("leader")
        assert log.stat().st_size > 0
        (app.config["FELTBOG_INSTANCE"] / ".restore-0123456789abcdef").mkdir()
        assert len(leftovers.remove()) == 1
        assert log.stat().st_size == 0


def test_what_somebody_works_with_stays(held, elsewhere, tmp_path):
    """While a backup and a restore are under way, the server starts again, the timer strikes, and others make a backup."""
    tries = []

    def meanwhile(app):
        def look(_done, _total):
            tries.append(app)
            for command in (["init"], ["tend"], ["backup", tmp_path / f"{len(tries)}.zip"]):
                done = run(app, *command)
                assert done.exit_code == 0, done.output
            assert "broken off" not in run(app, "check").output

        return look

    owner = x25519.Identity.generate()
    (tmp_path / "key").write_text(str(owner))
    with held.app_context():
        maintenance.back_up(tmp_path / "b.age", meanwhile(held), [str(owner.to_public())])
    assert tries
    assert run(elsewhere, "restore", tmp_path / "b.age", "--identity", tmp_path / "key").exit_code == 0
    with held.app_context(), leftovers.folder_in(held.config["FELTBOG_INSTANCE"], leftovers.RESTORE) as folder:
        assert leftovers.find() == leftovers.remove() == []
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not list(held.config["FELTBOG_INSTANCE"].glob(".*"))


@pytest.mark.parametrize(
    ("name", "goes"),
    [
        (".feltbog-abc_123", True),
        (".restore-x1", True),
        (".feltbog-20260512T023104Z.zip.k2j3", True),
        (".mine.zip.tmp", True),
        (".working-0123", True),
        ("feltbog-20260512T023104Z.zip", False),
        ("mine.zip", False),
        (".ssh", False),
    ],
)
def test_what_earlier_versions_left_is_known_by_its_name(name, goes, app, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    run(app, "backup", folder / "b.zip")
    places = folder, app.config["FELTBOG_INSTANCE"]
    for place in places:
        (place / name).mkdir()
        (place / name / "feltbog.sqlite3").touch()
    run(app, "tend")
    assert {(place / name).exists() for place in places} == {not goes}


@pytest.mark.parametrize("name", [".counter-x1", ".digest_key.k2j3"])
def test_what_is_written_in_a_moment_has_a_day(name, app, moment):
    path = app.config["FELTBOG_INSTANCE"] / name
    path.touch()
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    run(app, "tend")
    assert path.exists()
    moment.at += timedelta(hours=25)
    run(app, "tend")
    assert not path.exists()


def test_a_note_that_names_something_else_takes_nothing_away(app, tmp_path):
    """Whatever stands in it: only what is called like a folder of ours is one."""
    (tmp_path / "mine").mkdir()
    for number, words in enumerate([str(tmp_path / "mine"), "", ".", "/", ".feltbog-relative", "\0"]):
        (app.config["FELTBOG_INSTANCE"] / f".working-{number}").write_text(words)
    assert run(app, "tend").exit_code == 0
    assert (tmp_path / "mine").exists()
    assert not list(app.config["FELTBOG_INSTANCE"].glob(".*"))
