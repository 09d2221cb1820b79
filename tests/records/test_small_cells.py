"""Small counts are hidden, and cannot be worked out from the total."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from app.small_cells import hide


def shown(column):
    return [cells[0].shown for cells in hide([[count] for count in column])]


def test_one_to_four_are_hidden_and_nought_is_shown():
    assert shown([0, 1, 4, 5]) == ["", "small", "small", ""]


def test_a_lone_small_one_takes_the_next_with_it():
    assert shown([3, 20, 9, 0]) == ["small", "", "hidden", ""]


def test_where_the_total_says_it_all_nothing_more_is_hidden():
    assert shown([0, 3, 0]) == ["", "small", ""]


def test_two_ones_are_as_plain_as_one():
    assert shown([1, 1, 30]) == ["small", "small", "hidden"]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5))
def test_whoever_knows_the_total_can_work_out_none(column):
    cells = [row[0] for row in hide([[count] for count in column])]
    secret = [cell for cell in cells if cell.shown]
    assert all(not 0 < cell.count < 5 for cell in cells if not cell.shown)
    if not secret or not any(cell.count and not cell.shown for cell in cells):
        return
    total = sum(cell.count for cell in secret)
    ranges = [range(1, 5) if cell.shown == "small" else range(5, total + 1) for cell in secret]
    possible = [each for each in product(*ranges) if sum(each) == total]
    assert all(len({each[place] for each in possible}) > 1 for place in range(len(secret)))
