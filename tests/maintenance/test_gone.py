"""What is gone stays gone: back up, do it, restore with and without the newer journal."""

import json
from datetime import timedelta

import pytest
from accounts import make_account
from picturing import file, scene
from sending import new_id, put_photo, send, statuses, submission
from sqlalchemy import select

from app import intake, photos
from app.access import invitations, people, second_factor
from app.activities import scheduling
from app.base import db
from app.cli.common import OPERATOR
from app.definitions import Observation
from app.maintenance import retention
from app.photos import stored
from app.store import Code, Invitation, Quarantine, Walk, gone

from .installations import refused, reopened, run

SAID = "Hegnet ved nummer fyrre er væltet igen"


@pytest.fixture
def holding(app, leader):
    """An installation with something of every kind that can be gone; their ids."""
    photo, removed = new_id(), new_id()
    record = submission(answers={"description": SAID, "photos": [photo]})
    withdrawn, faulty = submission(answers={"photos": [removed]}), submission(answers={"category": "findes-ikke"})
    assert statuses(send(leader, record, withdrawn, faulty)) == ["stored", "stored", "quarantined"]
    for id in (photo, removed):
        put_photo(leader, id)
    with app.app_context():
        walk = scheduling.create(Walk, {"title": "Aftenvandring", "date": scheduling.clock.today()})
    return {
        "record": record["id"],
        "photo": photo,
        "withdrawn": withdrawn["id"],
        "removed": removed,
        "item": faulty["id"],
        "walk": walk.id,
        "code": walk.code.id,
        "account": make_account(app, email="anna@example.org", role="counsellor"),
    }


def erase(ids):
    retention.erase(Observation, ids["record"], OPERATOR)


def withdraw(ids):
    intake.withdraw(Observation, ids["withdrawn"], OPERATOR)


def discard(ids):
    row = db.session.scalar(select(Quarantine.id).where(Quarantine.submission_id == ids["item"]))
    intake.discard(row, OPERATOR)


def remove(ids):
    stored.remove(ids["removed"])


def blacken(ids):
    stored.blacken(ids["photo"], [(0, 0, 0.5, 0.5)])


def replace_code(ids):
    scheduling.replace_code(Walk, ids["walk"])


def close(ids):
    people.disable(ids["account"])


def reset(ids):
    invitations.reset(ids["account"])


def record(id):
    return db.session.execute(select(Observation.table).where(Observation.table.c.id == id)).mappings().one()


def is_erased(ids):
    return record(ids["record"])["digest"] == "erased" and photos.find(ids["photo"]) is None


def is_withdrawn(ids):
    return record(ids["withdrawn"])["withdrawn_at"] is not None


def is_discarded(ids):
    return not db.session.scalars(select(Quarantine.id).where(Quarantine.resolved_at.is_(None))).all()


def is_removed(ids):
    return photos.find(ids["removed"]) is None


def is_hidden(ids):
    return photos.hidden() == [ids["photo"]]


def is_revoked(ids):
    return db.session.get_one(Code, ids["code"]).revoked_at is not None


def is_closed(ids):
    return not people.find(ids["account"]).active


KINDS = [
    (erase, is_erased, "record_erased"),
    (withdraw, is_withdrawn, "record_withdrawn"),
    (discard, is_discarded, "item_discarded"),
    (remove, is_removed, "photo_removed"),
    (blacken, is_hidden, "photo_blackened"),
    (replace_code, is_revoked, "code_revoked"),
    (close, is_closed, "account_closed"),
    (reset, is_closed, "password_changed"),
]


def within(app, what, ids):
    with app.test_request_context():
        return what(ids)


# Every kind by the journal of the old folder, and every other way with one kind; all of them together are many restores.
WAYS = [
    pytest.param(knowing, *kind, marks=[] if knowing == "by --from" or kind is KINDS[0] else pytest.mark.long)
    for knowing in ("by its own folder", "by --from", "by --revocations", "by no journal")
    for kind in KINDS
]


