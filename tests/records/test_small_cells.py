"""Small counts are hidden, and cannot be worked out from the total."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.numbers import hide, hide_crossed


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


def marks(table):
    return [[cell.shown for cell in row] for row in hide_crossed(table)]


def test_where_both_totals_are_public_a_small_cell_takes_its_neighbour_and_another_row_with_it():
    assert marks([[44, 7], [14, 4], [10, 3]]) == [["", ""], ["hidden", "small"], ["hidden", "small"]]
    assert marks([[44, 7], [14, 4], [10, 9]]) == [["", ""], ["hidden", "small"], ["hidden", "hidden"]]


def consistent(table, cells):
    """Every table of two columns that a reader could believe in, as its first column."""
    ranges = []
    for counts, row in zip(table, cells, strict=True):
        total, choices = sum(counts), []
        for first in range(total + 1):
            pair = (first, total - first)
            if all(
                {"": count == cell.count, "small": 0 < count < 5, "hidden": count > 4}[cell.shown]
                for count, cell in zip(pair, row, strict=True)
            ):
                choices.append(first)
        ranges.append(choices)
    wanted = sum(counts[0] for counts in table)
    return [each for each in product(*ranges) if sum(each) == wanted]


@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=4))
@settings(max_examples=50)
def test_whoever_knows_all_totals_can_work_out_none(table):
    cells = hide_crossed(table)
    believed = consistent(table, cells)
    for number, row in enumerate(cells):
        column_has_plain = any(other[0].count and not other[0].shown for other in cells)
        if row[0].shown and column_has_plain:
            assert len({each[number] for each in believed}) > 1
