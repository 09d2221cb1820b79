"""A walk's leader on the phone: who may, what can be written down, and that nobody's words are overwritten unseen."""

from datetime import date, timedelta

import pytest
from conftest import TODAY
from pages import post, token
from sending import new_id, send, submission

from app.activities import scheduling
from app.base import db
from app.store import Device, Walk


@pytest.fixture
def walk(make_walk):
    return make_walk(meeting_place="Beboerhuset")


@pytest.fixture
def guide(app, walk):
    """The phone of somebody who joined with the walk's code for group leaders."""
    with app.app_context():
        code = scheduling.new_leader_code(walk.id).code
    phone = app.test_client()
    assert post(phone, "/join", code=code).status_code == 303
    return phone


def write(phone, walk, **facts):
    """Write facts down that were empty before; the answer."""
    changes = {name: one if isinstance(one, dict) else {"now": one, "seen": [None]} for name, one in facts.items()}
    return phone.post(f"/api/walks/{walk.id}", json={"changes": changes}, headers={"X-CSRFToken": token(phone)})


def stored(app, walk):
    with app.app_context():
        return db.session.get(Walk, walk.id)


def test_a_group_leader_is_a_walker_who_leads_one_walk(guide, walk, make_walk):
    session = guide.get("/api/session").get_json()
    assert (session["user"]["role"], session["forms"]) == ("walker", ["observation"])
    assert guide.get(f"/api/walks/{walk.id}").status_code == 200
    assert guide.get(f"/api/walks/{make_walk().id}").status_code == 403
    assert guide.get("/office/").status_code == 403


def test_a_walker_leads_nothing(joined, walk):
    phone = joined(walk)
    assert phone.get(f"/api/walks/{walk.id}").status_code == 403
    assert write(phone, walk, participants=12).status_code == 403
    assert phone.get("/api/reference").get_json()["leads"] == []


def test_the_project_leader_leads_every_walk(sign_in, walk, make_walk):
    leader, tomorrow = sign_in("leader"), make_walk("I morgen", TODAY + timedelta(days=1))
    assert [led["id"] for led in leader.get("/api/reference").get_json()["leads"]] == [walk.id, tomorrow.id]
    assert leader.get(f"/api/walks/{tomorrow.id}").status_code == 200
    assert leader.get(f"/api/walks/{new_id()}").status_code == 404


def test_the_leaders_own_code_is_never_shown(app, guide, walk):
    shown = guide.get(f"/api/walks/{walk.id}").get_json()["code"]
    assert shown["shown"].replace("-", "") == walk.code.code
    assert shown["address"].endswith(f"/join/{walk.code.code}")
    assert {len(row) for row in shown["rows"]} == {len(shown["rows"])}
    assert shown == guide.get("/api/reference").get_json()["leads"][0]["code"]


def test_a_new_leader_code_takes_the_lead_from_the_old_one(app, guide, walk):
    with app.app_context():
        scheduling.new_leader_code(walk.id)
    assert guide.get("/api/reference").status_code == 200
    assert guide.get(f"/api/walks/{walk.id}").status_code == 403


def test_a_replaced_leader_code_leaves_the_common_one_working(app, guide, joined, walk):
    joined(walk, phone=guide)
    with app.app_context():
        scheduling.new_leader_code(walk.id)
    answer = send(guide, submission()).get_json()
    assert [result["status"] for result in answer["results"]] == ["stored"]


def test_the_lead_ends_when_the_code_does(guide, walk, moment):
    moment.set("2026-05-26T12:00:00+00:00")
    assert guide.get(f"/api/walks/{walk.id}").status_code == 200
    moment.set("2026-05-27T12:00:00+00:00")
    assert guide.get(f"/api/walks/{walk.id}").status_code == 403
    assert guide.get("/api/session").get_json()["forms"] == ["observation"]


def test_facts_are_written_down(app, guide, walk):
    facts = {"begun_at": "2026-05-12T18:32:00+02:00", "participants": 12, "light": "dusk", "weather": "Tørt"}
    answer = write(guide, walk, **facts, parties={"now": ["tenants_board", "police"], "seen": [[]]})
    assert answer.status_code == 200
    assert answer.get_json()["facts"] == {
        **facts,
        "begun_at": "2026-05-12T16:32:00Z",
        "ended_at": None,
        "parties": ["police", "tenants_board"],
    }
    found = stored(app, walk)
    assert (found.participants, found.light, found.parties) == (12, "dusk", ("police", "tenants_board"))
    assert found.closed_at is None


