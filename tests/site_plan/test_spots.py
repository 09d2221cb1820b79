"""Observations find their place on a plan: pointed out, measured, or on a plan that has been replaced since."""

import pytest
from site_planning import NORTH, WEST, known, put_up

from app.photos import site_plan
from app.questions import Position, Spot

NOWHERE = {}
BESIDE = {"position": Position(NORTH + 0.01, WEST, 8.0)}


def measured(x, y, accuracy=8.0):
    """What a phone measured at a spot."""
    pin = known(x, y)
    return {"position": Position(pin["latitude"], pin["longitude"], accuracy)}


def shown(plan_id, *observations):
    """Where each is drawn, None for one that is not; rounded."""
    found = {
        id(values): (round(x, 2), round(y, 2))
        for values, x, y in site_plan.pins_for(site_plan.get(plan_id), observations, lambda one: one)
    }
    return [found.get(id(one)) for one in observations]


@pytest.mark.usefixtures("inside")
def test_a_spot_and_a_position_are_drawn():
    plan = put_up((0, 0), (1, 1))
    assert shown(plan, {"plan": Spot(plan, 0.3, 0.4)}, measured(0.7, 0.2)) == [(0.3, 0.4), (0.7, 0.2)]


@pytest.mark.usefixtures("inside")
def test_what_says_too_little_is_not_drawn():
    plan = put_up((0, 0), (1, 1))
    assert shown(plan, NOWHERE, BESIDE, measured(0.5, 0.5, 3000.0)) == [None, None, None]


@pytest.mark.usefixtures("inside")
def test_a_plan_without_pins_shows_what_was_pointed_out_on_it_alone():
    plan = put_up()
    assert shown(plan, {"plan": Spot(plan, 0.3, 0.4)}, measured(0.7, 0.2)) == [(0.3, 0.4), None]
    assert site_plan.project(site_plan.get(plan), 0.3, 0.4) is None
    assert site_plan.place_on(site_plan.get(plan), NORTH, WEST) is None


@pytest.mark.usefixtures("inside")
def test_a_spot_on_the_plan_before_is_found_on_the_new_one_where_both_are_pinned():
    old = put_up((0, 0), (1, 1))
    new = put_up((0, 0), (1, 0), (0, 1))
    assert shown(new, {"plan": Spot(old, 0.3, 0.4)}) == [(0.3, 0.4)]
    assert shown(old, {"plan": Spot(old, 0.3, 0.4)}) == [(0.3, 0.4)]


@pytest.mark.usefixtures("inside")
def test_a_walk_is_shown_on_the_plan_that_shows_most_of_it():
    assert site_plan.plan_for([NOWHERE], lambda one: one) is None
    old = put_up()
    new = put_up((0, 0), (1, 1))
    pointed = [{"plan": Spot(old, 0.3, 0.4)}, {"plan": Spot(old, 0.5, 0.5)}]
    assert site_plan.plan_for([*pointed, measured(0.2, 0.2)], lambda one: one).id == old
    assert site_plan.plan_for([*pointed, measured(0.2, 0.2), measured(0.4, 0.2)], lambda one: one).id == new
    assert site_plan.plan_for([], lambda one: one).id == new


@pytest.mark.usefixtures("inside")
def test_what_somebody_pointed_at_goes_before_what_the_phone_measured():
    plan = put_up((0, 0), (1, 1))
    pin = known(0.25, 0.75)
    found = site_plan.position({"plan": Spot(plan, 0.25, 0.75)} | measured(0.9, 0.9))
    assert (found.latitude, found.longitude) == pytest.approx((pin["latitude"], pin["longitude"]), abs=2e-5)
    assert found.accuracy == 10
    unpinned = put_up()
    here = measured(0.9, 0.9)
    assert site_plan.position({"plan": Spot(unpinned, 0.25, 0.75)} | here) == here["position"]
    assert site_plan.position(NOWHERE) is None


@pytest.mark.usefixtures("inside")
def test_the_plan_before_stays_for_what_points_at_it():
    old = put_up()
    new = put_up()
    assert site_plan.current().id == new
    assert [(plan.id, count) for plan, count in site_plan.earlier()] == [(old, 0)]
    site_plan.take_down(new)
    assert site_plan.current() is None
    assert site_plan.get(new) is not None
