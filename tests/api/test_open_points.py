"""The points of earlier walks that come along offline: open ones, the latest walk's first, and never who saw them."""

from datetime import timedelta

import pytest
from accounts import LEADER
from conftest import TODAY
from sending import send, statuses, submission

from app import follow_up, intake
from app.activities import scheduling
from app.definitions import Observation
from app.store import Walk


@pytest.fixture
def seen(app, sign_in):
    """Puts observations of a walk in; their ids."""

    def put(walk, *answers):
        sent = [
            submission(captured_at=f"{walk.date}T18:{number:02}:00+02:00", answers={"walk": walk.id, **each})
            for number, each in enumerate(answers or [{}])
        ]
        assert set(statuses(send(sign_in("leader"), *sent))) == {"stored"}
        return [one["id"] for one in sent]

    return put


@pytest.fixture
def walks(make_walk):
    """Three walks: long ago, the last one, today's."""
    return [make_walk(title, TODAY - timedelta(days=days)) for title, days in (("Før", 9), ("Sidst", 5), ("Nu", 0))]


def points(client):
    return client.get("/api/reference").get_json()["open_points"]


def test_open_points_of_earlier_walks_come_along(joined, walks, seen):
    before, last, now = walks
    position = {"latitude": 57.07, "longitude": 9.92, "accuracy": 8}
    (old,), (new,) = seen(before), seen(last, {"category": "litter", "position": position, "observer": "police"})
    seen(now)
    assert points(joined(now)) == [
        {"id": new, "title": "Affald", "category": "litter", "place": "Stien ved vaskeriet",
         "position": [57.07, 9.92], "date": "2026-05-07"},
        {"id": old, "title": "Belysning", "category": "lighting", "place": "Stien ved vaskeriet", "position": None,
         "date": "2026-05-03"},
    ]  # fmt: skip


def test_what_is_good_withdrawn_checked_or_of_a_cancelled_walk_stays_behind(app, joined, walks, seen):
    before, last, now = walks
    seen(last, {"kind": "good"})
    withdrawn, checked, done = seen(last, {}, {}, {})
    seen(before)
    with app.app_context():
        intake.withdraw(Observation, withdrawn, LEADER, "prøve")
        facts = {"state": "checked", "checked_by": "Vicevært", "checked_on": TODAY}
        follow_up.change(checked, facts, LEADER, 0)
        follow_up.change(done, {"state": "done", "problem": "Tre lamper er slukket\nved skolen"}, LEADER, 0)
        scheduling.cancel(Walk, before.id, cancelled=True)
    (point,) = points(joined(now))
    # What the party says is done is worth a look.
    assert point["title"] == "Tre lamper er slukket"


def test_a_matter_that_was_seen_twice_is_one_point_of_the_latest_walk(app, joined, walks, seen):
    before, last, now = walks
    (first,), (second,) = seen(before), seen(last)
    with app.app_context():
        follow_up.group([first, second], LEADER)
    (point,) = points(joined(now))
    assert point["date"] == last.date.isoformat()


def test_their_number_is_limited(app, joined, walks, seen):
    _before, last, now = walks
    seen(last, *[{"place": f"Sted {number}"} for number in range(8)] * 6)
    found = points(joined(now))
    assert len(found) == 40
    assert {"observer", "user", "person"}.isdisjoint(found[0])


def test_on_the_first_walk_and_for_others_there_are_none(joined, sign_in, make_event, walks, seen):
    before, last, _now = walks
    seen(last)
    assert points(joined(before)) == []
    assert points(joined(make_event())) == []
    assert points(sign_in("counsellor")) == []
