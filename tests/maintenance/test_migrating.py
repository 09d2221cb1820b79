"""A database is brought to the present all or not at all, and backed up before; one of an unknown revision is left alone."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from accounts import enter
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sending import send, submission
from sqlalchemy import MetaData, inspect, select

from app import create_app, maintenance
from app.base import db, migrate
from app.store import User

from .installations import content, refused, run

ROOT = Path(__file__).parents[2]
FIRST = "0afd1a585e11"
LATER = '''"""One more table, one more column, and a table made anew that others point to."""

import sqlalchemy as sa
from alembic import op

revision = "eeeeeeeeeeee"
down_revision = "{before}"


def upgrade() -> None:
    op.create_table("pavement", sa.Column("id", sa.Integer(), nullable=False, primary_key=True))
    with op.batch_alter_table("observation") as batch_op:
        batch_op.add_column(sa.Column("kerb", sa.String(), nullable=True))
    with op.batch_alter_table("walk") as batch_op:
        batch_op.alter_column("title", type_=sa.Text(), existing_nullable=False)
    {ends}
'''
UNKNOWN = "ffffffffffff"
# Each with what it needs, in an order that does not matter.
COMMANDS = [
    ["init"],
    ["init", "--new-digest-key"],
    ["check"],
    ["backup", "{folder}/made.zip"],
    ["copy-database", "{address}", "{folder}/made.sqlite3"],
    ["restore", "{folder}/good.zip"],
    ["restored"],
    ["tend"],
    ["export", "--year", "2026", "{folder}/made.xlsx"],
    ["import", "{folder}/good.zip"],
    ["report", "--year", "2026"],
    ["figure", "set", "residents", "2017", "1", "--source", "Brev"],
    ["purge"],
    ["erase", "observation", "x"],
    ["demo"],
    ["walk", "add", "--title", "Vandring", "--date", "2026-05-12"],
    ["user", "link", "leder@example.org"],
    ["migration", "more"],
]


def backups(app: Flask) -> list[Path]:
    return sorted((app.config["FELTBOG_INSTANCE"] / "backups").glob("*.zip"))


def columns(app: Flask) -> dict[str, list[str]]:
    with app.app_context():
        found = inspect(db.engine())
        return {
            table: sorted(column["name"] for column in found.get_columns(table)) for table in found.get_table_names()
        }


def rows(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by what the tables are and not by what this version would have them be."""
    with app.app_context(), db.engine().connect() as connection:
        found = MetaData()
        found.reflect(connection)
        return {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in found.sorted_tables
        }


