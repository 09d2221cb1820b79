"""A record that is hardly true is marked for the leader, found by the mark, and counts all the same."""

import random

import pytest
from pages import post, text
from sending import send, statuses, store, submission
from site_planning import put_up

from app import records
from app.records import doubts

HOME = {"latitude": 57.0721, "longitude": 9.9213, "accuracy": 8}


def marked(leader, state="doubtful"):
    return text(leader.get(f"/office/records?state={state}"))


@pytest.mark.parametrize(
    ("position", "said"),
    [
        ({"latitude": 0, "longitude": 0}, "Positionen er 0, 0"),
        ({"latitude": 0.00001, "longitude": -0.00001}, "Positionen er 0, 0"),
        ({"latitude": -33.87, "longitude": 151.21}, "langt fra Danmark."),
        ({"latitude": 9.9213, "longitude": 57.0721}, "Er bredde og længde byttet om?"),
        ({"latitude": 57.0721, "longitude": -9.9213}, "langt fra Danmark."),
        ({"latitude": 0, "longitude": 9.9213}, "langt fra Danmark."),
        (HOME | {"accuracy": 25_000}, "Positionen er kun kendt på 25 km."),
        (HOME | {"accuracy": 1_400.4}, "Positionen er kun kendt på 1,4 km."),
    ],
)
def test_a_position_of_nowhere_is_marked_and_found(leader, position, said):
    id = store(leader, answers={"position": position})
    address = f"/office/records/observation/{id}"
    assert said in marked(leader)
    assert "Se efter" in marked(leader, state="")
    page = leader.get(address)
    assert said in text(page)
    assert "Den tæller med." in text(page)


def test_a_good_one_is_not(leader):
    id = store(leader, answers={"position": HOME})
    store(leader, answers={"position": None})
    store(leader, "contact")
    assert "Ingen registreringer passer" in marked(leader)
    assert "Se efter, om det passer" not in text(leader.get(f"/office/records/observation/{id}"))


def test_where_the_plan_is_pinned_it_is_told_by_that(leader, app):
    with app.app_context():
        put_up((0.1, 0.1), (0.9, 0.9))
        box = doubts.bounds()
    middle = {"latitude": (box.south + box.north) / 2, "longitude": (box.west + box.east) / 2, "accuracy": 5}
    store(leader, answers={"position": middle})
    assert "Ingen registreringer passer" in marked(leader)
    # In Denmark, and nowhere near.
    store(leader, answers={"position": {"latitude": 55.68, "longitude": 12.57, "accuracy": 5}})
    assert "Positionen ligger langt fra området." in marked(leader)


@pytest.mark.parametrize(
    ("captured_at", "said"),
    [
        ("1970-01-01T00:00:00Z", "Datoen 01-01-1970 ligger før aftalen, som begyndte i 2017."),
        ("2016-12-31T12:00:00Z", "Datoen 31-12-2016 ligger før aftalen"),
        ("2019-05-12T12:00:00Z", "Den er skrevet 12-05-2019, mere end tre måneder før den blev modtaget."),
        ("1971-06-01T00:00:00Z", "ligger før aftalen"),
    ],
)
def test_a_time_years_off_is_marked_and_found(leader, captured_at, said):
    store(leader, "contact", captured_at=captured_at)
    assert said in marked(leader)


def test_a_date_before_the_agreement_is_marked(leader):
    store(leader, "contact", answers={"date": "2001-02-03"})
    assert "Datoen 03-02-2001 ligger før aftalen" in marked(leader)


def test_what_the_office_corrects_is_marked_no_more(leader):
    id = store(leader, answers={"position": {"latitude": 0, "longitude": 0}})
    assert "0, 0" in marked(leader)
    address = f"/office/records/observation/{id}/amend"
    answers = {"kind": "improve", "category": "litter", "place": "Blok 9", "seen": "0"}
    assert post(leader, address, **answers).status_code == 303
    assert "Ingen registreringer passer" in marked(leader)


def test_the_words_and_the_search_agree(leader, app):
    chance = random.Random(5)
    positions = [
        {
            "latitude": chance.choice([0, 9.92, 54.4, 57.07, 57.9, chance.uniform(-90, 90)]),
            "longitude": chance.choice([0, 7.9, 9.92, 15.3, 57.07, chance.uniform(-180, 180)]),
            "accuracy": chance.choice([None, 8, 1000, 1000.5, 5e6]),
        }
        for _ in range(40)
    ]
    times = [f"{year}-{month:02}-28T12:00:00Z" for year in (1970, 2016, 2017, 2025, 2026) for month in (1, 2, 5)]
    sent = [submission(answers={"position": position}) for position in positions]
    sent += [submission("contact", captured_at=captured_at) for captured_at in times if captured_at < "2026-05-26"]
    assert set(statuses(send(leader, *sent))) == {"stored"}
    with app.test_request_context():
        every, found = (records.listed(records.RecordFilters(state=state), size=100).rows for state in ("", "doubtful"))
    assert {row.id for row in every if row.doubts} == {row.id for row in found}
    assert 10 < len(found) < len(every)
