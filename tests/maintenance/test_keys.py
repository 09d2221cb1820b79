"""The digest key and the records belong together: lost or another one, nothing starts, and there are two ways on."""

import os
import secrets
import subprocess
import sys

import pytest
from accounts import LEADER, enter
from sending import count, new_id, send, statuses, submission
from sqlalchemy import select

from app import create_app, intake
from app.access import Person
from app.base import clock, db
from app.definitions import Observation, forms
from app.maintenance import keys
from app.store import Quarantine, generation

from .installations import refused, run


@pytest.fixture
def user(make_user):
    return make_user("leader")


@pytest.fixture
def path(app):
    return app.config["FELTBOG_INSTANCE"] / "digest_key"


@pytest.fixture
def again(app):
    """The same installation, started anew."""
    made = []

    def start():
        folder = app.config["FELTBOG_INSTANCE"]
        made.append(create_app({"FELTBOG_INSTANCE": folder, "TESTING": True, "ARGON2": app.config["ARGON2"]}))
        return made[-1]

    yield start
    for each in made:
        with each.app_context():
            db.engine().dispose()


def serve(app):
    """Start the server; its exit code and what it says, or None where it runs."""
    environ = os.environ | {"FELTBOG_INSTANCE": str(app.config["FELTBOG_INSTANCE"]), "PORT": "0"}
    environ["DATABASE_URL"] = app.config["DATABASE_URL"]
    with subprocess.Popen(
        [sys.executable, "-m", "app.serve"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        first = process.stdout.readline()
        if "Feltbog is at" in first:
            process.kill()
            return None
        rest = process.stdout.read()
    return process.returncode, (first + rest).strip().splitlines()


def noted(app):
    with app.app_context():
        return generation.state()


@pytest.fixture
def sent(app, user):
    """What a phone has sent: a record, one that the office amended, and one that waits."""
    assert run(app, "init").exit_code == 0
    phone = enter(app, user)
    plain, amended, wrong = submission(), submission(), submission(answers={"kind": "nonsense"})
    decided = submission(answers={"kind": "strange"})
    assert statuses(send(phone, plain, amended, wrong, decided)) == ["stored", "stored", "quarantined", "quarantined"]
    with app.test_request_context():
        intake.amend(Observation, amended["id"], amended["answers"] | {"place": "Blok 9"}, LEADER, 0)
        intake.amend(Observation, amended["id"], amended["answers"] | {"place": "Blok 10"}, LEADER, 1)
        row = db.session.scalar(select(Quarantine.id).where(Quarantine.submission_id == decided["id"]))
        intake.discard(row, LEADER)
    return {"plain": plain, "amended": amended, "wrong": wrong, "decided": decided}


def test_the_first_start_makes_a_key_and_notes_what_tells_it(app, path):
    assert run(app, "init").exit_code == 0
    told = noted(app).key_fingerprint
    assert len(told) == 64
    assert path.read_text() not in told
    assert path.stat().st_mode & 0o777 == 0o600
    assert noted(app).rekeyed_at is None


def test_a_missing_key_is_not_made_anew_beside_records(app, path, again, sent):
    path.unlink()
    other = again()
    assert not path.exists()
    line = refused(run(other, "init"))
    assert str(path) in line
    assert "--new-digest-key" in line
    assert "backup" in line
    assert not path.exists()
    assert serve(app) == (1, [line.removeprefix("Error: ")])
    assert not path.exists()


@pytest.mark.parametrize("content", ["ab" * 32, "", "no key at all\n", "ab" * 4])
def test_another_key_or_a_damaged_one_starts_nothing_and_stays_as_it_is(app, path, again, sent, content, tmp_path):
    path.write_text(content)
    line = refused(run(again(), "init"))
    assert str(path) in line
    queue = tmp_path / "queue.json"
    queue.write_text("{}")
    assert run(again(), "import", queue).exit_code == 1
    assert path.read_text() == content
    assert str(path) in run(again(), "check").output
    code, said = serve(app)
    assert (code, len(said)) == (1, 1)


def test_what_only_waits_for_review_is_a_record_too(app, path, again, user):
    send(enter(app, user), submission(answers={"kind": "nonsense"}))
    path.unlink()
    assert str(path) in refused(run(again(), "init"))


def test_without_records_a_new_one_is_made(app, path, again, user):
    assert run(app, "init").exit_code == 0
    before = noted(app).key_fingerprint
    path.unlink()
    assert run(again(), "init").exit_code == 0
    assert path.exists()
    assert noted(app).key_fingerprint != before


def test_a_database_of_the_release_before_gets_its_fingerprint(app, path, again, sent):
    with app.app_context(), db.writing() as session:
        generation.change(session, key_fingerprint=None)
    assert run(again(), "init").exit_code == 0
    assert noted(app).key_fingerprint
    path.write_text(secrets.token_hex(32))
    assert run(again(), "init").exit_code == 1


def test_the_right_key_put_back_starts_again(app, path, again, sent):
    key = path.read_text()
    path.unlink()
    assert run(again(), "init").exit_code == 1
    path.write_text(key)
    assert run(again(), "init").exit_code == 0
    assert serve(app) is None


def test_a_new_key_is_not_made_where_the_right_one_is_there(app, path, again, sent):
    before = path.read_text()
    assert "nothing was changed" in refused(run(again(), "init", "--new-digest-key"))
    assert path.read_text() == before
    assert noted(app).rekeyed_at is None


@pytest.fixture(params=["missing", "another", "damaged"])
def rekeyed(app, path, again, sent, request, moment):
    """The installation with a new key, a day later."""
    moment.set("2026-05-13T12:40:00+00:00")
    if request.param == "missing":
        path.unlink()
    else:
        path.write_text(secrets.token_hex(32) if request.param == "another" else "?")
    made = again()
    done = run(made, "init", "--new-digest-key")
    assert done.exit_code == 0, done.output
    assert noted(app).rekeyed_at == moment.at
    assert run(again(), "init").exit_code == 0
    return again()


def rows(app):
    tables = [form.table for form in forms.every()] + [Quarantine.__table__]
    return [count(app, table) for table in tables]


def test_repeats_are_told_by_their_answers(app, rekeyed, sent, user, moment):
    phone, before = enter(rekeyed, user), rows(app)
    answer = send(phone, *sent.values())
    assert statuses(answer) == ["unchanged", "unchanged", "quarantined", "quarantined"]
    assert rows(app) == before
    moment.set("2026-05-13T13:40:00+00:00")
    fresh = submission()
    assert statuses(send(phone, fresh, fresh, sent["plain"])) == ["stored", "unchanged", "unchanged"]
    assert statuses(send(phone, sent["plain"] | {"revision": 2})) == ["updated"]
    assert statuses(send(phone, sent["plain"], sent["plain"] | {"revision": 2})) == ["stale", "unchanged"]


@pytest.mark.parametrize("what", ["plain", "amended"])
@pytest.mark.parametrize(
    "change", [{"answers": {"kind": "good", "category": "lighting"}}, {"captured_at": "2026-05-12T14:32:06+02:00"}]
)
def test_what_says_something_else_is_a_conflict(rekeyed, sent, user, what, change):
    phone = enter(rekeyed, user)
    answer = send(phone, sent[what] | change)
    assert statuses(answer) == ["quarantined"]
    assert answer.get_json()["results"][0]["errors"]["id"]


def test_what_the_office_made_of_it_is_no_repeat(rekeyed, sent, user):
    office = sent["amended"] | {"answers": sent["amended"]["answers"] | {"place": "Blok 10"}}
    assert statuses(send(enter(rekeyed, user), office)) == ["quarantined"]


def test_what_waits_and_says_something_else_waits_beside_it(app, rekeyed, sent, user):
    before = rows(app)
    other = sent["wrong"] | {"answers": {"kind": "another"}}
    assert statuses(send(enter(rekeyed, user), other)) == ["quarantined"]
    assert rows(app)[-1] == before[-1] + 1


def test_what_comes_after_the_new_key_is_told_by_its_digest(app, rekeyed, user, moment):
    phone, sent = enter(rekeyed, user), submission()
    moment.set("2026-05-13T13:40:00+00:00")
    assert statuses(send(phone, sent)) == ["stored"]
    spaced = sent | {"answers": sent["answers"] | {"place": sent["answers"]["place"] + " "}}
    assert statuses(send(phone, spaced)) == ["quarantined"]


def test_the_key_of_a_backup_comes_back_with_it(app, sent, user, elsewhere, tmp_path):
    made = tmp_path / "backup.zip"
    assert run(app, "backup", made).exit_code == 0
    done = run(elsewhere, "restore", made)
    assert done.exit_code == 0, done.output
    folder = elsewhere.config["FELTBOG_INSTANCE"]
    started = create_app(
        {"FELTBOG_INSTANCE": folder, "DATABASE_URL": elsewhere.config["DATABASE_URL"], "TESTING": True}
    )
    assert run(started, "init").exit_code == 0
    with started.app_context():
        assert keys.complaint() is None
        results = intake.accept(Person(user, "Leder", "leader"), [intake.Submission(**sent["plain"])], device=new_id())
        assert [each["status"] for each in results] == ["unchanged"]
        db.engine().dispose()
    assert clock.now()
