"""What whoever watches the server is told."""

import sqlite3
from contextlib import closing

import pytest

from app import maintenance
from app.base import db, migrate


def test_alive_and_ready(client):
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
        assert "Set-Cookie" not in answer.headers


def test_not_ready_before_its_migrations(app, client):
    with app.app_context(), db.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "the database is of another version")
    assert client.get("/healthz").status_code == 200


def test_not_ready_on_a_full_disk(client, monkeypatch):
    monkeypatch.setattr(maintenance.examination, "free_bytes", lambda: 10 * 1024**2)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "the disk is nearly full")


def test_not_ready_where_nothing_can_be_written(app, client):
    with app.app_context():
        engine = db.engine()
        if engine.dialect.name == "sqlite":
            engine.dispose()
            with closing(sqlite3.connect(engine.url.database)) as file:
                file.execute("PRAGMA journal_mode=DELETE")
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA query_only=ON")
        else:
            with engine.begin() as connection:
                connection.exec_driver_sql(
                    f'ALTER DATABASE "{engine.url.database}" SET default_transaction_read_only = on'
                )
            engine.dispose()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "the database cannot be written")


def test_not_ready_without_a_database(app, client, monkeypatch):
    monkeypatch.setattr(migrate, "is_current", lambda: db.session.execute(db.text("SELECT nonsense")))
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_keeps_the_answer(client, path):
    assert client.get(path).headers["Cache-Control"] == "no-store"
