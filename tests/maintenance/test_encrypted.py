"""A backup can be encrypted for people who hold the key elsewhere: nobody else reads it, and it comes back like any other."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyrage import x25519
from sending import send, submission

from app import maintenance
from app.base import db
from app.maintenance import archive, copying, database_parts, encryption

from .installations import facts, refused, run

WORDS = "Zebraen ved gavlen"


@pytest.fixture
def owner():
    """Somebody who holds a key; `str` of it is what stands in its file."""
    return x25519.Identity.generate()


@pytest.fixture
def key(owner, tmp_path):
    """The file of the key, as `age-keygen` writes it."""
    path = tmp_path / "key.txt"
    path.write_text(f"# created: 2026-05-12T12:40:00Z\n# public key: {owner.to_public()}\n{owner}\n")
    return path


@pytest.fixture
def sealed(app, leader, owner, tmp_path):
    """A backup for the owner of the key, with words in it."""
    send(leader, submission(answers=submission()["answers"] | {"place": WORDS}))
    done = run(app, "backup", tmp_path / "b.zip.age", "--to", owner.to_public())
    assert done.exit_code == 0, done.output
    return tmp_path / "b.zip.age"


def test_restored_it_is_what_it_was(demo_year, elsewhere, owner, key, tmp_path, monkeypatch):
    monkeypatch.setattr(database_parts, "BYTES", 600_000)  # so that there are several
    file = tmp_path / "b.zip.age"
    done = run(demo_year, "backup", file, "--to", owner.to_public())
    assert done.exit_code == 0, done.output
    assert file.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert file.stat().st_mode & 0o777 == 0o600
    back = run(elsewhere, "restore", file, "--identity", key)
    assert back.exit_code == 0, back.output
    assert facts(elsewhere) == facts(demo_year)
    folders = [each.config["FELTBOG_INSTANCE"] for each in (demo_year, elsewhere)]
    assert len({(folder / "digest_key").read_text() for folder in folders}) == 1


def test_each_of_those_it_is_for_can_read_it_alone(app, owner, tmp_path):
    others = [x25519.Identity.generate() for _ in range(2)]
    recipients = [part for each in (owner, *others) for part in ("--to", each.to_public())]
    assert run(app, "backup", tmp_path / "b.zip.age", *recipients).exit_code == 0
    for number, each in enumerate((owner, *others)):
        path = tmp_path / f"key{number}"
        path.write_text(str(each))
        encryption.decrypt(tmp_path / "b.zip.age", tmp_path / f"{number}.zip", path)
    assert len({(tmp_path / f"{number}.zip").read_bytes() for number in range(3)}) == 1


@pytest.mark.skipif(not shutil.which("age"), reason="there is no age here")
def test_age_itself_reads_it(app, sealed, key, elsewhere, tmp_path):
    """And what it gives is a backup again."""
    subprocess.run(["age", "--decrypt", "-i", key, "-o", tmp_path / "b.zip", sealed], check=True)
    assert run(elsewhere, "restore", tmp_path / "b.zip").exit_code == 0
    assert facts(elsewhere) == facts(app)


def test_in_a_folder_its_name_says_so_and_it_is_counted(app, owner, tmp_path, moment):
    for hour in range(3):
        moment.set(f"2026-05-12T0{hour}:00:00+00:00")
        assert run(app, "backup", tmp_path, "--keep", 2, "--to", owner.to_public()).exit_code == 0
    assert sorted(path.name for path in tmp_path.glob("feltbog-*")) == [
        "feltbog-20260512T010000Z.zip.age",
        "feltbog-20260512T020000Z.zip.age",
    ]


def test_nothing_of_it_is_ever_on_the_disk_in_plain(app, leader, owner, tmp_path, monkeypatch):
    """Looked for whenever some rows more are on their way, in all files but those of the running database."""
    monkeypatch.setattr(database_parts, "BYTES", 1)
    for _ in range(3):
        send(leader, submission(answers=submission()["answers"] | {"place": WORDS}))
    seen = []

    def look(done, total):
        files = [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("feltbog.sqlite3")]
        seen.extend(path.name for path in files)
        for body in (path.read_bytes() for path in files):
            assert WORDS.encode() not in body
            assert not body.startswith((b"PK", b"SQLite"))

    folder = tmp_path / "backups"
    folder.mkdir()
    with app.app_context():
        maintenance.back_up(folder / "b.zip.age", look, [str(owner.to_public())])
        look(1, 1)
        db.engine().dispose()
    assert "b.zip.age" in seen


@pytest.mark.parametrize(
    ("recipient", "said"),
    [
        ("age1hello", "'age1hello' is no public key of age's"),
        ("", "'' is no public key of age's"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHRY", "is no public key of age's"),
        ("AGE-SECRET-KEY-1QQQ", "this is a secret one"),
    ],
)
def test_what_is_no_public_key_is_refused_before_anything_is_written(recipient, said, app, owner, tmp_path):
    line = refused(run(app, "backup", tmp_path / "b.zip.age", "--to", owner.to_public(), "--to", recipient))
    assert said in line
    assert "QQQ" not in line
    assert not list(tmp_path.glob("b.zip*"))


def without(path, _tmp_path):
    return []


def of_another(path, tmp_path):
    (tmp_path / "other").write_text(str(x25519.Identity.generate()))
    return ["--identity", tmp_path / "other"]


def no_key(path, tmp_path):
    (tmp_path / "other").write_text("Kære dagbog")
    return ["--identity", tmp_path / "other"]


def cut_off(path, tmp_path):
    path.write_bytes(path.read_bytes()[:-1])
    return ["--identity", tmp_path / "key.txt"]


def cut_off_early(path, tmp_path):
    path.write_bytes(path.read_bytes()[:60])
    return ["--identity", tmp_path / "key.txt"]


def changed(path, tmp_path):
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)
    return ["--identity", tmp_path / "key.txt"]


def added_to(path, tmp_path):
    path.write_bytes(path.read_bytes() + b"x")
    return ["--identity", tmp_path / "key.txt"]


def with_something_else_in_it(path, tmp_path):
    owner = x25519.Identity.from_str((tmp_path / "key.txt").read_text().split()[-1])
    with encryption.written(tmp_path / "else", [str(owner.to_public())]) as file:
        file.write(b"dagbog")
    (tmp_path / "else").replace(path)
    return ["--identity", tmp_path / "key.txt"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (without, "it is encrypted; name the file of its secret key with --identity"),
        (of_another, "does not open it: it is another one's, or the file is damaged"),
        (no_key, "holds no secret key of age's"),
        (cut_off, "damaged, or not whole"),
        (cut_off_early, "does not open it"),
        (changed, "damaged, or not whole"),
        (added_to, "damaged, or not whole"),
        (with_something_else_in_it, "damaged, or no backup"),
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(fault, said, sealed, key, elsewhere, tmp_path):
    options = fault(sealed, tmp_path)
    folder = elsewhere.config["FELTBOG_INSTANCE"]
    before = {path.name: path.read_bytes() for path in folder.glob("*_key*")}
    line = refused(run(elsewhere, "restore", sealed, *options))
    assert said in line
    assert {path.name: path.read_bytes() for path in folder.glob("*_key*")} == before
    assert not list(folder.glob(".*"))
    with elsewhere.app_context():
        assert copying.is_empty(db.engine())


def test_a_disk_that_is_full_is_said_and_leaves_nothing(app, leader, owner, tmp_path, monkeypatch):
    """The thread that writes finds out; the one that reads the database hears of it."""
    send(leader, submission())
    monkeypatch.setattr(encryption, "open_private", lambda _path: Path("/dev/full").open("wb"))  # noqa: SIM115
    done = run(app, "backup", tmp_path / "b.zip.age", "--to", owner.to_public())
    assert done.exit_code == 1
    assert "No space left on device" in done.stderr.splitlines()[-1]
    assert not list(tmp_path.glob("*b.zip*"))
    assert not list(tmp_path.glob(".*"))


def test_what_the_disk_does_not_give_back_is_no_backup(app, owner, tmp_path, monkeypatch):
    """For one in plain and one that only others can read."""
    settle = encryption._settle

    def forget(file):
        settle(file)
        os.truncate(file.name, os.stat(file.name).st_size - 1)

    monkeypatch.setattr(encryption, "_settle", forget)
    for options in ([], ["--to", owner.to_public()]):
        (tmp_path / "b.zip").write_text("before")
        done = run(app, "backup", tmp_path / "b.zip", *options)
        assert done.exit_code == 1
        line = done.stderr.splitlines()[-1]
        assert "use another" in line or "cannot be read back" in line
        assert (tmp_path / "b.zip").read_text() == "before"


KEY = x25519.Identity.generate()


@given(st.lists(st.binary(max_size=200_000), max_size=4), st.data())
@example([b""], None)
def test_what_was_written_is_read_and_what_was_changed_is_refused(tmp_path_factory, chunks, data):
    folder = tmp_path_factory.mktemp("age")
    (folder / "key").write_text(str(KEY))
    with encryption.written(folder / "file", [str(KEY.to_public())]) as file:
        for chunk in chunks:
            file.write(chunk)
    encryption.decrypt(folder / "file", folder / "plain", folder / "key")
    assert (folder / "plain").read_bytes() == b"".join(chunks)
    if data is None:
        return
    body = (folder / "file").read_bytes()
    place = int(len(body) * data.draw(st.floats(0, 1, exclude_max=True)))
    wrong = body[:place] if data.draw(st.booleans()) else body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
    (folder / "wrong").write_bytes(wrong)
    with pytest.raises((archive.ArchiveError, encryption.AgeKeyError)):
        encryption.decrypt(folder / "wrong", folder / "again", folder / "key")
