"""On a disk that is full to its last byte things can still be taken away, and are gone from the files."""

import os
import shutil
from hashlib import sha256

import pytest
from accounts import LEADER, enter
from conftest import CHEAP, NOW, PATIENT
from disks import fill, small_disk
from pages import hidden, post
from running import run
from sending import count, new_id, submission
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app import create_app, intake
from app.base import clock, db, dialects, trouble
from app.definitions import Observation
from app.intake import Submission
from app.maintenance import retention
from app.store import Photo, User, gone

SAID = "Hegnet ved nummer fyrre er vaeltet igen"
MEGABYTES = 64


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", MEGABYTES) as folder:
        yield folder


@pytest.fixture
def app(disk, migrated, moment):
    """An installation on the small disk, with a leader."""
    if not (migrated / "feltbog.sqlite3").exists():
        pytest.skip("SQLite's own: PostgreSQL's files are not ours")
    folder = disk / "instance"
    shutil.copytree(migrated, folder)
    made = create_app({"FELTBOG_INSTANCE": folder, "ARGON2": CHEAP, "TESTING": True} | PATIENT)
    yield made
    with made.app_context():
        db.engine().dispose()


def take_in(number, said=SAID):
    """So many observations with a photo of half a megabyte each; → (id, some bytes of its photo)."""
    made = []
    for _each in range(number):
        photo, body = new_id(), os.urandom(500_000)
        sent = submission(version=2, answers={"description": said, "photos": [photo]})
        intake.accept(LEADER, [Submission(**sent)], device=new_id())
        with db.writing() as session:
            session.add(
                Photo(
                    id=photo, sha256=sha256(body).hexdigest(), length=len(body), picture=body, thumbnail=body[:9000],
                    width=1, height=1, received_at=clock.now(), person_id=LEADER.id,
                )
            )  # fmt: skip
        made.append((sent["id"], body[250_000:250_064]))
    trouble.keep()
    return made


def held(app):
    """All that the instance folder's files hold."""
    return b"".join(path.read_bytes() for path in app.config["FELTBOG_INSTANCE"].rglob("*") if path.is_file())


def nothing_is_free(disk):
    with pytest.raises(OSError, match="No space"):
        (disk / "one byte more").write_bytes(b"0" * 4096)


def pages(app):
    """A leader's browser."""
    with app.app_context(), db.writing() as session:
        leader = User(email="leder@example.org", name="Leder", role="leader", created_at=clock.now())
        session.add(leader)
    return enter(app, leader.id)


def purge_on_the_page(app, browser):
    page = browser.get("/office/privacy/purge")
    answer = post(browser, "/office/privacy/purge", as_of=hidden(page, "as_of"), total=hidden(page, "total"))
    assert answer.location == "/office/privacy"


def purge_by_command(app, _browser):
    with app.app_context():
        db.engine().dispose()
    done = run(app, "purge", "--yes")
    assert done.exit_code == 0, done.output
    assert "photos: 60" in done.output


@pytest.mark.parametrize("purge", [purge_on_the_page, purge_by_command])
def test_a_large_purge_works_on_a_full_disk(app, disk, moment, purge):
    browser = pages(app)
    with app.test_request_context():
        made = take_in(60)
        old = [told for _id, told in made]
    moment.set("2030-05-12T12:40:00+00:00")
    with app.test_request_context():
        fresh = take_in(1, said="Stadig gyldigt")[0][1]
    browser = enter_again(app)
    fill(disk)
    nothing_is_free(disk)
    assert {SAID.encode() in held(app), old[0] in held(app)} == {True}
    purge(app, browser)
    left = held(app)
    assert SAID.encode() not in left
    assert not [told for told in old if told in left]
    assert fresh in left
    assert count(app, Observation.table) == 61
    with app.app_context():
        assert retention.overdue() == 0


def enter_again(app):
    with app.app_context():
        id = db.session.scalar(select(User.id))
    return enter(app, id)


def test_a_purge_works_where_most_of_the_file_stays(app, disk, moment):
    """There is no room to write the file anew: what was deleted is overwritten in it."""
    with app.test_request_context():
        old = take_in(4)
    moment.set("2030-05-12T12:40:00+00:00")
    with app.test_request_context():
        stays = take_in(50, said="Stadig gyldigt")
    fill(disk)
    with app.test_request_context():
        assert sum(each.number for each in retention.purge(LEADER)) >= 8
    left = held(app)
    assert SAID.encode() not in left
    assert not [told for _id, told in old if told in left]
    assert all(told in left for _id, told in stays)
    with app.app_context(), db.engine().connect() as connection:
        assert dialects.faults(connection) == []


@pytest.mark.parametrize("way", ["page", "command"])
def test_a_record_is_erased_on_a_full_disk(app, disk, way):
    browser = pages(app)
    with app.test_request_context():
        (id, told), (_other, stays) = take_in(1)[0], take_in(1, said="Stadig gyldigt")[0]
    fill(disk)
    if way == "page":
        token = browser.get("/api/session").get_json()["csrf_token"]
        answer = browser.post(f"/office/records/observation/{id}/erase", data={"csrf_token": token})
        assert answer.status_code == 303
    else:
        with app.app_context():
            db.engine().dispose()
        done = run(app, "erase", "observation", id)
        assert done.exit_code == 0, done.output
    left = held(app)
    assert (SAID.encode() in left, told in left, stays in left) == (False, False, True)


def test_what_is_gone_can_be_noted_on_a_full_disk(app, disk):
    with app.app_context():
        trouble.keep()
    fill(disk)
    with app.app_context():
        with pytest.raises((OSError, DBAPIError)) as refused, db.writing() as session:
            gone.note(session, gone.ERASED, *(new_id() for _number in range(100)))
        assert trouble.code(refused.value)
        with trouble.let_go(), db.writing() as session:
            gone.note(session, gone.ERASED, *(new_id() for _number in range(100)))
        path = app.config["FELTBOG_INSTANCE"] / gone.JOURNAL
        assert len(gone.read(path)) == 100


def test_the_room_is_kept_again_afterwards(app, disk):
    with app.app_context():
        trouble.keep()
        kept = (app.config["FELTBOG_INSTANCE"] / trouble.NAME).stat().st_size
        assert MEGABYTES * 1024**2 // 8 < kept <= trouble.BYTES
        with trouble.let_go():
            with trouble.let_go():
                assert not (app.config["FELTBOG_INSTANCE"] / trouble.NAME).exists()
            assert not (app.config["FELTBOG_INSTANCE"] / trouble.NAME).exists()
        path = app.config["FELTBOG_INSTANCE"] / trouble.NAME
        assert (path.stat().st_size, path.stat().st_mode & 0o777) == (kept, 0o600)
        assert path.stat().st_blocks * 512 >= kept


def test_the_first_start_keeps_it(app, disk):
    assert run(app, "init").exit_code == 0
    assert (app.config["FELTBOG_INSTANCE"] / trouble.NAME).exists()
    assert clock.now() == NOW