def test_ending_closes_and_taking_it_back_opens_again(app, guide, walk):
    ended = "2026-05-12T20:01:00+02:00"
    assert write(guide, walk, ended_at=ended).get_json()["closed"]
    reference = guide.get("/api/reference").get_json()
    assert (reference["walks"], [led["id"] for led in reference["leads"]]) == ([], [walk.id])
    assert not write(guide, walk, ended_at={"now": None, "seen": [ended]}).get_json()["closed"]
    assert guide.get("/api/reference").get_json()["walks"]


def test_what_the_office_closed_stays_closed(app, guide, walk):
    with app.app_context():
        scheduling.close(Walk, walk.id, closed=True)
    assert write(guide, walk, ended_at=None, participants=3).get_json()["closed"]


def test_nobodys_words_are_overwritten_unseen(app, guide, walk):
    with app.app_context():
        scheduling.change(Walk, walk.id, {"participants": 14})
    answer = write(guide, walk, participants=12, weather="Regn").get_json()
    assert (answer["others"], answer["facts"]["participants"], answer["facts"]["weather"]) == (
        ["participants"],
        14,
        "Regn",
    )
    answer = write(guide, walk, participants={"now": 12, "seen": [14]}).get_json()
    assert (answer["others"], answer["facts"]["participants"]) == ([], 12)


def test_a_lost_answer_and_two_who_agree_are_no_contradiction(guide, walk):
    write(guide, walk, participants=12)
    assert write(guide, walk, participants={"now": 13, "seen": [None, 12]}).get_json()["others"] == []
    assert write(guide, walk, participants=13).get_json()["others"] == []


@pytest.mark.parametrize(
    "facts",
    [{"participants": 501}, {"participants": "12"}, {"light": "moonlight"}, {"weather": "x" * 81}, {"title": "Min"},
     {"begun_at": "kl. 18"}, {"begun_at": 5}, {"parties": ["strangers"]}, {"parties": "police"}, {"parties": [1]}],
)  # fmt: skip
def test_what_cannot_be_is_refused_whole(app, guide, walk, facts):
    answer = write(guide, walk, **{"participants": 7} | facts)
    assert answer.status_code == 422
    assert answer.get_json()["errors"].keys() == facts.keys()
    assert stored(app, walk).participants is None


@pytest.mark.parametrize("body", [None, [], {}, {"changes": []}, {"changes": {"weather": "Regn"}},
                                  {"changes": {"weather": {"now": "Regn", "seen": "Tørt"}}}])  # fmt: skip
def test_a_malformed_change_is_named(guide, walk, body):
    answer = guide.post(f"/api/walks/{walk.id}", json=body, headers={"X-CSRFToken": token(guide)})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_a_personal_number_in_the_weather_is_masked(guide, walk):
    assert write(guide, walk, weather="Regn 010190-1234").get_json()["facts"]["weather"] == "Regn ******-****"


def test_what_has_arrived_and_who_waits(app, guide, joined, walk, make_walk):
    first, second, _silent = joined(walk), joined(walk), joined(walk)
    send(first, submission(), submission(), device=new_id(), pending=0)
    late = new_id()
    send(second, submission(), device=late, pending=3)
    begun = new_id()
    send(joined(walk), submission(), device=begun, drafts=1)
    send(joined(make_walk()), submission(), device=new_id(), pending=5)
    arrived = guide.get(f"/api/walks/{walk.id}").get_json()["arrived"]
    # The group leader's own phone counts once it has recorded something.
    assert (arrived["observations"], arrived["phones"], arrived["silent"]) == (4, 4, 1)
    waiting = {phone.pop("phone"): phone for phone in arrived["waiting"]}
    at = {"seen_at": "2026-05-12T12:40:00Z"}
    assert waiting == {
        late[:4].upper(): {"pending": 3, "drafts": None} | at,
        begun[:4].upper(): {"pending": 0, "drafts": 1} | at,
    }
    with app.app_context():
        assert db.session.get(Device, late).pending == 3


def test_only_walks_that_can_be_recorded_on_come_along(app, sign_in, make_walk):
    long_ago, cancelled = make_walk("For længst", date(2026, 1, 5)), make_walk("Aflyst")
    closed = make_walk("Lukket i går", TODAY - timedelta(days=1))
    with app.app_context():
        scheduling.cancel(Walk, cancelled.id, cancelled=True)
        scheduling.close(Walk, closed.id, closed=True)
    assert sign_in("leader").get("/api/reference").get_json()["leads"] == []
    assert long_ago.id


def test_the_office_shows_when_it_really_was(guide, sign_in, walk):
    write(guide, walk, begun_at="2026-05-12T18:32:00+02:00", ended_at="2026-05-12T19:58:00+02:00")
    for path in ("", "/protocol"):
        assert "18.32–19.58" in sign_in("leader").get(f"/office/walks/{walk.id}{path}").get_data(as_text=True)
