"""`tend` tells in the office for two weeks what goes, and takes away nothing that was not told; whoever serves tends by itself."""

import logging
import zipfile
from datetime import timedelta

import pytest
from accounts import LEADER
from pages import text
from running import run
from sqlalchemy import insert, select

from app import intake
from app.base import clock, db
from app.definitions import Observation
from app.maintenance import DailyCare, daily, examination, restore, tending
from app.maintenance.daily import is_late
from app.store import FailedAttempt, Quarantine, generation

from .old_data import TOO_OLD, numbers


@pytest.fixture(autouse=True)
def _has_room(monkeypatch):
    """Machines that test may be nearly full."""
    monkeypatch.setattr(examination, "LEAST_FREE", 0)
    monkeypatch.setattr(examination, "FREE_TO_TAKE", 0)


def tend(app):
    """What the command says."""
    return run(app, "tend").stdout


def front(sign_in):
    return text(sign_in("leader").get("/office/"))


def test_nothing_goes_before_two_weeks_of_notice(app, old, moment, sign_in):
    moment.set(TOO_OLD)
    said = tend(app)
    due = sum(numbers(app).values())
    assert f"{due} are announced: they will be deleted on 2019-05-27." in said
    assert f"{due} gamle oplysninger skal slettes Det sker af sig selv 27. maj 2019." in front(sign_in)
    moment.at += timedelta(days=13, hours=23)
    tend(app)
    assert sum(numbers(app).values()) >= due
    moment.at += timedelta(hours=1)
    assert "texts: 3 from before 2017-05-13" in tend(app)
    assert numbers(app) == {}
    assert "skal slettes" not in front(sign_in)


def test_what_gets_too_old_meanwhile_is_told_first(app, old, moment):
    moment.set("2019-05-12T12:39:00+00:00")
    tend(app)
    moment.set("2019-05-12T12:41:00+00:00")
    assert numbers(app)["texts"] == 3
    moment.set("2019-05-27T12:00:00+00:00")
    tend(app)
    assert numbers(app)["texts"] == 3
    moment.set("2019-06-10T12:00:00+00:00")
    tend(app)
    assert numbers(app) == {}


def test_what_was_closed_or_corrected_meanwhile_is_told_first(app, old, moment):
    moment.set(TOO_OLD)
    tend(app)
    moment.at += timedelta(days=7)
    with app.test_request_context():
        intake.withdraw(Observation, old["seen"], LEADER, "Prøve")
    moment.at += timedelta(days=8)
    tend(app)
    moment.at += timedelta(days=40)
    assert numbers(app)["texts"] == 1


def test_under_other_periods_all_is_told_anew(app, old, moment, plan_keeps):
    moment.set("2017-12-13T12:40:00+00:00")
    tend(app)
    moment.at += timedelta(days=13)
    plan_keeps(texts=24, photos=6)
    tend(app)
    moment.at += timedelta(days=13)
    tend(app)
    assert numbers(app)["photos"] == 1
    moment.at += timedelta(days=1)
    tend(app)
    assert "photos" not in numbers(app)


def test_after_a_restore_all_is_told_anew(app, old, moment):
    moment.set(TOO_OLD)
    tend(app)
    moment.at += timedelta(days=20)
    with app.app_context(), db.writing() as session:
        generation.begin_generation(session, moment.at - timedelta(days=19), moment.at)
    moment.at += timedelta(hours=1)
    tend(app)
    assert numbers(app)["texts"] == 3
    moment.at += timedelta(days=14)
    tend(app)
    assert numbers(app) == {}


def test_a_clock_that_was_ahead_told_nobody_anything(app, old, moment):
    moment.set("2030-01-01T12:00:00+00:00")
    tend(app)
    moment.set(TOO_OLD)
    tend(app)
    assert numbers(app)["texts"] == 3
    moment.at += timedelta(days=14)
    tend(app)
    assert numbers(app) == {}


def test_what_waits_for_review_goes_only_after_the_leader_was_told(app, old, moment, sign_in):
    moment.set(TOO_OLD)
    tend(app)
    assert "En af dem har ingen taget stilling til." in front(sign_in)
    page = text(sign_in("leader").get("/office/privacy"))
    assert "En af dem venter på, at du tager stilling." in page
    with app.test_request_context():
        row = db.session.scalar(select(Quarantine).where(Quarantine.submission_id == old["waits"]))
        intake.discard(row.id, LEADER)
    tend(app)
    assert "taget stilling til" not in front(sign_in)
    moment.at += timedelta(days=14)
    tend(app)
    with app.test_request_context():
        row = db.session.scalar(select(Quarantine).where(Quarantine.submission_id == old["waits"]))
        assert (row.resolution, "fyrre" in row.content) == ("discarded", True)


