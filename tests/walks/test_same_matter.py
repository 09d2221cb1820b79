"""Which matters are suggested to be one: the same category, within 50 m or at the same place. Nothing is decided here."""

import math

import pytest

from app.activities import Matter, metres, suggestions
from app.activities.walk_review import Begun
from app.follow_up import Point, Seen
from app.questions import Position

NORTH, EAST = 57.0720, 9.9160
# A degree of latitude is 111,195 m; one of longitude becomes shorter towards the poles.
METRE_NORTH = 1 / 111_195


def line(number, category="lighting", place="", north=None, east=0, latitude=NORTH):
    """An observation, so many metres north of a spot; without a position where that is not given."""
    metre_east = METRE_NORTH / math.cos(math.radians(latitude))
    place_of = {"latitude": None, "longitude": None, "accuracy": None}
    if north is not None:
        place_of = {"latitude": latitude + north * METRE_NORTH, "longitude": EAST + east * metre_east, "accuracy": 8.0}
    row = {"id": f"o{number}", "kind": "improve", "category": category, "place": place}
    return Seen(row | {f"position_{name}": value for name, value in place_of.items()}, number=number)


def matter(*lines, state="new"):
    """A matter of these observations."""
    return Matter(Point(Begun(lines[0].id, state)), lines)


def found(matters, kept_apart=()):
    """The suggestions, by number, with metres."""
    return [
        ([seen.number for matter in each.matters for seen in matter.noted], each.metres)
        for each in suggestions(matters, set(kept_apart), lambda seen: seen.position)
    ]


def test_the_same_category_within_50_metres_is_suggested():
    assert found([matter(line(1, north=0)), matter(line(2, north=49))]) == [([1, 2], 49)]
    assert found([matter(line(1, north=0)), matter(line(2, north=51))]) == []
    assert found([matter(line(1, north=0)), matter(line(2, "litter", north=1))]) == []


@pytest.mark.parametrize("other", ["Stien ved blok 7", "stien  ved blok 7.", "STIEN VED BLOK 7"])
def test_so_is_the_same_category_at_the_same_place(other):
    assert found([matter(line(1, place="Stien ved blok 7")), matter(line(2, place=other))]) == [([1, 2], None)]


def test_no_place_is_not_the_same_place():
    assert found([matter(line(1)), matter(line(2))]) == []


def test_a_row_of_lamps_does_not_become_one_matter_lamp_by_lamp():
    row = [matter(line(number, north=40 * number)) for number in range(1, 6)]
    assert found(row) == [([1, 2], 40), ([3, 4], 40)]


def test_what_was_kept_apart_is_not_asked_again_not_even_through_a_third():
    three = [matter(line(number, north=number)) for number in (1, 2, 3)]
    assert found(three, [("o1", "o2")]) == [([1, 3], 2)]
    assert found(three, [("o2", "o3")]) == [([1, 2], 1)]
    assert found(three, [("o1", "o2"), ("o1", "o3"), ("o2", "o3")]) == []


def test_matters_are_compared_by_all_of_their_observations():
    together = matter(line(1, place="Blok 7"), line(2, north=0))
    assert found([together, matter(line(3, north=20))]) == [([1, 2, 3], 20)]
    assert found([together, matter(line(3, north=20))], [("o1", "o3")]) == []


def test_only_what_is_open_is_asked_about():
    assert found([matter(line(1, north=0), state="checked"), matter(line(2, north=1))]) == []


def test_what_lies_on_both_sides_of_a_line_between_cells_is_near():
    for latitude in (NORTH, 56.99999, 0.0, -33.9):
        for north, east in ((30, 0), (0, 20), (-25, 25), (25, -25)):
            pair = [
                matter(line(1, north=0, latitude=latitude)),
                matter(line(2, north=north, east=east, latitude=latitude)),
            ]
            assert found(pair), (latitude, north, east)


def test_so_many_questions_at_a_time_each_about_so_many():
    crowd = [matter(line(number, place="Torvet")) for number in range(1, 101)]
    assert [len(numbers) for numbers, _metres in found(crowd)] == [6] * 12


def test_distances_are_along_the_earth():
    aalborg, nibe = Position(57.0488, 9.9217), Position(56.9815, 9.6391)
    assert metres(aalborg, nibe) == pytest.approx(18_670, abs=30)
    assert metres(aalborg, aalborg) == 0
    assert metres(Position(0, 179.9999), Position(0, -179.9999)) == pytest.approx(22.2, abs=0.1)
