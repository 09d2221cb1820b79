"""Small counts of people are folded: none is shown, and none can be worked out from everything that is shown together."""

import random

from hypothesis import given
from hypothesis import strategies as st

from app.evaluation.folding import fold

from .puzzle import Puzzle

GROUPS = [("self", "Kom selv"), ("outreach", "Kontaktet")]
GUESTS = [(name, name) for name in ("adults", "youth", "children", "volunteers")]
MONTHS = [(f"2017-{number:02}", f"Måned {number}") for number in range(1, 13)]
CHANNELS = [(name, name.capitalize()) for name in ("visit", "phone", "home", "outreach", "digital")]
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12) | st.integers(0, 60), min_size=width, max_size=width), min_size=1, max_size=12
    )
)


def rows_of(table):
    return [(row.label, row.cells, row.total) for row in table.rows]


def folded(columns, rows, counts, **how):
    return fold(columns, rows[: len(counts)], counts, **how)


def months(*counts):
    return folded(GROUPS, MONTHS, [list(each) for each in counts], are_months=True, is_public=True)


def channels(*counts):
    return folded(GROUPS, CHANNELS, [list(each) for each in counts], is_public=True)


def test_rows_with_a_small_cell_become_one_and_their_totals_stay():
    table = channels((44, 7), (14, 4), (3, 10), (0, 0), (9, 6))
    assert rows_of(table) == [("Visit", (44, 7), 51), ("Outreach", (0, 0), 0), ("Digital", (9, 6), 15), ("Øvrige", (17, 14), 31)]  # fmt: skip
    assert [(part.keys, part.cells, part.total) for part in table.rows[-1].parts] == [(("phone",), (), 18), (("home",), (), 13)]  # fmt: skip
    assert (table.totals, table.total, table.is_folded) == ((70, 27), 97, True)


def test_a_lone_small_row_takes_the_smallest_other_with_it():
    table = channels((44, 7), (14, 9), (6, 3), (9, 8))
    assert rows_of(table)[-1] == ("Øvrige", (15, 11), 26)


def test_rows_whose_own_total_is_small_are_one_line():
    table = channels((44, 7), (14, 9), (2, 1), (1, 1))
    assert [(line.label, line.total) for line in table.lines] == [("Visit", 51), ("Phone", 23), ("Home og Outreach", 5)]
    assert rows_of(table) == [("Visit", (44, 7), 51), ("Øvrige", (17, 11), 28)]


def test_a_sum_that_only_small_counts_can_have_takes_one_more():
    table = channels((44, 7), (4, 0), (4, 0), (20, 9))
    assert [(line.label, line.total) for line in table.lines] == [("Visit", 51), ("Phone, Home og Outreach", 37)]


def test_nothing_is_folded_where_nothing_is_small():
    table = months((9, 5), (0, 0), (5, 0))
    assert rows_of(table) == [("Måned 1", (9, 5), 14), ("Måned 2", (0, 0), 0), ("Måned 3", (5, 0), 5)]
    assert not table.is_folded


def test_months_become_quarters_and_those_the_year():
    table = months((9, 5), (8, 2), (7, 6), (20, 9), (9, 9))
    assert rows_of(table) == [("Måned 1–måned 3", (24, 13), 37), ("Måned 4", (20, 9), 29), ("Måned 5", (9, 9), 18)]
    assert [(part.label, part.total) for part in table.rows[0].parts] == [("Måned 1", 14), ("Måned 2", 10), ("Måned 3", 13)]  # fmt: skip
    assert rows_of(months((9, 5), (8, 5), (7, 6), (3, 0)))[0] == ("Måned 1–måned 4", (27, 16), 43)
    assert rows_of(months((3, 0), (0, 0), (0, 0), (0, 0), (9, 5)))[0] == ("Måned 1–måned 5", (12, 5), 17)


def test_what_is_left_alone_is_the_total_that_the_criterion_needs():
    table = months((1, 0), (3, 0))
    assert [(row.cells, row.total, row.parts) for row in table.rows] == [((), 4, ())]
    assert (table.columns, table.total, table.says_more) == ((), 4, False)
    party = folded(GUESTS, CHANNELS, [[2, 0, 1, 0]])
    assert [(row.cells, row.total) for row in party.rows] == [((), None)]
    assert (party.columns, party.total) == ((), None)


def test_a_group_that_is_small_all_year_divides_nothing():
    table = channels((30, 2), (20, 1))
    assert [(row.label, row.cells, row.total) for row in table.rows] == [("Visit", (), 32), ("Phone", (), 21)]
    # All in one row: its cell would be the group's total, which everybody knows.
    assert not channels((30, 3), (0, 0)).says_more


