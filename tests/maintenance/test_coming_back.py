"""An older copy of the database is known for one, says so, and lets nobody in who was in; whatever put it back."""

import json
import shutil
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from accounts import make_account
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st
from sending import DEVICE, new_id, send, store, submission
from sqlalchemy import select

from app import create_app, intake, maintenance
from app.access import people
from app.activities import scheduling, trials
from app.base import db, dialects
from app.cli import common
from app.cli.common import OPERATOR
from app.definitions import Observation
from app.maintenance.coming_back import replay
from app.store import AuditEntry, Code, Device, User, Walk, generation, gone
from app.store.gone import JournalLine

from .installations import content, refused, run
from .test_backup import rewrite


@pytest.fixture
def copied(app, new_database):
    """Copies the database, as `cp` and `pg_dump` do; the app as it is once the copy is put back under the same folder, or
    under another one.
    """
    made = []

    def copy(folder=None):
        kept = dialects.make_engine(new_database())
        with app.app_context():
            maintenance.copy(db.engine(), kept)
        address = kept.url.render_as_string(hide_password=False)
        kept.dispose()
        folder = folder or app.config["FELTBOG_INSTANCE"]
        made.append(create_app({"FELTBOG_INSTANCE": folder, "DATABASE_URL": address, "TESTING": True}))
        return made[-1]

    yield copy
    for each in made:
        with each.app_context():
            db.engine().dispose()


def state(app):
    with app.app_context():
        return generation.state()


def journal(app):
    return app.config["FELTBOG_INSTANCE"] / gone.JOURNAL


def is_withdrawn(app, id):
    with app.app_context():
        table = Observation.table
        return db.session.scalar(select(table.c.withdrawn_at).where(table.c.id == id)) is not None


def withdraw(app, id):
    with app.test_request_context():
        intake.withdraw(Observation, id, OPERATOR)


@pytest.fixture
def record(leader):
    sent = submission()
    send(leader, sent)
    return sent["id"]


def test_a_restore_begins_another_generation_each_time(app, leader, elsewhere, new_database, tmp_path, moment):
    send(leader, submission())
    first = state(app).generation
    run(app, "backup", tmp_path / "b.zip")
    moment.at += timedelta(days=2)
    run(elsewhere, "restore", tmp_path / "b.zip")
    second = state(elsewhere)
    run(elsewhere, "backup", tmp_path / "c.zip")
    again = create_app({"FELTBOG_INSTANCE": tmp_path / "third", "DATABASE_URL": new_database(), "TESTING": True})
    moment.at += timedelta(days=2)
    run(again, "restore", tmp_path / "c.zip")
    third = state(again)
    assert len({first, second.generation, third.generation}) == 3
    assert (second.restored_to, second.restored_at) == (NOW, NOW + timedelta(days=2))
    assert second.backed_up_through == NOW
    assert third.restored_to == NOW + timedelta(days=2)
    assert third.came_again == 0
    with again.app_context():
        db.engine().dispose()