def test_a_copy_of_before_is_kept_for_30_days_and_brings_it_back(app, old, moment, elsewhere):
    moment.set(TOO_OLD)
    tend(app)
    moment.at += timedelta(days=14)
    before = numbers(app)
    said = tend(app)
    (copy,) = (app.config["FELTBOG_INSTANCE"] / "backups").glob("before-*-purge.zip")
    assert f"{copy}: everything as it was before, for 30 days." in said
    assert copy.stat().st_mode & 0o777 == 0o600
    with elsewhere.app_context():
        restore(copy, LEADER)
    assert numbers(elsewhere)["texts"] == before["texts"]
    moment.at += timedelta(days=29)
    tend(app)
    assert copy.exists()
    moment.at += timedelta(days=2)
    tend(app)
    assert not copy.exists()


def test_without_room_there_is_no_copy_and_that_is_said(app, old, moment, monkeypatch):
    monkeypatch.setattr(examination, "FREE_TO_TAKE", 2**60)
    moment.set(TOO_OLD)
    done = run(app, "purge", "--yes")
    assert "There was no room for a backup before." in done.stdout
    assert numbers(app) == {}
    assert list(app.config["FELTBOG_INSTANCE"].glob("backups/*")) == []


def test_failures_go_every_day_without_a_word(app, moment):
    with app.app_context(), db.writing() as session:
        session.execute(insert(FailedAttempt).values(key="k", at=clock.now() - timedelta(hours=25)))
        session.execute(insert(FailedAttempt).values(key="k", at=clock.now() - timedelta(hours=23)))
    tend(app)
    with app.app_context():
        assert len(db.session.scalars(select(FailedAttempt)).all()) == 1


def test_tending_checks(app, old, moment, monkeypatch):
    moment.set(TOO_OLD)
    done = run(app, "tend")
    assert done.exit_code == 0
    assert "no backup has ever been made" in done.stdout
    run(app, "backup", app.config["FELTBOG_INSTANCE"] / "b.zip")
    with app.test_request_context():
        row = db.session.scalar(select(Quarantine).where(Quarantine.resolved_at.is_(None)))
        intake.discard(row.id, LEADER)
    done = run(app, "tend")
    assert done.exit_code == 0, done.output
    assert "Everything is as it should be" in done.stdout


def test_check_says_when_nobody_tends(app, old, moment):
    moment.set("2017-09-01T12:00:00+00:00")
    assert "more than a month ago" not in run(app, "check").stdout
    moment.set("2019-06-15T12:00:00+00:00")
    assert (
        "things should have been deleted more than a month ago: run `flask --app wsgi tend`" in run(app, "check").stdout
    )


# A server that tends itself


def test_a_server_tends_when_nobody_has_for_a_day(app, old, moment):
    care = DailyCare(app)
    with app.app_context():
        assert is_late()
    assert care.look()
    assert not care.look()
    moment.at += timedelta(hours=25)
    assert not care.look()
    moment.at += timedelta(hours=1)
    assert care.look()
    run(app, "tend")
    assert not care.look()


def test_it_purges_after_the_notice_too(app, old, moment):
    care = DailyCare(app)
    moment.set(TOO_OLD)
    assert care.look()
    moment.at += timedelta(days=14)
    assert care.look()
    assert numbers(app) == {}


def test_what_goes_wrong_is_noted_and_tried_again(app, moment, monkeypatch, caplog):
    care, real = DailyCare(app), tending.tend
    monkeypatch.setattr(tending, "tend", lambda: 1 / 0)
    with caplog.at_level(logging.INFO, "feltbog"):
        assert not care.look()
    assert "could not be done" in caplog.text
    monkeypatch.setattr(tending, "tend", real)
    assert care.look()


def test_it_looks_by_itself_until_it_is_stopped(app, monkeypatch):
    monkeypatch.setattr(daily, "FIRST", timedelta())
    care = DailyCare(app)
    care.start()
    while True:
        with app.app_context():
            if not is_late():
                break
    care.stop()
    care._thread.join(60)
    assert not care._thread.is_alive()


def test_a_copy_is_whole(app, old, moment):
    moment.set(TOO_OLD)
    assert run(app, "purge", "--yes").exit_code == 0
    (copy,) = (app.config["FELTBOG_INSTANCE"] / "backups").glob("before-*-purge.zip")
    assert zipfile.ZipFile(copy).testzip() is None