@pytest.mark.parametrize(("knowing", "act", "is_gone", "kind"), WAYS)
def test_after_a_restore_it_is_gone_where_a_journal_says_so(
    act, is_gone, kind, knowing, app, holding, elsewhere, tmp_path, moment
):
    assert run(app, "backup", tmp_path / "b.zip").exit_code == 0
    moment.at += timedelta(hours=1)
    within(app, act, holding)
    journal = app.config["FELTBOG_INSTANCE"] / gone.JOURNAL
    assert kind in [line["what"] for line in map(json.loads, journal.read_text().splitlines())]
    assert journal.stat().st_mode & 0o777 == 0o600
    named = {"by --from": ["--from", journal.parent], "by --revocations": ["--revocations", journal]}.get(knowing, [])
    if knowing == "by its own folder":
        (elsewhere.config["FELTBOG_INSTANCE"] / gone.JOURNAL).write_bytes(journal.read_bytes())
    moment.at += timedelta(hours=1)
    done = run(elsewhere, "restore", tmp_path / "b.zip", *named)
    assert done.exit_code == 0, done.output
    assert within(elsewhere, is_gone, holding) is (knowing != "by no journal")
    assert (f"1 {kind}" in done.output) is (knowing != "by no journal")
    assert ("No newer journal was given" in done.output) is (knowing == "by no journal")


def test_what_was_taken_back_is_not_done_again(app, holding, elsewhere, tmp_path):
    run(app, "backup", tmp_path / "b.zip")
    with app.test_request_context():
        withdraw(holding)
        intake.restore(Observation, holding["withdrawn"], OPERATOR)
        close(holding)
        people.enable(holding["account"])
    run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    assert not within(elsewhere, is_withdrawn, holding)
    assert not within(elsewhere, is_closed, holding)


def test_what_a_backup_has_done_is_taken_back_where_it_was_since(app, holding, elsewhere, tmp_path):
    within(app, withdraw, holding)
    within(app, close, holding)
    run(app, "backup", tmp_path / "b.zip")
    with app.test_request_context():
        intake.restore(Observation, holding["withdrawn"], OPERATOR)
        people.enable(holding["account"])
    run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    assert not within(elsewhere, is_withdrawn, holding)


def test_a_clock_that_went_back_does_not_turn_the_order_around(app, holding, elsewhere, tmp_path, moment):
    run(app, "backup", tmp_path / "b.zip")
    moment.at += timedelta(hours=2)
    within(app, withdraw, holding)
    moment.at -= timedelta(hours=1)
    with app.test_request_context():
        intake.restore(Observation, holding["withdrawn"], OPERATOR)
    run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    assert not within(elsewhere, is_withdrawn, holding)


def test_an_act_that_is_refused_leaves_no_line(app, leader, make_user):
    with app.test_request_context():
        with pytest.raises(LookupError):
            stored.remove(new_id())
        with pytest.raises(ValueError, match="fields"):
            stored.blacken(new_id(), [])
        with pytest.raises(LookupError):
            scheduling.replace_code(Walk, new_id())
        second_factor.remove(make_user("leader"))
    assert not (app.config["FELTBOG_INSTANCE"] / gone.JOURNAL).exists()


def test_the_backup_carries_what_the_folder_and_the_table_know(app, holding, elsewhere, tmp_path):
    """Another server's folder has never heard of it."""
    within(app, withdraw, holding)
    (app.config["FELTBOG_INSTANCE"] / gone.JOURNAL).unlink()
    within(app, remove, holding)
    run(app, "backup", tmp_path / "b.zip")
    run(elsewhere, "restore", tmp_path / "b.zip")
    kept = gone.read(elsewhere.config["FELTBOG_INSTANCE"] / gone.JOURNAL)
    assert {line.what for line in kept} == {"photo_removed", "record_withdrawn"}


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ('{"at', "Kære dagbog"),
        ('{"at', "dagbog"),
        ('"what"', '"hwat"'),
        ("}", "]"),
        ("record_withdrawn", "x" * 41),
        ("{", "null}\n{"),
        ("2026", "yesterday"),
    ],
)
def test_a_damaged_journal_is_refused_before_anything_is_changed(part, instead, app, holding, elsewhere, tmp_path):
    run(app, "backup", tmp_path / "b.zip")
    within(app, withdraw, holding)
    journal = tmp_path / "journal"
    journal.write_text((app.config["FELTBOG_INSTANCE"] / gone.JOURNAL).read_text().replace(part, instead))
    folder = elsewhere.config["FELTBOG_INSTANCE"]
    before = sorted(path.name for path in folder.iterdir())
    assert str(journal) in refused(run(elsewhere, "restore", tmp_path / "b.zip", "--revocations", journal))
    assert sorted(path.name for path in folder.iterdir()) == before
    with elsewhere.app_context():
        assert not db.engine().dialect.has_table(db.engine().connect(), "user")