def test_a_backup_says_from_when_on_it_lacks_something(app, leader, tmp_path, moment):
    assert state(app).backed_up_through is None
    run(app, "backup", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        said = json.loads(archive.read("backup.json"))
    assert said["through"] == NOW.isoformat()
    assert state(app).backed_up_through == NOW
    moment.at -= timedelta(hours=1)
    run(app, "backup", tmp_path / "c.zip")
    assert state(app).backed_up_through == NOW


def test_one_that_says_nothing_of_it_still_comes_back(app, leader, elsewhere, tmp_path):
    """A backup of the release before."""
    send(leader, submission())
    run(app, "backup", tmp_path / "b.zip")

    def change(name, body):
        if name == gone.JOURNAL:
            return None
        if name != "backup.json":
            return body
        said = json.loads(body)
        del said["through"], said["files"][gone.JOURNAL]
        return json.dumps(said).encode()

    rewrite(tmp_path / "b.zip", change)
    assert run(elsewhere, "restore", tmp_path / "b.zip").exit_code == 0
    assert state(elsewhere).restored_to == NOW


def test_phones_that_were_heard_from_lately_are_awaited(app, leader, elsewhere, tmp_path, moment):
    old = new_id()
    send(leader, submission(), device=old)
    moment.at += timedelta(days=31)
    send(leader, submission())
    run(app, "backup", tmp_path / "b.zip")
    moment.at += timedelta(days=1)
    run(elsewhere, "restore", tmp_path / "b.zip")
    with elsewhere.app_context():
        awaited = dict(db.session.execute(select(Device.id, Device.awaited_since)).all())
        actions = db.session.scalars(select(AuditEntry.action)).all()
    assert awaited == {old: None, DEVICE: moment.at}
    assert actions.count("brought_back") == 1


def test_an_older_copy_under_the_same_folder_counts_as_restored(app, record, copied, leader, moment):
    before = state(app).generation
    older = copied()
    moment.at += timedelta(hours=3)
    withdraw(app, record)
    done = run(older, "init")
    assert done.exit_code == 0, done.output
    assert "older than its instance folder knows" in done.output
    assert "1 record_withdrawn" in done.output
    now = state(older)
    assert now.generation != before
    assert (now.restored_to, now.restored_at) == (NOW, moment.at)
    assert is_withdrawn(older, record)
    assert not state(older).counter < installation_counter(older)
    assert "older than" not in run(older, "init").output
    assert state(older).generation == now.generation


def installation_counter(app):
    with app.app_context():
        return generation.folder_counter()


def test_a_trial_that_was_removed_does_not_come_back(app, joined, copied, moment):
    with app.test_request_context():
        trial = trials.begin()
    store(joined(trial), answers={"walk": trial.id})
    older = copied()
    moment.at += timedelta(days=15)
    assert run(app, "tend").exit_code == 0
    with older.app_context():
        assert maintenance.begin(OPERATOR) is not None
        assert db.session.scalars(select(Observation.table.c.id)).all() == []
        assert db.session.scalars(select(Walk.id)).all() == []


def test_an_older_copy_without_a_journal_is_known_by_the_counter(app, record, copied):
    older = copied()
    assert run(app, "tend").exit_code == 0
    assert "older than" in run(older, "init").output


def test_what_is_present_is_left_alone(app, record, copied):
    withdraw(app, record)
    same = copied()
    before = content(same)
    assert "older than" not in run(same, "init").output
    after = content(same)
    assert {name for name in before if before[name] != after[name]} <= {"invitation", "installation"}
    assert state(same).generation == state(app).generation


def test_a_server_does_it_before_it_serves(app, record, copied, monkeypatch):
    older = copied()
    withdraw(app, record)
    with older.app_context():
        assert common.begin() is not None
        assert common.begin() is None
    assert is_withdrawn(older, record)


def test_a_damaged_journal_stops_the_start_with_a_line(app, record):
    withdraw(app, record)
    journal(app).write_text("dagbog\n")
    assert "move the file away" in refused(run(app, "init"))
    journal(app).unlink()
    assert run(app, "init").exit_code == 0
    assert len(gone.read(journal(app))) == 1


def test_a_line_whose_act_was_cut_off_is_done_at_the_next_start(app, record):
    with app.app_context():
        gone.append(gone.path(), [JournalLine(NOW, "record_withdrawn", record)])
    before = state(app).generation
    assert run(app, "init").exit_code == 0
    assert is_withdrawn(app, record)
    assert state(app).generation == before


def test_an_act_that_fails_after_its_line_does_not_look_like_a_restore(app, record):
    def fail():
        with db.writing() as session:
            gone.note(session, gone.CODE_REVOKED, "x")
            raise InterruptedError

    with app.app_context():
        with pytest.raises(InterruptedError):
            fail()
        with db.writing() as session:
            session.add(Device(id=new_id(), first_seen_at=NOW, seen_at=NOW))
        assert not generation.is_behind()


def test_after_pg_restore_restored_says_it(app, record, copied, leader, tmp_path, moment):
    """In a new folder nothing can know."""
    older = copied(tmp_path / "new")
    moment.at += timedelta(hours=3)
    withdraw(app, record)
    assert "older than" not in run(older, "init").output
    done = run(older, "restored", "--from", app.config["FELTBOG_INSTANCE"])
    assert done.exit_code == 0, done.output
    assert "1 record_withdrawn" in done.output
    assert state(older).restored_to == NOW
    assert state(older).generation != state(app).generation
    assert is_withdrawn(older, record)
    assert gone.read(journal(older)) == gone.read(journal(app))


def test_servers_that_start_at_once_do_it_once(app, record, copied, new_database, tmp_path):
    """Each has a folder of its own, and both know more than the database."""
    folders = [app.config["FELTBOG_INSTANCE"], tmp_path / "second"]
    older = copied()
    withdraw(app, record)
    servers = [
        older,
        create_app({"FELTBOG_INSTANCE": folders[1], "DATABASE_URL": older.config["DATABASE_URL"], "TESTING": True}),
    ]
    (folders[1] / generation.COUNTER).write_text("900")
    barrier = Barrier(2)

    def start(server):
        with server.app_context():
            barrier.wait()
            return maintenance.begin(OPERATOR)

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(start, servers))
    assert [each is None for each in done].count(True) == 1
    with older.app_context():
        assert db.session.scalars(select(AuditEntry.action)).all().count("brought_back") == 1
        assert not generation.is_behind()
    with servers[1].app_context():
        assert not generation.is_behind()
        db.engine().dispose()