def as_it_was(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> bool:
    """Whether all that stood in the database stands in it still, whatever came to it."""
    return all(
        [{name: row[name] for name in old} for old, row in zip(before[table], after[table], strict=True)]
        == before[table]
        for table in before
        if table != migrate.VERSION_TABLE
    )


def mark(app: Flask, revision: str) -> None:
    with app.app_context():
        with db.engine().begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
        db.engine().dispose()


@pytest.fixture
def folder(migrated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the migrations, a copy to add to."""
    (tmp_path / "code" / "app").mkdir(parents=True)
    copied = shutil.copytree(migrate.MIGRATIONS, tmp_path / "code" / "app" / "migrations")
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "code")
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "MIGRATIONS", copied)
        migrate._chain.cache_clear()
        yield copied
    migrate._chain.cache_clear()


@pytest.fixture
def later(folder: Path) -> Callable[..., None]:
    """Makes this the version after, which has one more migration; `ends`: with what it ends."""
    before = migrate.head()

    def add(ends: str = "") -> None:
        (folder / "versions" / "later.py").write_text(LATER.format(before=before, ends=ends))
        migrate._chain.cache_clear()

    return add


@pytest.fixture
def unknown(app: Flask, sign_in: Callable[..., Any], tmp_path: Path) -> Flask:
    """An installation whose database a version has changed that nobody here knows; and a good backup from before."""
    send(sign_in("leader"), submission())
    assert run(app, "backup", tmp_path / "good.zip").exit_code == 0
    mark(app, UNKNOWN)
    return app


def held(app: Flask) -> tuple[Any, dict[str, bytes]]:
    """All that an installation is: its rows, and its files to the last byte."""
    instance = app.config["FELTBOG_INSTANCE"]
    found = rows(app)
    with app.app_context():
        db.engine().dispose()
    return found, {str(path.relative_to(instance)): path.read_bytes() for path in instance.rglob("*") if path.is_file()}


def test_a_new_installation_needs_no_backup(elsewhere):
    done = run(elsewhere, "init")
    assert done.exit_code == 0
    assert "backed up" not in done.output
    assert "/account/invitation/" in done.output
    assert backups(elsewhere) == []
    assert "backed up" not in run(elsewhere, "init").output


def test_what_the_first_version_held_is_there_in_every_later_one(old, later, tmp_path):
    before = rows(old)
    assert all(before[table] for table in ("observation", "attendance", "contact", "recheck", "follow_up_entry"))
    assert before["photo"]
    later()
    assert run(old, "init").exit_code == 0
    after = rows(old)
    assert as_it_was(before, after)
    assert after["pavement"] == []
    assert {row["kerb"] for row in after["observation"]} == {None}
    with old.app_context():
        assert migrate.is_current()
        leader = db.session.scalars(select(User.id).where(User.role == "leader")).one()
    office = enter(old, leader)
    (photo,), (point,) = before["photo"], before["follow_up"]
    pages = [f"/office/walks/{walk['id']}" for walk in before["walk"]]
    pages += [f"/office/photos/{photo['id']}", f"/office/follow-up/{point['id']}", "/office/records", "/office/"]
    assert {page: office.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    done = run(old, "export", "--year", 2026, tmp_path / "workbook.xlsx")
    assert done.exit_code == 0, done.output
    assert "1824" in run(old, "report", "--year", 2017, "--json").output


def test_it_is_backed_up_first_and_its_backup_comes_back(old, later, tmp_path):
    before = rows(old)
    later()
    done = run(old, "init")
    assert done.exit_code == 0, done.output
    (made,) = backups(old)
    assert str(made) in done.output
    assert made.stat().st_mode & 0o777 == 0o600
    assert made.parent.stat().st_mode & 0o777 == 0o700
    other = create_app({"FELTBOG_INSTANCE": tmp_path / "other", "DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3"})
    restored = run(other, "restore", made)
    assert restored.exit_code == 0, restored.output
    assert "earlier version" in restored.output
    records = ("observation", "attendance", "contact", "recheck", "photo", "follow_up_entry", "figure")
    assert as_it_was({table: before[table] for table in records}, rows(other))
    with other.app_context():
        assert migrate.is_current()
        db.engine().dispose()


def test_one_that_fails_half_way_leaves_everything_as_it_was(old, later):
    before = columns(old), rows(old)
    later(ends='raise OSError(28, "No space left on device")')
    assert isinstance(run(old, "init").exception, OSError)
    assert (columns(old), rows(old)) == before
    later()
    assert run(old, "init").exit_code == 0


def test_a_database_of_the_version_before_is_copied_as_it_is(old, later, new_database):
    target = new_database()
    later()
    assert run(old, "copy-database", old.config["DATABASE_URL"], target).exit_code == 0
    copied = create_app({"FELTBOG_INSTANCE": old.config["FELTBOG_INSTANCE"], "DATABASE_URL": target})
    assert rows(copied) == rows(old)
    with copied.app_context():
        assert migrate.present() == FIRST
        assert not migrate.is_current()
        db.engine().dispose()


def test_the_last_three_stay(old, later, moment):
    later()
    with old.app_context():
        folder = old.config["FELTBOG_INSTANCE"] / "backups"
        folder.mkdir()
        for day in range(1, 6):
            (folder / f"before-2026050{day}T000000Z-{FIRST}.zip").touch()
        (folder / "mine.zip").touch()
        made = maintenance.bring_up_to_date()
    kept = backups(old)
    assert made in kept
    assert [path.name[:15] for path in kept] == ["before-20260504", "before-20260505", "before-20260512", "mine.zip"]


def test_one_of_an_unknown_revision_is_left_alone(unknown, tmp_path):
    before, address = held(unknown), unknown.config["DATABASE_URL"]
    for command in COMMANDS:
        line = refused(run(unknown, *(part.format(folder=tmp_path, address=address) for part in command)))
        assert UNKNOWN in line, command
        assert "newer version" in line, command
        assert held(unknown) == before, command
    assert not list(tmp_path.glob("made.*"))


def test_it_is_not_served_either(unknown):
    before = held(unknown)
    settings = {name: str(unknown.config[name]) for name in ("FELTBOG_INSTANCE", "DATABASE_URL")}
    command = [sys.executable, "-m", "app.serve"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "newer version" in line
    assert held(unknown) == before


def test_nothing_is_copied_into_one(unknown, old):
    before = held(unknown)
    line = refused(run(old, "copy-database", old.config["DATABASE_URL"], unknown.config["DATABASE_URL"]))
    assert "the target has tables of revision" in line
    assert held(unknown) == before


def test_the_definitions_say_what_the_migrations_made(app):
    """Nothing would be left to write into a migration."""
    with app.app_context(), db.engine().connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.Base.metadata) == []


def test_what_the_definitions_have_more_is_drafted_in_the_shape_of_all_code(app, folder):
    with app.app_context(), db.engine().begin() as connection:
        connection.exec_driver_sql("ALTER TABLE guest DROP COLUMN became")
    done = run(app, "migration", "became somebody")
    assert done.exit_code == 0, done.output
    (made,) = folder.glob("versions/*_became_somebody.py")
    for check in (["check"], ["format", "--check"]):
        subprocess.run([sys.executable, "-m", "ruff", *check, made], check=True)
    migrate._chain.cache_clear()
    assert run(app, "init").exit_code == 0
    assert "became" in columns(app)["guest"]
    assert content(app)["guest"] == []


def test_none_is_drafted_without_what_gives_it_its_shape(app, folder, monkeypatch, tmp_path):
    before = list(folder.rglob("*.py"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert "ruff" in refused(run(app, "migration", "more"))
    assert list(folder.rglob("*.py")) == before
