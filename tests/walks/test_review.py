"""What a walk gave: numbers that stay what they are, matters with their observations, good places."""

import pytest
from accounts import LEADER
from sending import take_in

from app import activities, follow_up, intake
from app.activities import scheduling
from app.base import db
from app.definitions import Observation
from app.store import Walk


@pytest.fixture
def observe(office, walk):
    """Takes in an observation of the walk, made at that minute past two; its id."""

    def take(minute, **answers):
        at = f"2026-05-12T14:{minute:02}:00+02:00"
        return take_in(answers={"walk": walk.id} | answers, captured_at=at, version=2)

    return take


@pytest.fixture
def review(office, walk):
    """Reads anew what the walk gave."""

    def read():
        db.session.remove()
        return activities.review(db.session.get_one(Walk, walk.id))

    return read


def by_number(review):
    return {each.number: each.id for each in review.noted}


def test_numbers_follow_the_time_at_which_it_was_seen(observe, review):
    late, early, middle = observe(30), observe(10, kind="good"), observe(20)
    assert by_number(review()) == {1: early, 2: middle, 3: late}
    assert [matter.numbers for matter in review().matters] == [[2], [3]]
    assert [each.number for each in review().good] == [1]


def test_what_arrives_after_the_walk_was_closed_gets_the_next_numbers(observe, review, walk, moment):
    first, second = observe(10), observe(30)
    moment.set("2026-05-12T18:00:00+00:00")
    scheduling.close(Walk, walk.id, closed=True)
    moment.set("2026-05-13T06:00:00+00:00")
    third = observe(20)
    moment.set("2026-05-14T06:00:00+00:00")
    fourth = observe(15)
    assert by_number(review()) == {1: first, 2: second, 3: third, 4: fourth}


def test_a_withdrawn_observation_keeps_its_number_and_shows_nowhere(observe, review):
    first, second, third = observe(10), observe(20), observe(30)
    intake.withdraw(Observation, second, LEADER, "Sendt ved en fejl")
    assert by_number(review()) == {1: first, 3: third}
    follow_up.change(first, {"priority": "soon"}, LEADER, 0)
    intake.withdraw(Observation, first, LEADER, "Sendt ved en fejl")
    assert [matter.numbers for matter in review().matters] == [[3]]


def test_a_matter_is_called_by_its_first_number(observe, review):
    first, second, third = observe(10, place="Torvet"), observe(20), observe(30)
    follow_up.group([third, first], LEADER)
    assert [matter.numbers for matter in review().matters] == [[1, 3], [2]]
    assert review().matters[0].name == "Torvet"
    assert review().find(third) == review().matters[0]
    assert review().find(second).numbers == [2]
    assert review().find("nothing") is None


def test_observations_of_other_walks_belong_to_the_matter_without_a_number_here(observe, review, make_walk):
    first = observe(10)
    elsewhere = observe(20, walk=make_walk("Forårsvandring").id)
    follow_up.group([first, elsewhere], LEADER)
    [matter] = review().matters
    assert matter.numbers == [1]
    assert [seen.id for seen in matter.elsewhere] == [elsewhere]


def test_what_a_matter_lacks(observe, review, change):
    id = observe(10)
    assert (review().matters[0].lacks_party, review().matters[0].lacks_deadline) == (True, True)
    change(id, party="police")
    assert (review().matters[0].lacks_party, review().matters[0].lacks_deadline) == (False, True)
    change(id, deadline="2026-06-01")
    assert (review().matters[0].lacks_party, review().matters[0].lacks_deadline) == (False, False)
    change(id, state="not_possible", reason="Der er ikke penge til det", party="", deadline="")
    assert (review().matters[0].lacks_party, review().matters[0].lacks_deadline) == (False, False)
