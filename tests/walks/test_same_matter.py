"""Which matters are suggested to be one: the same category, within 50 m or at the same place. Nothing is decided here."""

from types import SimpleNamespace

import pytest

from app import follow_up
from app.questions import Point
from app.walks import Matter, Noted, metres, suggestions

NORTH, EAST = 57.0720, 9.9160
# So far north a degree of latitude is 111,195 m and one of longitude 60,450 m.
METRE_NORTH = 1 / 111_195


def noted(number, category="lighting", place="", north=None, accuracy=8.0):
    """An observation, so many metres north of a spot; without a position where that is not given."""
    position = None if north is None else Point(NORTH + north * METRE_NORTH, EAST, accuracy)
    seen = SimpleNamespace(id=f"o{number}", category_code=category, place=place, position=position, plan=None)
    return Noted(number, seen)


def matter(*several, state="new"):
    """A matter of these observations."""
    point = SimpleNamespace(observations=tuple(each.seen for each in several), is_open=state in follow_up.OPEN)
    return Matter(point, several)


def found(matters, kept_apart=()):
    """The suggestions, by number, with metres."""
    locate = lambda each: each.seen.position  # noqa: E731
    return [
        ([n for m in each.matters for n in m.numbers], each.metres)
        for each in suggestions(matters, set(kept_apart), locate)
    ]


def test_the_same_category_within_50_metres_is_suggested():
    assert found([matter(noted(1, north=0)), matter(noted(2, north=49))]) == [([1, 2], 49)]
    assert found([matter(noted(1, north=0)), matter(noted(2, north=51))]) == []
    assert found([matter(noted(1, north=0)), matter(noted(2, "litter", north=1))]) == []


@pytest.mark.parametrize("other", ["Stien ved blok 7", "stien  ved blok 7.", "STIEN VED BLOK 7"])
def test_so_is_the_same_category_at_the_same_place(other):
    assert found([matter(noted(1, place="Stien ved blok 7")), matter(noted(2, place=other))]) == [([1, 2], None)]


def test_no_place_is_not_the_same_place():
    assert found([matter(noted(1)), matter(noted(2))]) == []


def test_a_row_of_lamps_does_not_become_one_matter_lamp_by_lamp():
    row = [matter(noted(number, north=40 * number)) for number in range(1, 6)]
    assert found(row) == [([1, 2], 40), ([3, 4], 40)]


def test_what_was_kept_apart_is_not_asked_again_not_even_through_a_third():
    three = [matter(noted(number, north=number)) for number in (1, 2, 3)]
    assert found(three, [("o1", "o2")]) == [([1, 3], 2)]
    assert found(three, [("o2", "o3")]) == [([1, 2], 1)]
    assert found(three, [("o1", "o2"), ("o1", "o3"), ("o2", "o3")]) == []


def test_matters_are_compared_by_all_of_their_observations():
    together = matter(noted(1, place="Blok 7"), noted(2, north=0))
    assert found([together, matter(noted(3, north=20))]) == [([1, 2, 3], 20)]
    assert found([together, matter(noted(3, north=20))], [("o1", "o3")]) == []


def test_only_what_is_open_is_asked_about():
    assert found([matter(noted(1, north=0), state="checked"), matter(noted(2, north=1))]) == []


def test_distances_are_along_the_earth():
    aalborg, nibe = Point(57.0488, 9.9217), Point(56.9815, 9.6391)
    assert metres(aalborg, nibe) == pytest.approx(18_670, abs=30)
    assert metres(aalborg, aalborg) == 0
    assert metres(Point(0, 179.9999), Point(0, -179.9999)) == pytest.approx(22.2, abs=0.1)
