"""`tend` does what is due every day, and leaves alone what is still needed."""

import os
from datetime import timedelta

import pytest
from conftest import NOW
from sqlalchemy import select

from app.base import db
from app.store import Gone, generation, gone
from app.store.gone import JournalLine

from .installations import refused, run

OLD = NOW - timedelta(days=500)


def note(app, *lines):
    with app.app_context(), db.writing() as session:
        gone.append(gone.path(), lines)
        gone.keep(session, lines)


def left(app):
    """The ids that the journal and the table still name."""
    with app.app_context():
        assert {line.id for line in gone.read(gone.path())} == set(db.session.scalars(select(Gone.id)))
        return set(db.session.scalars(select(Gone.id)))


def test_lines_go_that_no_backup_needs(app, tmp_path):
    note(app, JournalLine(OLD, "code_revoked", "old"), JournalLine(NOW - timedelta(days=380), "code_revoked", "new"))
    assert run(app, "tend").exit_code == 0
    assert left(app) == {"new"}
    with app.app_context():
        assert gone.path().stat().st_mode & 0o777 == 0o600


def test_they_stay_as_long_as_the_oldest_backup(app, tmp_path, moment):
    folder = tmp_path / "backups"
    folder.mkdir()
    moment.at = OLD - timedelta(days=1)
    assert run(app, "backup", folder).exit_code == 0
    note(app, JournalLine(OLD, "code_revoked", "old"), JournalLine(OLD - timedelta(days=2), "code_revoked", "older"))
    moment.at = NOW
    assert run(app, "backup", folder).exit_code == 0
    run(app, "tend")
    assert left(app) == {"old"}
    run(app, "backup", folder, "--keep", 1)
    run(app, "tend")
    assert left(app) == set()


def test_a_backup_before_a_migration_needs_them_too(app):
    folder = app.config["FELTBOG_INSTANCE"] / "backups"
    folder.mkdir()
    (folder / "before-20241201T000000Z-0afd1a585e11.zip").touch()
    note(app, JournalLine(OLD, "code_revoked", "old"), JournalLine(OLD - timedelta(days=99), "code_revoked", "older"))
    run(app, "tend")
    assert left(app) == {"old"}


def test_what_went_does_not_come_back_at_the_next_start(app):
    """Another server's folder still has it."""
    note(app, JournalLine(OLD, "code_revoked", "old"))
    with app.app_context():
        kept = gone.path().read_text()
    run(app, "tend")
    with app.app_context():
        gone.path().write_text(kept)
    assert run(app, "init").exit_code == 0
    with app.app_context():
        assert db.session.scalars(select(Gone.id)).all() == []


def test_the_counter_rises_in_both_places(app):
    def counters():
        with app.app_context():
            return generation.state().counter, generation.folder_counter()

    before = counters()[0]
    run(app, "tend")
    run(app, "tend")
    assert counters() == (before + 2, before + 2)


@pytest.mark.parametrize(
    ("name", "goes"),
    [
        (".feltbog-abc_123", True),
        (".restore-x1", True),
        (".feltbog-20260512T023104Z.zip.k2j3", True),
        (".mine.zip.tmp", True),
        ("feltbog-20260512T023104Z.zip", False),
        ("mine.zip", False),
        (".ssh", False),
    ],
)
def test_what_was_broken_off_is_removed_after_a_day(name, goes, app, tmp_path, moment):
    folder = tmp_path / "backups"
    folder.mkdir()
    run(app, "backup", folder / "b.zip")
    for place in (folder, app.config["FELTBOG_INSTANCE"]):
        (place / name).mkdir()
        (place / name / "feltbog.sqlite3").touch()
        for path in (place / name / "feltbog.sqlite3", place / name):
            os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    run(app, "tend")
    assert (folder / name).exists()
    moment.at += timedelta(hours=25)
    run(app, "tend")
    for place in (folder, app.config["FELTBOG_INSTANCE"]):
        assert (place / name).exists() is not goes


def test_a_damaged_journal_is_one_line(app):
    (app.config["FELTBOG_INSTANCE"] / gone.JOURNAL).write_text("dagbog\n")
    assert "no line of Feltbog's journal" in refused(run(app, "tend"))
