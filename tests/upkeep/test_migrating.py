"""A database is brought to the present all or not at all, and backed up before."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.ddl.impl import DefaultImpl
from alembic.migration import MigrationContext
from sending import send, submission
from sqlalchemy import inspect

from app import create_app, maintenance
from app.base import db, migrate

from .installations import content, refused, run

FIRST = "965c8d2fc5f8"


def backups(app) -> list[Path]:
    return sorted((app.config["FELTBOG_INSTANCE"] / "backups").glob("*.zip"))


def tables(app) -> dict[str, list[str]]:
    with app.app_context():
        found = inspect(db.engine())
        return {
            table: sorted(column["name"] for column in found.get_columns(table)) for table in found.get_table_names()
        }


@pytest.fixture
def old(elsewhere):
    """An installation of the first version, with somebody in it."""
    with elsewhere.app_context():
        migrate.upgrade(revision=FIRST)
        with db.engine().begin() as connection:
            connection.exec_driver_sql("INSERT INTO guest VALUES ('g', '2026-05-12 12:00:00')")
    return elsewhere


def test_a_new_installation_needs_no_backup(elsewhere):
    done = run(elsewhere, "init")
    assert done.exit_code == 0
    assert "backed up" not in done.output
    assert "/account/invitation/" in done.output
    assert backups(elsewhere) == []
    assert "backed up" not in run(elsewhere, "init").output


def test_an_old_one_is_backed_up_first_and_its_backup_comes_back(old, app, tmp_path):
    done = run(old, "init")
    assert done.exit_code == 0, done.output
    (made,) = backups(old)
    assert str(made) in done.output
    assert made.stat().st_mode & 0o777 == 0o600
    assert made.parent.stat().st_mode & 0o777 == 0o700
    assert len(content(old)["guest"]) == 1
    assert "earlier version" in run_restored(made, tmp_path).output


def run_restored(made: Path, tmp_path: Path):
    other = create_app({"FELTBOG_INSTANCE": tmp_path / "other", "DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3"})
    done = run(other, "restore", made)
    assert done.exit_code == 0, done.output
    assert run(other, "init").exit_code == 0
    assert len(content(other)["guest"]) == 1
    with other.app_context():
        db.engine().dispose()
    return done


def test_one_that_fails_half_way_leaves_everything_as_it_was(old, monkeypatch):
    before, create_table, made = tables(old), DefaultImpl.create_table, []

    def fail(self, table, **options):
        made.append(table.name)
        if len(made) == 3:
            raise OSError(28, "No space left on device")
        create_table(self, table, **options)

    with monkeypatch.context() as full:
        full.setattr(DefaultImpl, "create_table", fail)
        assert isinstance(run(old, "init").exception, OSError)
    assert len(made) == 3
    assert tables(old) == before
    with old.app_context():
        assert migrate.present() == FIRST
    assert run(old, "init").exit_code == 0


def test_one_of_a_newer_version_is_left_alone(app, sign_in):
    send(sign_in("leader"), submission())
    with app.app_context(), db.engine().begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    assert "newer version" in refused(run(app, "init"))


def test_the_last_three_stay(old, moment):
    with old.app_context():
        folder = old.config["FELTBOG_INSTANCE"] / "backups"
        folder.mkdir()
        for day in range(1, 6):
            (folder / f"before-2026010{day}T000000Z-{FIRST}.zip").touch()
        (folder / "mine.zip").touch()
        made = maintenance.bring_up_to_date()
    kept = backups(old)
    assert made in kept
    assert [path.name[:15] for path in kept] == ["before-20260104", "before-20260105", "before-20260512", "mine.zip"]


def test_the_models_say_what_the_migrations_made(app):
    """Nothing would be left to write into a migration."""
    with app.app_context(), db.engine().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.Base.metadata) == []