def test_small_columns_that_no_criterion_needs_are_added_together():
    table = folded(GUESTS, CHANNELS, [[15, 0, 3, 2]])
    assert table.column_keys == (("adults",), ("youth",), ("children", "volunteers"))
    assert rows_of(table) == [("Visit", (15, 0, 5), 20)]


@given(TABLES, st.booleans(), st.booleans())
def test_no_count_that_is_shown_is_small_and_all_add_up(table, are_months, is_public):
    rows, columns = MONTHS[: len(table)], GUESTS[: len(table[0])]
    found = fold(columns, rows, table, are_months=are_months, is_public=is_public)
    whole = sum(map(sum, table))
    told = [count for row in found.rows for count in row.cells]
    told += [line.total for line in found.lines if line.total is not None] if whole >= 5 else []
    assert all(count == 0 or count >= 5 for count in told)
    assert sorted(key for row in found.rows for key in row.keys) == sorted(key for key, _label in rows)
    assert found.total == (whole if is_public or whole == 0 or whole >= 5 else None)
    if found.total is not None:
        assert sum(row.total for row in found.rows) == sum(line.total for line in found.lines) == whole
        assert [sum(column) for column in zip(*(row.cells for row in found.rows), strict=True)] == list(found.totals)
    at = {key: counts for (key, _label), counts in zip(rows, table, strict=True)}
    place = {key: number for number, (key, _label) in enumerate(columns)}
    for row in found.rows:
        for keys, count in zip(found.column_keys, row.cells, strict=bool(row.cells)):
            assert count == sum(at[key][place[column]] for key in row.keys for column in keys)


def tell(puzzle, name, found, columns):
    """Everything that a table says, about the cells of the table before folding: (name, row, column)."""
    for row in found.rows:
        for keys, _count in zip(found.column_keys, row.cells, strict=bool(row.cells)):
            puzzle.tell((name, key, column) for key in row.keys for column in keys)
        for line in (row, *row.parts):
            if line.total is not None:
                puzzle.tell((name, key, column) for key in line.keys for column, _words in columns)


def crossed(people, rows, columns):
    """A table of (row, column) pairs."""
    return [[people.count((row, column)) for column in range(len(columns))] for row in range(len(rows))]


def year(seed):
    """A year of contacts and events at random: the small cells that its tables give away.

    The tables of contacts share the totals of the target groups, which a criterion tells, and the total; nothing else
    that is told has to do with two of a contact's attributes.
    """
    chance = random.Random(seed)
    begun, used = MONTHS[: chance.randint(2, 12)], chance.randint(1, 5)
    usual, rare = chance.random() ** 2, chance.random() ** 3
    contacts = [
        (
            min(chance.randrange(len(begun)), chance.randrange(len(begun))) if chance.random() < usual else 0,
            min(chance.randrange(used) for _draw in range(2)),
            int(chance.random() < rare),
        )
        for _contact in range(chance.choice((4, 12, 30, 60, 120)))
    ]
    tables = {
        "months": (begun, GROUPS, crossed([(month, group) for month, _used, group in contacts], begun, GROUPS), {"are_months": True, "is_public": True}),
        "channels": (CHANNELS, GROUPS, crossed([(channel, group) for _month, channel, group in contacts], CHANNELS, GROUPS), {"is_public": True}),
    }  # fmt: skip
    events = CHANNELS[: chance.randint(1, 4)]
    guests = [[int(chance.random() ** 2 * chance.choice((3, 9, 40))) for _column in GUESTS] for _event in events]
    tables["events"] = events, GUESTS, guests, {}
    puzzle = Puzzle(
        {
            (name, row, column): count
            for name, (rows, columns, counts, _how) in tables.items()
            for (row, _words), line in zip(rows, counts, strict=True)
            for (column, _label), count in zip(columns, line, strict=True)
        }
    )
    for name, (rows, columns, counts, how) in tables.items():
        tell(puzzle, name, fold(columns, rows, counts, **how), columns)
        if how:
            for column, _words in columns:
                puzzle.tell((name, row, column) for row, _label in rows)
    return [each for each, count in puzzle.counts.items() if 0 < count < 5 and not puzzle.has_another(each)]


def test_a_reader_works_out_what_hiding_gives_away():
    puzzle = Puzzle({"jan": 4, "feb": 0, "mar": 3, "apr": 2, "may": 1})
    puzzle.tell(["jan", "feb"])
    assert puzzle.has_another("jan")
    puzzle.tell(["feb"])
    puzzle.tell(["jan", "mar", "apr"])
    assert not puzzle.has_another("jan")
    assert puzzle.has_another("mar")
    assert puzzle.has_another("may")


def test_no_small_cell_of_five_thousand_years_can_be_worked_out_from_all_tables_together():
    assert [(seed, found) for seed in range(5000) for found in year(seed)] == []