def test_the_folder_is_told_what_another_server_did(app, record, tmp_path):
    withdraw(app, record)
    (tmp_path / "second").mkdir()
    shutil.copy(app.config["FELTBOG_INSTANCE"] / "digest_key", tmp_path / "second")
    second = create_app(
        {"FELTBOG_INSTANCE": tmp_path / "second", "DATABASE_URL": app.config["DATABASE_URL"], "TESTING": True}
    )
    assert run(second, "init").exit_code == 0
    assert gone.read(journal(second)) == gone.read(journal(app))
    assert installation_counter(second) == installation_counter(app)
    with second.app_context():
        db.engine().dispose()


@pytest.fixture
def world(app, leader, make_walk):
    """Ids of what a journal may name, half of which are there."""
    records = [submission() for _ in range(2)]
    send(leader, *records)
    account = make_account(app, email="anna@example.org", role="leader")
    return {
        "record_erased": [records[0]["id"], new_id()],
        "record_withdrawn": [records[1]["id"], new_id()],
        "account_closed": [account, new_id()],
        "password_changed": [account],
        "code_revoked": [make_walk().code.id],
        "guest_shut_out": [new_id()],
    }


def summary(session):
    """What replaying comes to, without when it was done."""
    table = Observation.table
    return (
        sorted((id, digest, at is not None) for id, digest, at in session.execute(select(table.c.id, table.c.digest, table.c.withdrawn_at))),
        sorted(map(tuple, session.execute(select(User.id, User.active, User.password_hash)))),
        sorted((id, at) for id, at in session.execute(select(Code.id, Code.revoked_at))),
        set(gone.kept(session)),
    )  # fmt: skip


MOMENTS = st.integers(0, 5).map(lambda minutes: NOW + timedelta(minutes=minutes))


@settings(max_examples=25)
@given(data=st.data())
def test_however_it_is_split_a_journal_comes_to_the_same(app, world, data):
    kinds = st.sampled_from(sorted(world))
    said = st.tuples(MOMENTS, kinds, st.booleans(), st.integers(0, 1))
    drawn = data.draw(st.lists(said, max_size=8))
    found = [
        JournalLine(at, kind + (gone.UNDONE if is_undone and kind != "record_erased" else ""), world[kind][which % len(world[kind])])
        for at, kind, is_undone, which in drawn
    ]  # fmt: skip
    parts = [data.draw(st.lists(st.sampled_from(found))) for _ in range(2)] if found else []
    came_to = []
    for order in ([found], [found, found], [*parts, found], [list(reversed(found))]):
        with app.app_context():
            db.session.rollback()
            session = db.session()
            dialects.take_turn(session.connection(execution_options={"writes": True}))
            for part in order:
                replay(session, part, OPERATOR, NOW)
            session.flush()
            came_to.append(summary(session))
            session.rollback()
    assert all(each == came_to[0] for each in came_to)


def test_used_by_hand_twice_it_is_two_generations(app, record):
    first = state(app).generation
    run(app, "restored")
    second = state(app).generation
    run(app, "restored")
    assert len({first, second, state(app).generation}) == 3


def test_a_walk_and_a_code_made_since_are_not_there(app, record, elsewhere, tmp_path):
    """Lines about what the older copy never had are kept, and do nothing."""
    run(app, "backup", tmp_path / "b.zip")
    with app.test_request_context():
        walk = scheduling.create(Walk, {"title": "Aftenvandring", "date": NOW.date()})
        scheduling.replace_code(Walk, walk.id)
    done = run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    assert "Nothing had to be replayed" in done.output
    with elsewhere.app_context(), db.engine().connect() as connection:
        assert [line.what for line in gone.kept(connection)] == ["code_revoked"]


def test_everybody_signs_in_anew(app, record, elsewhere, tmp_path):
    id = make_account(app, email="anna@example.org", role="leader")
    run(app, "backup", tmp_path / "b.zip")
    run(elsewhere, "restore", tmp_path / "b.zip")
    with elsewhere.app_context():
        assert people.find(id).epoch == 1
        assert people.authenticate("anna@example.org", "lygtepæl-og-havehæk")