def test_a_line_that_a_power_cut_left_half_written_was_never_acted_on(app, holding, tmp_path):
    within(app, withdraw, holding)
    journal = app.config["FELTBOG_INSTANCE"] / gone.JOURNAL
    (line,) = journal.read_text().splitlines()
    for length in range(len(line)):
        journal.write_text(f"{line}\n{line[:length]}")
        assert len(gone.read(journal)) == 1
        with app.app_context():
            gone.append(journal, [gone.JournalLine(gone.clock.now(), "code_revoked", "x")])
        assert [each.what for each in gone.read(journal)] == ["record_withdrawn", "code_revoked"]


def test_a_folder_that_is_none_of_feltbog_s_is_refused(app, elsewhere, tmp_path):
    run(app, "backup", tmp_path / "b.zip")
    (tmp_path / "empty").mkdir()
    assert "revocations.jsonl" in refused(run(elsewhere, "restore", tmp_path / "b.zip", "--from", tmp_path / "empty"))


def test_a_folder_in_which_nothing_was_ever_noted_will_do(app, elsewhere, tmp_path):
    run(app, "backup", tmp_path / "b.zip")
    assert not (app.config["FELTBOG_INSTANCE"] / gone.JOURNAL).exists()
    done = run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    assert done.exit_code == 0, done.output


def test_no_phone_brings_a_removed_or_erased_photo_back(app, leader, holding, elsewhere, tmp_path):
    run(app, "backup", tmp_path / "b.zip")
    later, never = submission(answers={"photos": [new_id()]}), new_id()
    send(leader, later)
    put_photo(leader, never)
    with app.test_request_context():
        stored.remove(never)
        retention.erase(Observation, later["id"], OPERATOR)
    run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    for id in (never, later["answers"]["photos"][0]):
        with elsewhere.test_request_context():
            kept = photos.keep(id, file(scene()), OPERATOR)
            assert kept.length == len(file(scene()))
            assert photos.find(id) is None
            assert photos.received(db.session(), [id]) == {id}


def test_a_photo_that_was_made_black_comes_in_hidden(app, leader, elsewhere, tmp_path):
    run(app, "backup", tmp_path / "b.zip")
    id = new_id()
    put_photo(leader, id)
    within(app, blacken, {"photo": id})
    run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    with elsewhere.test_request_context():
        photos.keep(id, file(scene()), OPERATOR)
        assert photos.hidden() == [id]
        assert photos.arrived([id]) == set()


def test_a_photo_that_was_made_black_before_the_backup_is_not_hidden(app, holding, elsewhere, tmp_path):
    within(app, blacken, holding)
    run(app, "backup", tmp_path / "b.zip")
    run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    assert not within(elsewhere, is_hidden, holding)


def test_a_stolen_cookie_and_an_old_link_open_nothing(app, leader, holding, elsewhere, tmp_path):
    with app.app_context():
        link = invitations.invite(holding["account"])
    run(app, "backup", tmp_path / "b.zip")
    within(app, close, holding)
    run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    with reopened(elsewhere) as again:
        thief = again.test_client()
        thief.set_cookie("feltbog", leader.get_cookie("feltbog").value)
        assert thief.get("/api/session").get_json()["user"] is None
        assert again.test_client().get(f"/account/invitation/{link}").status_code == 404
        with again.app_context():
            assert db.session.scalars(select(Invitation)).all() == []


def test_user_link_lets_the_only_leader_in_again(app, elsewhere, tmp_path):
    id = make_account(app, email="anna@example.org", role="leader")
    run(app, "backup", tmp_path / "b.zip")
    with app.app_context():
        people.change_password(id, "lygtepæl-og-havehæk", "hyldebær-og-havegrill")
    done = run(elsewhere, "restore", tmp_path / "b.zip", "--from", app.config["FELTBOG_INSTANCE"])
    assert "1 account is closed until `flask --app wsgi user link EMAIL`" in done.output
    with elsewhere.app_context():
        assert people.authenticate("anna@example.org", "lygtepæl-og-havehæk") is None
    done = run(elsewhere, "user", "link", "Anna@example.org")
    assert done.exit_code == 0, done.output
    link = done.output.split("/account/invitation/")[1].strip()
    with elsewhere.test_request_context():
        invitations.accept(link, name="Anna", password="solsikke-og-havegrill")
        assert people.authenticate("anna@example.org", "solsikke-og-havegrill")
    assert "nobody has the e-mail" in refused(run(elsewhere, "user", "link", "x@example.org"))
    assert run(elsewhere, "init").exit_code == 0
    with elsewhere.app_context():
        assert people.find(id).active
