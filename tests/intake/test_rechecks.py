"""*Er det blevet bedre?* A re-check is a record like the others, and lands on its point's follow-up exactly once."""

from datetime import timedelta

import pytest
from conftest import TODAY
from sending import DEVICE, new_id, send, statuses, submission

from app import follow_up, intake
from app.access import Person
from app.base import db
from app.definitions import Observation, Recheck


@pytest.fixture
def last_walk(make_walk):
    return make_walk("Forårsvandring", TODAY - timedelta(days=10))


@pytest.fixture
def walk(make_walk):
    return make_walk("Sommervandring")


@pytest.fixture
def point(app, joined, last_walk):
    """The id of an observation to improve from the last walk, that nobody has done anything about."""
    seen = submission(captured_at="2026-05-02T18:00:00+02:00", answers={"walk": last_walk.id})
    assert statuses(send(joined(last_walk), seen)) == ["stored"]
    return seen["id"]


@pytest.fixture
def phone(joined, walk):
    return joined(walk)


def recheck(point, outcome="better", **changes):
    """A re-check as a phone sends it."""
    answers = {"point": point, "outcome": outcome} | changes.pop("answers", {})
    return submission("recheck", answers, **changes)


def entries(app, point):
    """What the point's follow-up says about being looked at again, the latest first."""
    with app.app_context():
        found = follow_up.get(point)
        history = follow_up.history(found.follow_up_id) if found.follow_up_id else []
        return [(e.outcome, e.text, e.person) for e in history if e.action == "rechecked"]


def test_who_records_on_the_walk_may_send_it_and_has_no_new_form(phone, point, walk):
    assert phone.get("/api/session").get_json()["forms"] == ["observation"]
    assert statuses(send(phone, recheck(point))) == ["stored"]


def test_it_lands_on_the_follow_up_once(app, phone, point):
    sent = recheck(point, "worse", answers={"note": "Nu er tre lamper slukket"})
    assert statuses(send(phone, sent)) == ["stored"]
    assert statuses(send(phone, sent)) == ["unchanged"]
    assert entries(app, point) == [("Værre", "Nu er tre lamper slukket", "Sommervandring")]
    with app.app_context():
        found = follow_up.get(point)
        assert (found.state, found.rechecked.outcome) == ("new", "worse")
        assert str(found.rechecked.at) == "2026-05-12 12:32:05+00:00"


def test_a_correction_corrects_what_it_said(app, phone, point):
    sent = recheck(point, "same")
    send(phone, sent)
    sent = sent | {"revision": 2, "answers": sent["answers"] | {"outcome": "better"}}
    assert statuses(send(phone, sent, sent)) == ["updated", "unchanged"]
    assert entries(app, point) == [("Bedre", "", "Sommervandring")]


def test_two_revisions_in_one_request_are_one_word(app, phone, point):
    first = recheck(point, "same")
    second = first | {"revision": 2, "answers": first["answers"] | {"outcome": "worse"}}
    assert statuses(send(phone, first, second)) == ["stored", "updated"]
    assert entries(app, point) == [("Værre", "", "Sommervandring")]


def test_several_phones_are_several_words(app, joined, point, walk):
    for outcome in ("better", "same"):
        send(joined(walk), recheck(point, outcome), device=new_id())
    assert [outcome for outcome, _text, _person in entries(app, point)] == ["Uændret", "Bedre"]


def test_a_point_that_is_not_there_waits_for_review_and_can_be_repaired(app, phone, point, make_user):
    assert statuses(send(phone, recheck(new_id(), "better"))) == ["quarantined"]
    leader = Person(make_user("leader"), "Leder", "leader")
    with app.app_context():
        assert intake.repair(1, {"point": new_id(), "outcome": "better"}, leader).errors.keys() == {"point"}
        assert intake.repair(1, {"point": point, "outcome": "better"}, leader).errors == {}
    assert entries(app, point) == [("Bedre", "", "Sommervandring")]


def test_the_leader_chooses_the_point_by_its_name(sign_in, phone, point):
    send(phone, recheck(new_id(), "better"), recheck(point, "perhaps"))
    page = sign_in("leader").get("/office/quarantine").get_data(as_text=True)
    assert "Belysning · Stien ved vaskeriet · 02-05-2026" in page
    assert "Punktet findes ikke." in page
    assert "Gensyn" in page


def test_a_withdrawn_observation_is_no_point_any_more(app, phone, point, make_user):
    with app.app_context():
        intake.withdraw(Observation, point, Person(make_user("leader"), "Leder", "leader"), "prøve")
    assert statuses(send(phone, recheck(point))) == ["quarantined"]


def test_discarding_both_copies_takes_the_word_back(app, phone, point, make_user):
    sent = recheck(point, "same")
    send(phone, sent)
    answer = send(phone, sent | {"answers": sent["answers"] | {"outcome": "worse"}})
    assert statuses(answer) == ["quarantined"]
    leader = Person(make_user("leader"), "Leder", "leader")
    with app.app_context():
        intake.discard(1, leader, record_too=True)
    assert entries(app, point) == []


@pytest.mark.parametrize("who", ["host", "counsellor"])
def test_others_may_not_send_it(who, sign_in, point):
    assert statuses(send(sign_in(who), recheck(point))) == ["forbidden"]


def test_it_belongs_to_a_walk_that_the_phone_is_on(phone, point, last_walk):
    assert statuses(send(phone, recheck(point, answers={"walk": last_walk.id}))) == ["quarantined"]


def test_nothing_of_it_is_half_done(app, phone, point, monkeypatch):
    """The record and its word are in one transaction."""

    def fail(*_args, **_more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("app.intake.effects.say_which_photos_are_missing", fail)
    with pytest.raises(RuntimeError):
        send(phone, recheck(point))
    with app.app_context():
        assert db.session.execute(Recheck.table.select()).all() == []
    assert entries(app, point) == []


def test_it_is_no_form_of_its_own_in_the_office(sign_in, phone, point):
    send(phone, recheck(point))
    leader = sign_in("leader")
    assert leader.get("/office/paper/recheck").status_code == 404
    assert "Gensyn" not in leader.get("/office/records").get_data(as_text=True)
    assert "Gensyn" not in leader.get("/office/").get_data(as_text=True)
    assert DEVICE[:4].upper() in leader.get("/office/phones").get_data(as_text=True)
