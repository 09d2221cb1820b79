"""`tend` does what is due every day, and leaves alone what is still needed."""

from datetime import timedelta

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


def test_what_was_made_before_a_migration_or_a_purge_stays_for_30_days(app, tmp_path):
    """In the folder of the setting, and in the one that is the default without it; what somebody made stays."""
    folders = app.config["FELTBOG_BACKUPS"], tmp_path / "kept"
    app.config["FELTBOG_BACKUPS"] = folders[1]
    names = [
        "before-20260412T123959Z-0afd1a585e11.zip",
        "before-20260412T123959Z-purge.zip",
        "before-20260412T124000Z-0afd1a585e11.zip",
        "before-20260412T124000Z-purge.zip",
        "feltbog-20260101T000000Z.zip",
    ]
    for folder in folders:
        folder.mkdir()
        for name in names:
            (folder / name).touch()
    assert run(app, "tend").exit_code == 0
    assert {path for folder in folders for path in folder.iterdir()} == {
        folder / name for folder in folders for name in names[2:]
    }


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


def test_a_damaged_journal_is_one_line(app):
    (app.config["FELTBOG_INSTANCE"] / gone.JOURNAL).write_text("dagbog\n")
    assert "no line of Feltbog's journal" in refused(run(app, "tend"))
