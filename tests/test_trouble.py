"""The machine's own trouble is 503 and says when to try again; a fault of ours stays 500. What failed is kept nowhere."""

import errno
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from accounts import enter
from conftest import CHEAP, PATIENT
from disks import fill, small_disk
from pages import text, token
from patience import until
from picturing import file, scene
from PIL import Image
from sending import count, new_id, put_photo, send, statuses, submission
from sqlalchemy import event, exc, select

from app import create_app
from app.base import clock, db, dialects, trouble
from app.definitions import Observation
from app.photos import pictures
from app.store import Photo, User


@pytest.fixture
def on_sqlite(app):
    if app.extensions["engine"].dialect.name != "sqlite":
        pytest.skip("SQLite's own")


@pytest.fixture
def on_postgresql(cluster):
    if cluster is None:
        pytest.skip("PostgreSQL's own")
    return cluster


@pytest.fixture
def leader(app, sign_in):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return sign_in("leader")


def put(client, body, id=None):
    return put_photo(client, id or new_id(), body)


def is_trouble(answer):
    assert answer.status_code == 503, answer.get_data(as_text=True)
    assert 1 <= int(answer.headers["Retry-After"]) <= 300
    return answer


def connections(app):
    """Every connection of the app's, new, as it is now."""
    with app.app_context():
        db.engine().dispose()


