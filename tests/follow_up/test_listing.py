"""The board: in which order, what the filters find, how many; in pages that together are the whole."""

from datetime import timedelta

import pytest
from conftest import NOW, TODAY
from sqlalchemy import event

from app import follow_up
from app.base import db
from app.definitions import FollowUpFields
from app.follow_up import BoardFilters


@pytest.fixture
def board(observe, change, walk, moment):
    """One point of each kind that the board tells apart, by name."""
    ids = {name: observe(place=name) for name in ("late", "silent", "soon", "done", "checked", "new")}
    ids["walk"] = observe(place="walk", walk=walk.id)
    moment.at = NOW - timedelta(days=40)
    change(ids["silent"], party="library")
    moment.at = NOW - timedelta(days=9)
    change(ids["late"], party="police", deadline=(NOW - timedelta(days=2)).date(), priority="urgent")
    moment.at = NOW
    change(ids["soon"], deadline=TODAY + timedelta(days=5), priority="later")
    change(ids["checked"], state="checked", checked_by="Leder", checked_on=TODAY, party="police")
    change(ids["done"], state="done", party="police")
    return walk


def places(page):
    return [point.observations[0].place for point in page.rows]


def test_the_overdue_first_the_closed_last(board):
    found = places(follow_up.listed(BoardFilters()))
    assert (found[:3], found[5:]) == (["late", "soon", "silent"], ["done", "checked"])
    assert set(found[3:5]) == {"walk", "new"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"show": "open"}, {"late", "silent", "soon", "new", "walk"}),
        ({"show": "overdue"}, {"late"}),
        ({"show": "silent"}, {"silent"}),
        ({"show": "unassigned"}, {"soon", "new", "walk"}),
        ({"show": "done"}, {"done"}),
        ({"state": "checked"}, {"checked"}),
        ({"state": "new"}, {"late", "silent", "soon", "new", "walk"}),
        ({"party": "police"}, {"late", "done", "checked"}),
        ({"party": "none"}, {"soon", "new", "walk"}),
        ({"priority": "urgent"}, {"late"}),
        ({"priority": "none", "show": "open"}, {"silent", "new", "walk"}),
        ({"party": "police", "show": "open"}, {"late"}),
        ({"show": "nonsense", "party": "nonsense"}, set()),
    ],
)
def test_filters(board, filters, found):
    page = follow_up.listed(BoardFilters(**filters))
    assert set(places(page)) == found
    assert page.total == len(found)


def test_points_say_of_themselves_what_the_filters_find(board):
    for point in follow_up.points():
        [place] = (point.observations[0].place,)
        assert (point.overdue > 0, point.is_silent) == (place == "late", place == "silent")


def test_every_declared_field_is_read_of_every_point_begun_or_not(observe, change):
    change(observe(), state="not_possible", reason="Privat")
    observe()
    begun, untouched = follow_up.points()
    for name, question in FollowUpFields.questions.items():
        assert (getattr(untouched, name) or None) == question.default
        assert hasattr(begun, name)
    assert (begun.reason, begun.version, untouched.version, untouched.number) == ("Privat", 1, 0, None)


def test_a_walk_s_points_and_their_numbers(board):
    page = follow_up.listed(BoardFilters(walk=board.id))
    assert (places(page), page.counts[""], page.counts["overdue"]) == (["walk"], 1, 0)
    assert [point.walk.label for point in follow_up.points(walk_id=board.id)] == ["Aftenvandring · 12-05-2026"]


def test_the_counts_do_not_depend_on_what_is_shown(board):
    page = follow_up.listed(BoardFilters(show="checked"))
    assert page.counts == {
        "": 7, "open": 5, "overdue": 1, "unassigned": 3, "silent": 1, "done": 1, "checked": 1, "not_possible": 0,
    }  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_together_are_the_whole_without_doubles(board, size):
    whole = places(follow_up.listed(BoardFilters()))
    pages = [follow_up.listed(BoardFilters(), page, size) for page in range(1, -(-len(whole) // size) + 1)]
    assert [place for page in pages for place in places(page)] == whole
    assert follow_up.listed(BoardFilters(), 99, size).rows == pages[-1].rows


def test_the_number_of_queries_does_not_grow_with_the_list(office, observe, change):
    def queries():
        counted = []
        count = lambda *_args: counted.append(1)  # noqa: E731 - the listener that is taken off again
        event.listen(db.engine(), "before_cursor_execute", count)
        follow_up.listed(BoardFilters())
        follow_up.points()
        event.remove(db.engine(), "before_cursor_execute", count)
        return len(counted)

    change(observe(), party="police")
    observe()
    few = queries()
    for _number in range(5):
        change(observe(), party="police")
        observe()
    assert queries() == few
