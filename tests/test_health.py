"""What whoever watches the server is told."""

import subprocess
from pathlib import Path

import pytest
from disks import small_disk

from app import create_app, maintenance
from app.base import db, dialects, migrate


def test_alive_and_ready(client):
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
        assert "Set-Cookie" not in answer.headers


def test_not_ready_before_its_migrations(app, client):
    with app.app_context(), db.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (
        503,
        "Databasen er til en anden udgave af Feltbog. Kør: flask --app wsgi init",
    )
    assert client.get("/healthz").status_code == 200


def test_not_ready_on_a_full_disk(client, monkeypatch):
    monkeypatch.setattr(maintenance.examination, "free_bytes", lambda: 10 * 1024**2)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["status"].startswith("Disken er næsten fuld.")


def test_not_ready_where_nothing_can_be_written(app, client, monkeypatch):
    with app.app_context():
        engine = db.engine()
        if engine.dialect.name == "sqlite":
            prepare = dialects._prepare_sqlite

            def prepare_to_read(connection, record):
                prepare(connection, record)
                connection.execute("PRAGMA query_only=ON")

            monkeypatch.setattr(dialects, "_prepare_sqlite", prepare_to_read)
        else:
            with engine.begin() as connection:
                connection.exec_driver_sql(
                    f'ALTER DATABASE "{engine.url.database}" SET default_transaction_read_only = on'
                )
            engine.dispose()
    assert wanting(client).startswith("Der kan ikke skrives i databasen.")


def wanting(client):
    """What `/readyz` says is wrong."""
    answer = client.get("/readyz")
    assert answer.status_code == 503
    return answer.get_json()["status"]


@pytest.fixture
def spoilt(app, cluster, monkeypatch):
    """The app on a database that no other test is lent."""
    if cluster is None:
        yield app
        return
    name = "spoilt_by_a_test"
    address = cluster.create(name, template="migrated")
    made = create_app({"FELTBOG_INSTANCE": app.config["FELTBOG_INSTANCE"], "DATABASE_URL": address})
    yield made
    with made.app_context():
        db.engine().dispose()
    cluster.drop(name)


@pytest.mark.parametrize("table", ["observation", "user", "photo", "quarantine", "gone"])
def test_not_ready_without_a_table(spoilt, table):
    app, client = spoilt, spoilt.test_client()
    with app.app_context(), db.engine().begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f'DROP TABLE "{table}"')
        else:
            connection.exec_driver_sql(f'DROP TABLE "{table}" CASCADE')
    assert wanting(client) == f"Databasen mangler {table}. Stop serveren, og gendan den sidste gode sikkerhedskopi."


@pytest.mark.parametrize("column", ["contact.note", "walk.title"])
def test_not_ready_without_a_column(spoilt, column):
    app, client = spoilt, spoilt.test_client()
    table, _, name = column.partition(".")
    with app.app_context(), db.engine().begin() as connection:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DROP COLUMN "{name}"')
    assert f"mangler {column}." in wanting(client)


@pytest.fixture
def file(app):
    """SQLite's file, with nobody in it; the log is written back."""
    with app.app_context():
        engine = db.engine()
        if engine.dialect.name != "sqlite":
            pytest.skip("the database is no file")
        dialects.leave_no_traces(engine, thoroughly=False)
        return Path(engine.url.database)


@pytest.mark.parametrize("page", [1, 2, 7, -1])
def test_not_ready_with_a_broken_page_though_the_server_still_remembers_it(client, file, page):
    client.get("/readyz")
    whole, size = bytearray(file.read_bytes()), 4096
    at = (page * size) % len(whole)
    whole[at : at + size] = b"\xa5" * size
    file.write_bytes(whole)
    assert wanting(client).startswith("Databasens fil er beskadiget.")
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("left", [b"", b"no database at all, for many bytes. " * 200])
def test_not_ready_with_another_file(client, file, left):
    file.write_bytes(left)
    for more in ("-wal", "-shm"):
        Path(f"{file}{more}").unlink(missing_ok=True)
    assert "Databasen" in wanting(client)


def test_not_ready_without_a_file_and_none_is_made(client, file):
    file.unlink()
    assert wanting(client).startswith("Databasens fil er der ikke.")
    assert not file.exists()


def test_not_ready_on_a_disk_that_is_only_to_be_read(tmp_path):
    with small_disk(tmp_path / "disk", 300) as disk:
        app = create_app({"FELTBOG_INSTANCE": str(disk)})
        with app.app_context():
            if db.engine().dialect.name != "sqlite":
                pytest.skip("the database is elsewhere")
            migrate.upgrade()
            db.engine().dispose()
        assert app.test_client().get("/readyz").status_code == 200
        with app.app_context():
            db.engine().dispose()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert wanting(app.test_client()).startswith("Der kan ikke skrives i databasen.")


def test_a_writer_who_takes_long_is_no_trouble(app, client):
    with app.app_context(), db.writing():
        assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_keeps_the_answer(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"
