"""The observations as GeoJSON: positions and codes, and nothing that anybody wrote."""

import json

import pytest
from accounts import LEADER
from site_planning import NORTH, WEST, put_up

from app import follow_up

ADDRESS = "/office/observations.geojson?year=2026"
WRITTEN = {
    "place": "Foran Hansens dør",
    "description": "Hansens lampe er gået",
    "suggestion": "Bed Hansen om en ny",
    "observer": "police",
    "feeling": "unsafe",
    "position": {"latitude": 57.0721234567, "longitude": 9.9213, "accuracy": 8},
}


@pytest.fixture
def fetched(sign_in):
    """Fetches and reads the file as the leader."""

    def fetch(address=ADDRESS):
        answer = sign_in("leader").get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/geo+json")
        return json.loads(answer.get_data(as_text=True))

    return fetch


def test_without_observations_it_is_an_empty_collection(fetched):
    assert fetched() == {"type": "FeatureCollection", "features": []}


def test_an_observation_is_a_point_with_codes_and_their_words(fetched, observe, make_walk):
    walk = make_walk("Aftenvandring")
    id = observe(walk=walk.id, **WRITTEN)
    [feature] = fetched()["features"]
    assert (feature["type"], feature["id"]) == ("Feature", id)
    assert feature["geometry"] == {"type": "Point", "coordinates": [9.9213, 57.072123]}
    assert feature["properties"] == {
        "date": "2026-05-12",
        "walk": "Aftenvandring",
        "kind": "improve",
        "kind_label": "Skal forbedres",
        "category": "lighting",
        "category_label": "Belysning",
        "feeling": "unsafe",
        "feeling_label": "Utryg",
        "light": None,
        "light_label": None,
        "point": None,
        "state": "new",
        "state_label": "Ny",
        "party": None,
        "party_label": None,
        "accuracy": 8,
        "position_from": "phone",
    }


def test_nothing_that_anybody_wrote_and_no_observer_leaves(fetched, observe):
    observe(**WRITTEN)
    text = json.dumps(fetched(), ensure_ascii=False)
    assert "Hansen" not in text
    assert "observer" not in text
    assert "police" not in text


def test_what_has_become_of_it_goes_along(app, fetched, observe):
    id = observe(**WRITTEN)
    with app.test_request_context():
        follow_up.change(id, {"party": "housing_technical", "state": "planned"}, LEADER, 0)
    [feature] = fetched()["features"]
    told = feature["properties"]
    assert (told["point"], told["state"], told["party_label"]) == (1, "planned", "Boligselskabets tekniske afdeling")


def test_a_spot_on_a_pinned_plan_is_a_position(app, fetched, observe):
    with app.app_context():
        plan = put_up((0.1, 0.1), (0.9, 0.9))
    observe(plan={"plan": plan, "x": 0.0, "y": 0.0})
    [feature] = fetched()["features"]
    assert feature["geometry"]["coordinates"] == pytest.approx([WEST, NORTH], abs=2e-5)
    assert feature["properties"]["position_from"] == "plan"


def test_what_has_no_position_or_is_of_another_year_or_withdrawn_is_left_out(app, fetched, observe, sign_in):
    observe()
    assert fetched()["features"] == []
    observe(**WRITTEN)
    assert fetched("/office/observations.geojson?year=2025")["features"] == []
    assert len(fetched("/office/observations.geojson")["features"]) == 1


def test_a_year_that_is_none_is_not_there(leader):
    assert leader.get("/office/observations.geojson?year=x").status_code == 404
