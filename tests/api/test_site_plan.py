"""Phones get the plan of the estate, point at it, and may go on pointing at one that has been replaced."""

import pytest
from sending import send, statuses, submission
from site_planning import known, put_up

from app.base import db
from app.base.ids import new_id
from app.definitions import Observation
from app.photos import site_plan

NOWHERE = {"place": None}


@pytest.fixture
def put(app):
    """Puts a plan up with pins at these spots; its id."""

    def up(*spots):
        with app.app_context():
            return put_up(*spots)

    return up


def stored(app):
    with app.app_context():
        (row,) = db.session.execute(Observation.table.select()).mappings()
        return Observation.load(row)


def test_a_phone_without_a_plan_is_told_so(joined, make_walk):
    assert joined(make_walk()).get("/api/reference").get_json()["plan"] is None


def test_the_reference_says_how_a_spot_becomes_a_position(joined, make_walk, put):
    id = put((0, 0), (1, 1))
    plan = joined(make_walk()).get("/api/reference").get_json()["plan"]
    assert (plan["id"], plan["width"], plan["height"]) == (id, 800, 600)
    pin = known(1, 1)
    for part in ("latitude", "longitude"):
        start, across, down = plan["position"][part]
        assert start + across + down == pytest.approx(pin[part])
    assert plan["position"]["accuracy"] == 10


def test_a_plan_that_nobody_has_pinned_has_no_positions(joined, make_walk, put):
    put()
    assert joined(make_walk()).get("/api/reference").get_json()["plan"]["position"] is None


def test_only_those_who_may_point_at_it_are_told(joined, make_event, put):
    put()
    assert joined(make_event()).get("/api/reference").get_json()["plan"] is None


def test_the_picture_is_kept_for_good_and_shown_to_nobody_from_outside(client, joined, make_walk, put):
    id = put()
    answer = joined(make_walk()).get(f"/api/plan/{id}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.get_data().startswith(b"\x89PNG")
    assert client.get(f"/api/plan/{id}").status_code == 401
    assert joined(make_walk()).get(f"/api/plan/{new_id()}").status_code == 404


def test_a_spot_needs_neither_a_place_nor_a_position(app, joined, make_walk, put):
    id = put((0, 0), (1, 1))
    spot = {"plan": id.upper(), "x": 0.25, "y": 1}
    answer = send(joined(make_walk()), submission(answers=NOWHERE | {"plan": spot}))
    assert statuses(answer) == ["stored"]
    values = stored(app)
    assert (values["plan"].plan, values["plan"].x, values["plan"].y) == (id, 0.25, 1.0)
    with app.app_context():
        found = site_plan.position(values)
    assert found.latitude == pytest.approx(known(0.25, 1)["latitude"], abs=2e-5)


def test_a_phone_that_holds_the_old_plan_points_at_it(app, joined, make_walk, put):
    old = put()
    phone = joined(make_walk())
    new = put((0, 0), (1, 1))
    assert statuses(send(phone, submission(answers=NOWHERE | {"plan": {"plan": old, "x": 0.5, "y": 0.5}}))) == [
        "stored"
    ]
    assert phone.get("/api/reference").get_json()["plan"]["id"] == new
    assert phone.get(f"/api/plan/{old}").status_code == 200
    assert stored(app)["plan"].plan == old


@pytest.mark.parametrize(
    ("spot", "words"),
    [
        ({"plan": new_id(), "x": 0.5, "y": 0.5}, "kender ikke planen"),
        ({"plan": "kort", "x": 0.5, "y": 0.5}, "Peg på planen igen"),
        ({"x": 0.5, "y": 0.5}, "Peg på planen igen"),
        ({"plan": "", "x": 1.2, "y": 0.5}, "Peg på planen igen"),
        ({"plan": "", "x": "0.5", "y": True}, "Peg på planen igen"),
        ([0.5, 0.5], "Peg på planen igen"),
    ],
)
def test_a_spot_on_no_plan_waits_for_review(joined, make_walk, put, spot, words):
    there_is = put()
    spot = spot | {"plan": there_is} if isinstance(spot, dict) and spot.get("plan") == "" else spot
    (result,) = send(joined(make_walk()), submission(answers=NOWHERE | {"plan": spot})).get_json()["results"]
    assert result["status"] == "quarantined"
    assert words in result["errors"]["plan"]


def test_the_office_can_point_again(leader, put):
    put()
    sent = submission(answers={"plan": {"plan": new_id(), "x": 0.5, "y": 0.5}})
    assert statuses(send(leader, sent)) == ["quarantined"]
    page = leader.get("/office/quarantine").get_data(as_text=True)
    assert "Feltbog kender ikke planen" in page
    assert 'name="plan_x"' in page
