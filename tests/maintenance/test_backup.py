"""Backups are whole, private, made while phones send, and come back as they were."""

import json
import sqlite3
import threading
import zipfile
from contextlib import closing
from hashlib import sha256

import pytest
from patience import PATIENCE
from sending import send, statuses, submission
from sqlalchemy import select

from app.base import db, migrate
from app.definitions import Observation

from .installations import content, facts, refused, reopened, run


def test_restored_it_is_what_it_was(demo_year, elsewhere, tmp_path):
    done = run(demo_year, "backup", tmp_path / "b.zip")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    back = run(elsewhere, "restore", tmp_path / "b.zip")
    assert back.exit_code == 0, back.output
    assert facts(elsewhere) == facts(demo_year)
    for key in ("digest_key", "secret_key"):
        kept, restored = (app.config["FELTBOG_INSTANCE"] / key for app in (demo_year, elsewhere))
        assert restored.read_text() == kept.read_text()
        assert restored.stat().st_mode & 0o777 == 0o600


def test_what_was_acknowledged_before_it_began_is_in_it(app, sign_in, elsewhere, tmp_path):
    """Phones send all the time; the backup begins somewhere in between."""
    phones = [sign_in("leader") for _ in range(3)]
    acknowledged: list[str] = []
    enough, stop = threading.Event(), threading.Event()

    def keep_sending(phone):
        while not stop.is_set():
            sent = [submission() for _ in range(5)]
            assert statuses(send(phone, *sent)) == ["stored"] * 5
            acknowledged.extend(item["id"] for item in sent)
            if len(acknowledged) > 60:
                enough.set()

    threads = [threading.Thread(target=keep_sending, args=[phone]) for phone in phones]
    for thread in threads:
        thread.start()
    try:
        assert enough.wait(PATIENCE)
        before = list(acknowledged)
        done = run(app, "backup", tmp_path / "b.zip")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert done.exit_code == 0, done.output
    assert run(elsewhere, "restore", tmp_path / "b.zip").exit_code == 0
    with elsewhere.app_context():
        restored = set(db.session.scalars(select(Observation.table.c.id)))
    assert set(before) <= restored <= set(acknowledged)
    assert len(acknowledged) > len(before)


def test_a_phone_that_repeats_itself_after_it_changes_nothing(app, joined, walk, elsewhere, tmp_path):
    """The keys come back too: it has still joined, and a repeat is known for one."""
    phone, sent = joined(walk), submission(answers={"walk": walk.id})
    assert statuses(send(phone, sent)) == ["stored"]
    run(app, "backup", tmp_path / "b.zip")
    run(elsewhere, "restore", tmp_path / "b.zip")
    with reopened(elsewhere) as again:
        browser = again.test_client()
        browser.set_cookie("feltbog", phone.get_cookie("feltbog").value)
        assert statuses(send(browser, sent)) == ["unchanged"]


def test_nothing_is_overwritten(demo_year, elsewhere, tmp_path):
    run(demo_year, "backup", tmp_path / "b.zip")
    before = content(demo_year)
    assert "nothing is overwritten" in refused(run(demo_year, "restore", tmp_path / "b.zip"))
    assert content(demo_year) == before
    assert run(elsewhere, "restore", tmp_path / "b.zip").exit_code == 0
    assert "nothing is overwritten" in refused(run(elsewhere, "restore", tmp_path / "b.zip"))


def test_a_key_that_is_there_already_stays_beside_the_restored_one(app, elsewhere, tmp_path):
    folder = elsewhere.config["FELTBOG_INSTANCE"]
    before = (folder / "digest_key").read_text()
    run(app, "backup", tmp_path / "b.zip")
    run(elsewhere, "restore", tmp_path / "b.zip")
    (kept,) = folder.glob("digest_key.before-*")
    assert kept.read_text() == before
    assert (folder / "digest_key").read_text() == (app.config["FELTBOG_INSTANCE"] / "digest_key").read_text()


def damage_the_database(path):
    """Change one byte in the middle, where the zip cannot tell."""
    rewrite(
        path, lambda name, body: body[:5000] + bytes([body[5000] ^ 1]) + body[5001:] if name.endswith("3") else body
    )


def with_database(path, statement, others=lambda body: body):
    """Change the database, and the other files too."""

    def change(name, body):
        if name != "feltbog.sqlite3":
            return others(body)
        copied = path.with_suffix(".tmp")
        copied.write_bytes(body)
        with closing(sqlite3.connect(copied)) as database:
            database.execute(statement)
            database.commit()
        return copied.read_bytes()

    rewrite(path, change, resign=True)


def of_a_newer_version(path):
    update = "UPDATE alembic_version SET version_num = 'ffffffffffff'"
    with_database(path, update, lambda body: body.replace(migrate.head().encode(), b"ffffffffffff"))


def without_a_column(path):
    with_database(path, "ALTER TABLE device DROP COLUMN skew")


def without_its_key(path):
    rewrite(path, lambda name, body: None if name == "digest_key" else body)


def cut_off(path):
    path.write_bytes(path.read_bytes()[:-2000])


def another_file(path):
    path.write_bytes(b"Kaere dagbog")


def another_zip(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../etc/passwd", "x")


def rewrite(path, change, *, resign=False):
    """Write the archive anew with changed files; `resign`: as somebody would who knows what it says of itself."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    changed = {name: body for name, old in files.items() if (body := change(name, old)) is not None}
    if resign:
        said = json.loads(changed["backup.json"])
        for name in said["files"]:
            said["files"][name] = {"bytes": len(changed[name]), "sha256": sha256(changed[name]).hexdigest()}
        changed["backup.json"] = json.dumps(said).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in changed.items():
            archive.writestr(name, body)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (damage_the_database, "feltbog.sqlite3 is damaged"),
        (of_a_newer_version, "newer version"),
        (without_a_column, "its tables are not those of its version"),
        (without_its_key, "damaged, or no backup"),
        (cut_off, "damaged, or no backup"),
        (another_file, "damaged, or no backup"),
        (another_zip, "damaged, or no backup"),
    ],
)
def test_what_is_not_whole_is_refused_and_changes_nothing(fault, said, app, elsewhere, tmp_path):
    run(app, "backup", tmp_path / "b.zip")
    fault(tmp_path / "b.zip")
    folder = elsewhere.config["FELTBOG_INSTANCE"]
    keys = {path.name: path.read_bytes() for path in folder.glob("*_key*")}
    assert said in refused(run(elsewhere, "restore", tmp_path / "b.zip"))
    assert {path.name: path.read_bytes() for path in folder.glob("*_key*")} == keys
    assert not list(folder.glob(".restore-*"))


def test_the_oldest_in_a_folder_make_room(app, tmp_path, moment):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "feltbog.zip").write_text("somebody's own")
    for day in range(1, 6):
        moment.set(f"2026-05-0{day}T02:00:00+00:00")
        assert run(app, "backup", folder, "--keep", 3).exit_code == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "feltbog-20260503T020000Z.zip",
        "feltbog-20260504T020000Z.zip",
        "feltbog-20260505T020000Z.zip",
        "feltbog.zip",
    ]


def test_a_folder_that_is_not_there_is_one_line(app, tmp_path):
    assert "No such file" in refused(run(app, "backup", tmp_path / "no" / "where" / "b.zip"))
