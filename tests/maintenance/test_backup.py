"""Backups are whole, private, made while phones send, and come back as they were."""

import json
import sqlite3
import threading
import zipfile
from contextlib import closing
from hashlib import sha256

import pytest
from pages import token
from patience import PATIENCE
from sending import send, statuses, submission
from sqlalchemy import select

from app.access import sessions
from app.base import db, migrate
from app.definitions import Observation
from app.store import User

from .installations import content, facts, refused, reopened, run


def test_restored_it_is_what_it_was(demo_year, elsewhere, tmp_path):
    done = run(demo_year, "backup", tmp_path / "b.zip")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    back = run(elsewhere, "restore", tmp_path / "b.zip")
    assert back.exit_code == 0, back.output
    assert facts(elsewhere) == facts(demo_year)
    kept, restored = (app.config["FELTBOG_INSTANCE"] / "digest_key" for app in (demo_year, elsewhere))
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


def test_a_phone_that_repeats_itself_after_it_changes_nothing(app, walk, elsewhere, tmp_path):
    """Its cookie means nothing any more; its own secret lets it in again, and the digest key tells that it repeats itself."""
    phone, sent = app.test_client(), submission(answers={"walk": walk.id})
    mine = join(phone, walk.code.code)
    assert statuses(send(phone, sent)) == ["stored"]
    run(app, "backup", tmp_path / "b.zip")
    run(elsewhere, "restore", tmp_path / "b.zip")
    with reopened(elsewhere) as again:
        browser = again.test_client()
        browser.set_cookie("feltbog", phone.get_cookie("feltbog").value)
        assert browser.get("/api/session").get_json()["guest"] is None
        assert join(browser) == mine
        assert statuses(send(browser, sent, submission())) == ["unchanged", "stored"]


def join(phone, *codes):
    """As a phone does by itself, with its secret; → the guest."""
    body = {"phone": "Zm9yZXRhZ2VyLWJhbmtlci1kZXJlcy1oZW1tZWxpZ2g", "codes": codes}
    answer = phone.post("/api/join", json=body, headers={"X-CSRFToken": token(phone)})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()["guest"]


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


def test_what_signs_the_sessions_is_in_no_backup(app, tmp_path):
    run(app, "backup", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        names = archive.namelist()
        assert not any(app.config["SECRET_KEY"].encode() in archive.read(name) for name in names)
    assert set(names) == {"feltbog.sqlite3", "digest_key", "revocations.jsonl", "backup.json"}


def as_it_was_made_before(path, secret):
    """A backup of an earlier version, which held the key of the sessions."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(files.pop("backup.json"))
    files["secret_key"] = secret
    said["files"]["secret_key"] = {"bytes": len(secret), "sha256": sha256(secret).hexdigest()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in {**files, "backup.json": json.dumps(said).encode()}.items():
            archive.writestr(name, body)


@pytest.mark.parametrize("had", [None, "another", "the same"])
def test_a_cookie_signed_with_the_key_of_an_old_backup_opens_nothing(had, app, make_user, elsewhere, tmp_path):
    """Not even where the folder it comes into has that key, and whoever signs knows all that is in the database."""
    user, secret = make_user("leader"), app.config["SECRET_KEY"]
    run(app, "backup", tmp_path / "b.zip")
    as_it_was_made_before(tmp_path / "b.zip", secret.encode())
    path = elsewhere.config["FELTBOG_INSTANCE"] / "secret_key"
    path.unlink()
    if had:
        path.write_text({"another": "0" * 64, "the same": secret}[had])
    done = run(elsewhere, "restore", tmp_path / "b.zip")
    assert done.exit_code == 0, done.output
    assert path.read_text() not in {secret, "0" * 64}
    assert path.stat().st_mode & 0o777 == 0o600
    with reopened(elsewhere) as again:
        with again.app_context():
            known = {"_user_id": sessions.start(db.session.get_one(User, user), phone=False), "_fresh": True}
        opened = [
            signed_by(again, key, known).get("/office/contacts").status_code for key in (again.secret_key, secret)
        ]
    assert opened[0] == 200
    assert opened[1] in {302, 303, 401}


def signed_by(app, key, known):
    """A browser with a cookie that somebody made who has that key."""
    own, app.secret_key = app.secret_key, key
    cookie = app.session_interface.get_signing_serializer(app).dumps(known)
    app.secret_key = own
    browser = app.test_client()
    browser.set_cookie("feltbog", cookie)
    return browser


def test_every_copy_in_a_folder_counts_whatever_it_was_made_for(app, tmp_path, moment):
    folder = tmp_path / "backups"
    folder.mkdir()
    there = [
        "before-20260501T000000Z-0afd1a585e11.zip",
        "feltbog-20260502T000000Z.zip.age",
        "before-20260503T000000Z-purge.zip",
        "feltbog-20260504T000000Z.zip",
    ]
    for name in [*there, "mine.zip", "feltbog-20269999T000000Z.zip"]:
        (folder / name).touch()
    done = run(app, "backup", folder, "--keep", 3)
    assert done.exit_code == 0, done.output
    made = "feltbog-20260512T124000Z.zip"
    assert {path.name for path in folder.iterdir()} == {*there[2:], made, "mine.zip", "feltbog-20269999T000000Z.zip"}
    assert all(f"{folder / name}: removed" in done.output for name in there[:2])


def test_the_new_one_stays_whatever_clock_the_others_were_made_by(app, tmp_path, moment):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "feltbog-20270312T124000Z.zip").touch()
    assert run(app, "backup", folder, "--keep", 1).exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["feltbog-20260512T124000Z.zip"]


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
