"""Pins make a position of every spot, and a spot of every position."""

from cmath import rect
from math import cos, hypot, radians

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from site_planning import known

from app.photos.map_projection import DEGREE
from app.photos.site_plan import PinError, distances, fit

SIZES = st.integers(300, 2400)
SHARES = st.floats(0, 1)


@st.composite
def pinned(draw, count):
    """Pins on a plan that lies anywhere on earth people live, turned and drawn however."""
    width, height = draw(SIZES), draw(SIZES)
    latitude, longitude = draw(st.floats(-65, 75)), draw(st.floats(-179, 179))
    right = rect(draw(st.floats(0.2, 2)), draw(st.floats(0, 6.3)))
    up = right * 1j * (draw(st.floats(0.6, 1.6)) if count == 3 else 1)
    pins = []
    for _pin in range(count):
        x, y = draw(SHARES), draw(SHARES)
        metres = right * x * width - up * y * height
        pins.append(
            {
                "x": x,
                "y": y,
                "latitude": latitude + metres.imag / DEGREE,
                "longitude": longitude + metres.real / DEGREE / cos(radians(latitude)),
            }
        )
    return pins, width, height


def fitted(pins, width, height):
    try:
        return fit(pins, width, height)
    except PinError:
        return None


def metres(one, other):
    north, east = one[0] - other[0], (one[1] - other[1]) * cos(radians(one[0]))
    return hypot(north, east) * DEGREE


@pytest.mark.parametrize("count", [2, 3])
def test_every_pin_lies_where_it_was_set(count):
    @settings(max_examples=40)
    @given(pinned(count))
    def check(plan):
        found = fitted(*plan)
        assume(found)
        for pin in plan[0]:
            here = (pin["latitude"], pin["longitude"])
            assert metres(found.position(pin["x"], pin["y"]), here) < 0.01
            assert found.spot(*here) == pytest.approx((pin["x"], pin["y"]), abs=1e-5)

    check()


@pytest.mark.parametrize("count", [2, 3])
def test_a_spot_comes_back_from_its_position(count):
    @settings(max_examples=40)
    @given(pinned(count), SHARES, SHARES)
    def check(plan, x, y):
        found = fitted(*plan)
        assume(found)
        assert found.spot(*found.position(x, y)) == pytest.approx((x, y), abs=1e-6)

    check()


@settings(max_examples=40)
@given(pinned(2))
def test_two_pins_keep_every_shape(plan):
    found = fitted(*plan)
    assume(found)
    _pins, width, height = plan
    across = metres(found.position(1, 0), found.position(0, 0))
    down = metres(found.position(0, 1), found.position(0, 0))
    assert across / width == pytest.approx(down / height, rel=0.01)
    assert found.wide / found.high == pytest.approx(width / height)


def test_a_plan_says_how_large_it_is_and_how_far_off_a_finger_may_be():
    found = fit([known(0, 0), known(1, 1)], 800, 600)
    assert (round(found.wide), round(found.high)) == (399, 300)
    assert found.accuracy == 10
    ((one, other, apart),) = distances([known(0, 0), known(1, 1)])
    assert (one, other, round(apart)) == (1, 2, 499)


def test_no_pins_say_nothing():
    assert fit([], 800, 600) is None


def at(x, y, latitude, longitude):
    return {"x": x, "y": y, "latitude": latitude, "longitude": longitude}


@pytest.mark.parametrize(
    ("pins", "words"),
    [
        ([known(0, 0)], "mindst to"),
        ([known(0, 0), known(0, 1), known(1, 0), known(1, 1)], "højst tre"),
        ([known(0.5, 0.5), known(0.52, 0.5)], "Punkt 1 og 2 ligger for tæt"),
        ([at(0, 0, 57.07, 9.92), at(1, 1, 57.07, 9.92)], "næsten den samme position"),
        ([known(0, 0), known(0.5, 0.5), known(1, 1)], "på en linje"),
        ([at(0, 0, 57.0731, 9.9131), at(1, 1, 9.92, 57.07)], "km på den lange led"),
        # Two of three the other way round: the plan would be seen from below.
        ([known(0, 0), at(1, 0, 57.0704, 9.9131), at(0, 1, 57.0731, 9.9197)], "spejlvendt"),
        # A digit lost in one of them.
        ([known(0, 0), known(1, 0), at(0, 1, 57.0531, 9.9131)], "meget skæv"),
    ],
)
def test_pins_that_cannot_be_right_are_refused_in_words(app, pins, words):
    with app.test_request_context(), pytest.raises(PinError, match=words):
        fit(pins, 800, 600)
