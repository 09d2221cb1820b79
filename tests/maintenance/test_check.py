"""`check` says what is not as it should be, one line each, and what to do about it."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sending import new_id, put_photo, send, statuses, submission
from sqlalchemy import delete, insert

from app.base import clock, db
from app.maintenance import examination
from app.store import FailedAttempt, Photo, PhotoUse, gone

from .installations import run


@pytest.fixture
def said(app, tmp_path, monkeypatch):
    """The lines that `check` prints; empty where it has nothing to say."""
    monkeypatch.setattr(examination, "LEAST_FREE", 0)

    def check():
        done = run(app, "check")
        lines = done.stdout.strip().splitlines()
        if done.exit_code == 0:
            assert lines[0].startswith("Everything is as it should be")
            return []
        assert done.exit_code == 1
        assert all(": " in line for line in lines)
        return lines

    return check


def test_nothing_is_wrong_with_what_is_new(said, leader):
    assert said() == []
    id = new_id()
    put_photo(leader, id)
    assert statuses(send(leader, submission(answers={"photos": [id]}))) == ["stored"]
    assert said() == []


def test_photos_that_are_named_and_have_not_come(said, leader, moment):
    sent = submission(answers={"photos": [new_id(), new_id()]})
    faulty = submission(answers={"photos": [new_id()], "category": "findes-ikke"})
    assert statuses(send(leader, sent, faulty)) == ["stored", "quarantined"]
    lines = said()
    assert len(lines) == 3
    for photo in sent["answers"]["photos"]:
        assert f"photo {photo} of observation {sent['id']} has not arrived: open Feltbog on the phone" in "\n".join(
            lines
        )
    assert faulty["answers"]["photos"][0] in lines[2]
    for photo in sent["answers"]["photos"] + faulty["answers"]["photos"]:
        put_photo(leader, photo)
    assert said() == []


def test_photos_whose_record_never_came(said, leader):
    id = new_id()
    put_photo(leader, id)
    (line,) = said()
    assert line.startswith(f"photo {id} came at 2026-05-12T12:40:00Z, its record never did")


def test_what_no_phone_can_send_any_more_is_let_rest(said, leader, moment, app, tmp_path):
    send(leader, submission(answers={"photos": [new_id()]}))
    put_photo(leader, new_id())
    assert len(said()) == 2
    moment.at += timedelta(days=91)
    assert run(app, "backup", tmp_path / "b.zip").exit_code == 0
    assert said() == []


def test_a_lost_photo_shows(said, leader, app):
    id = new_id()
    put_photo(leader, id)
    send(leader, submission(answers={"photos": [id]}))
    with app.app_context(), db.writing() as session:
        session.execute(delete(Photo))
    assert [id in line for line in said()] == [True]


def test_rows_that_belong_to_nothing(said, app):
    with app.app_context(), db.writing() as session:
        for kind in ("observation", "follow_up", "quarantine"):
            use = {"photo_id": new_id(), "kind": kind, "subject_id": new_id(), "position": 0}
            session.execute(insert(PhotoUse).values(**use))
    lines = said()
    assert [kind for kind in ("observation", "follow_up", "quarantine") if any(kind in line for line in lines)] == [
        "observation",
        "follow_up",
        "quarantine",
    ]


def test_what_waits_too_long_for_review(said, leader, moment, app, tmp_path):
    send(leader, submission(answers={"category": "findes-ikke"}))
    assert said() == []
    moment.at += timedelta(days=15)
    (line,) = said()
    assert line.startswith("1 submissions have waited for review for more than 14 days, since 2026-05-12")


def test_a_backup_that_is_due(said, leader, moment, app, tmp_path):
    send(leader, submission())
    assert said() == []
    moment.at += timedelta(days=3)
    assert said()[0].startswith("no backup has ever been made")
    assert run(app, "backup", tmp_path / "b.zip").exit_code == 0
    assert said() == []
    moment.at += timedelta(days=3)
    assert said()[0].startswith("the last backup was made at 2026-05-15T12:40:00Z")


def test_a_disk_without_room_for_a_backup(app, said, monkeypatch):
    monkeypatch.setattr(examination, "LEAST_FREE", 2**60)
    (line,) = run(app, "check").stdout.strip().splitlines()
    assert "are free" in line


def test_a_key_that_others_can_read(app, said):
    path = app.config["FELTBOG_INSTANCE"] / "digest_key"
    path.chmod(0o644)
    assert said() == [f"others than its owner can read {path}: run `chmod 600 {path}`"]


def test_many_of_one_kind_are_cut_short(said, leader):
    photos = [[new_id()] for _ in range(25)]
    send(leader, *(submission(answers={"photos": ids}) for ids in photos))
    lines = said()
    assert len(lines) == 21
    assert lines[-1].startswith("and 5 more of these")


def test_a_damaged_file(app, said, leader):
    if app.config["DATABASE_URL"].startswith("postgresql"):
        pytest.skip("PostgreSQL looks after its own pages")
    send(leader, *(submission() for _ in range(50)))
    with app.app_context():
        db.engine().dispose()
        path = db.engine().url.database
    with open(path, "r+b") as damaged:
        damaged.seek(2**16)
        damaged.write(b"\xff" * 2**14)
    lines = said()
    assert lines
    assert all(line.startswith("the database is damaged: ") for line in lines)


def test_a_row_that_points_to_nothing(app, said, leader):
    if app.config["DATABASE_URL"].startswith("postgresql"):
        pytest.skip("PostgreSQL allows none")
    send(leader, submission())
    with app.app_context(), closing(sqlite3.connect(db.engine().url.database)) as careless:
        careless.execute("DELETE FROM device")
        careless.commit()
    (line,) = said()
    assert "a row of observation points to one of device that is gone" in line


def test_a_database_that_was_never_made(elsewhere):
    done = run(elsewhere, "check")
    assert done.exit_code == 1
    assert done.stdout == "the database is not ready: run `flask --app wsgi init`\n"


def test_a_damaged_journal(said, app):
    (app.config["FELTBOG_INSTANCE"] / "revocations.jsonl").write_text("dagbog\n")
    lines = said()
    assert any("revocations.jsonl is no line of Feltbog's journal: move the file away" in line for line in lines)


def test_a_photo_that_was_removed_for_good_is_not_asked_for(said, leader, app):
    photo = new_id()
    send(leader, submission(answers={"photos": [photo]}))
    assert len(said()) == 1
    with app.app_context(), db.writing() as session:
        gone.note(session, gone.PHOTO_REMOVED, photo)
    assert said() == []


def test_what_a_clock_that_was_ahead_has_left_is_named(app, said, leader):
    assert said() == []
    with app.app_context(), db.writing() as session:
        session.add(FailedAttempt(key="x", at=clock.now() + timedelta(days=300)))
    (line,) = said()
    assert line.startswith("later than now: 1 wrong passwords and codes")
    assert "set the clock of the machine right" in line