@pytest.fixture
def full(app, on_sqlite):
    """The database can take no further page."""
    engine = app.extensions["engine"]
    engine.dispose()

    @event.listens_for(engine, "connect")
    def limit(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")


def test_a_full_database_is_503_in_the_api_and_keeps_nothing(app, leader, full, caplog):
    wordy = [submission(answers={"description": "æ" * 900}) for _ in range(60)]
    answer = is_trouble(send(leader, *wordy))
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["status"] == 503
    assert count(app, Observation.table) == 0
    [told] = [record for record in caplog.records if record.name == "feltbog.trouble"]
    assert told.facts == {"trouble": "SQLITE_FULL", "method": "POST", "route": "/api/sync"}
    assert not any(record.exc_info for record in caplog.records)


def test_a_photo_that_finds_no_room_is_503_and_comes_again(app, leader, full):
    body, id = file(Image.effect_noise((1500, 1500), 80)), new_id()
    is_trouble(put(leader, body, id))
    connections(app)
    with app.app_context():
        assert db.session.get(Photo, id) is None


def test_a_page_of_the_office_says_in_danish_that_it_is_our_fault(app, leader, full):
    said = {"title": "Aftenvandring", "date": "2026-05-12", "focus": "æ" * 2000, "csrf_token": token(leader)}
    for _number in range(100):
        answer = leader.post("/office/walks/new", data=said)
        if answer.status_code != 303:
            break
    assert "Fejlen er vores" in text(is_trouble(answer))
    assert "text/html" in answer.content_type


@pytest.mark.parametrize("address", ["/office/walks", "/api/reference", "/api/session", "/office/records?form=contact"])
def test_a_damaged_file_is_503(app, leader, address, on_sqlite):
    connections(app)
    path = app.config["FELTBOG_INSTANCE"] / "feltbog.sqlite3"
    body = bytearray(path.read_bytes())
    body[4096:] = b"\xa5" * (len(body) - 4096)
    path.write_bytes(body)
    is_trouble(leader.get(address))


def test_a_file_that_is_no_database_is_503(app, leader, on_sqlite):
    connections(app)
    (app.config["FELTBOG_INSTANCE"] / "feltbog.sqlite3").write_bytes(b"nothing of the kind" * 1000)
    is_trouble(send_blindly(leader))


def send_blindly(client):
    """A sync whose token was fetched before the trouble began."""
    with client.session_transaction() as session:
        session["csrf_token"] = session.get("csrf_token", "0" * 40)
    return client.post("/api/sync", json={"device": new_id(), "submissions": [submission()]})


def test_what_can_only_be_read_is_503_for_whoever_writes(app, leader):
    with app.app_context():
        engine = db.engine()
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", lambda made, _record: made.execute("PRAGMA query_only=ON"))
        else:
            with engine.begin() as connection:
                connection.exec_driver_sql(
                    f'ALTER DATABASE "{engine.url.database}" SET default_transaction_read_only = on'
                )
        engine.dispose()
    assert leader.get("/office/walks").status_code == 200
    is_trouble(send(leader, submission()))


def test_a_lock_that_is_not_given_back_is_503(app, leader, monkeypatch):
    csrf = token(leader)
    monkeypatch.setattr(dialects, "BUSY_SECONDS", 1)
    connections(app)
    with app.app_context(), db.engine().connect().execution_options(writes=True) as other:
        dialects.take_turn(other)
        other.execute(select(User))
        body = {"device": new_id(), "submissions": [submission()]}
        is_trouble(leader.post("/api/sync", json=body, headers={"X-CSRFToken": csrf}))
    assert statuses(send(leader, submission())) == ["stored"]


def test_no_free_connection_is_503(app, leader, monkeypatch):
    pool = app.extensions["engine"].pool
    monkeypatch.setattr(pool, "_timeout", 0.01)
    with app.app_context():
        held = [db.engine().connect() for _number in range(pool.size() + pool._max_overflow)]
    is_trouble(leader.get("/office/walks"))
    for connection in held:
        connection.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_takes_no_more_files_is_503(leader, monkeypatch, number):
    def fails(*_args, **_kwargs):
        raise OSError(number, "hemmeligt")

    monkeypatch.setattr("app.web.office.download.TemporaryFile", fails)
    answer = is_trouble(leader.get("/office/workbook/2026.xlsx"))
    assert "hemmeligt" not in answer.text


def test_a_picture_for_which_there_is_no_memory_is_503_and_not_damaged(leader, monkeypatch):
    body = file(scene())
    for fails in (MemoryError(), OSError(f"{Image.core.getcodecstatus(-9)} when reading image file")):
        with monkeypatch.context() as patch:
            patch.setattr(Image.Image, "load", raising(fails))
            patch.setattr(Image.Image, "draft", raising(fails))
            is_trouble(put(leader, body))
    assert put(leader, body).status_code == 200


def raising(error):
    def fail(*_args, **_kwargs):
        raise error

    return fail


def test_a_fault_of_our_own_stays_500_and_is_logged(app, leader, caplog):
    with app.app_context(), db.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE quarantine RENAME TO renamed")
    answer = send(leader, submission())
    assert (answer.status_code, "Retry-After" in answer.headers) == (500, False)
    assert [record.message for record in caplog.records if record.exc_info]


def test_a_workbook_that_cannot_be_made_in_the_background_says_so(leader, monkeypatch):
    monkeypatch.setattr("app.web.office.download.TemporaryFile", raising(OSError(errno.ENOSPC, "full")))
    id = leader.post("/office/workbook/2026/make", headers={"X-CSRFToken": token(leader)}).get_json()["id"]
    until(lambda: leader.get(f"/office/workbook/making/{id}").get_json()["state"] == "failed")


def test_a_really_full_disk_is_503_until_there_is_room_again(tmp_path, migrated, moment):
    with small_disk(tmp_path / "disk", 24) as disk:
        folder = disk / "instance"
        shutil.copytree(migrated, folder)
        app = create_app({"FELTBOG_INSTANCE": folder, "ARGON2": CHEAP, "DATABASE_URL": f"sqlite:///{folder}/f.sqlite3"})
        app.config |= PATIENT
        shutil.copy(migrated / "feltbog.sqlite3", folder / "f.sqlite3") if (
            migrated / "feltbog.sqlite3"
        ).exists() else (pytest.skip("SQLite's own"))
        with app.app_context(), db.writing() as session:
            leader = User(email="leder@example.org", name="Leder", role="leader", created_at=clock.now())
            session.add(leader)
        browser = enter(app, leader.id)
        assert statuses(send(browser, submission())) == ["stored"]
        ballast = fill(disk)
        picture = file(Image.effect_noise((2000, 2000), 80))
        lost = [submission(answers={"description": "å" * 900}) for _number in range(100)]
        answers = [send(browser, *lost), put(browser, picture)]
        others = [[submission(answers={"description": "å" * 900}) for _each in range(100)] for _number in range(40)]
        answers += [send(browser, *each) for each in others]
        assert {answer.status_code for answer in answers} <= {200, 503}
        is_trouble(answers[-1])
        kept = sum(len(answer.get_json()["results"]) for answer in answers if answer.status_code == 200)
        assert count(app, Observation.table) == kept + 1
        ballast.unlink()
        assert statuses(send(browser, *lost)) == ["stored"] * 100
        with app.app_context():
            db.engine().dispose()


def test_a_full_tablespace_of_postgresql_is_503(app, leader, on_postgresql):
    # Not below what pytest makes for its user alone: PostgreSQL is another one.
    with TemporaryDirectory() as folder, small_disk(Path(folder) / "disk", 4) as disk:
        Path(folder).chmod(0o755)
        shutil.chown(disk, "postgres", "postgres")
        with db_admin(on_postgresql) as admin:
            admin.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        try:
            with app.app_context(), db.engine().connect() as connection:
                connection.exec_driver_sql("ALTER TABLE observation SET TABLESPACE small")
                connection.commit()
            ballast = fill(disk)
            answers = [
                send(leader, *(submission(answers={"description": "å" * 900}) for _each in range(100)))
                for _number in range(3)
            ]
            is_trouble(answers[-1])
            assert count(app, Observation.table) == sum(answer.status_code == 200 for answer in answers) * 100
            ballast.unlink()
            assert statuses(send(leader, submission())) == ["stored"]
        finally:
            with app.app_context(), db.engine().connect() as connection:
                connection.exec_driver_sql("ALTER TABLE observation SET TABLESPACE pg_default")
                connection.commit()
            with db_admin(on_postgresql) as admin:
                admin.execute("DROP TABLESPACE small")


def db_admin(cluster):
    return psycopg.connect(f"host={cluster.folder} user=postgres dbname=postgres", autocommit=True)


def test_a_server_that_is_gone_is_503(app, leader, on_postgresql):
    with app.app_context():
        name = db.engine().url.database
    with db_admin(on_postgresql) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    try:
        connections(app)
        is_trouble(leader.get("/office/walks"))
    finally:
        with db_admin(on_postgresql) as admin:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def of_sqlite(number):
    error = sqlite3.OperationalError("words do not count")
    error.sqlite_errorcode = number
    return exc.OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize("number", [5, 261, 6, 7, 8, 264, 10, 266, 778, 4874, 11, 267, 13, 14, 270, 26])
def test_sqlite_says_by_its_number_that_it_is_the_machine(number):
    assert trouble.code(of_sqlite(number))


@pytest.mark.parametrize("number", [1, 2, 9, 12, 17, 18, 19, 2067, 20, 21, 25])
def test_and_that_it_is_not(number):
    assert trouble.code(of_sqlite(number)) is None


def of_postgresql(state):
    error = psycopg.errors.lookup(state)("words do not count")
    kind = exc.OperationalError if isinstance(error, psycopg.OperationalError) else exc.ProgrammingError
    return kind("SELECT 1", {}, error)


@pytest.mark.parametrize(
    "state", ["08006", "08001", "53100", "53200", "53300", "55P03", "57P01", "57P03", "58030", "40P01", "25006", "XX001", "XX002"]
)  # fmt: skip
def test_postgresql_says_by_its_state_that_it_is_the_machine(state):
    assert trouble.code(of_postgresql(state)) == state


@pytest.mark.parametrize("state", ["42P01", "42703", "23505", "22P02", "42601", "54001", "0A000"])
def test_and_that_it_is_not_either(state):
    assert trouble.code(of_postgresql(state)) is None


def test_only_the_systems_own_faults_are_the_machines():
    assert trouble.code(OSError(errno.ENOSPC, "full")) == "ENOSPC"
    for ours in (
        FileNotFoundError(errno.ENOENT, "gone"),
        OSError("without a number"),
        ValueError(),
        pictures.PictureError(),
    ):
        assert trouble.code(ours) is None
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises(sqlite3.OperationalError) as broken:
        connection.execute("SELECT nothing FROM nowhere")
    assert trouble.code(broken.value) is None
