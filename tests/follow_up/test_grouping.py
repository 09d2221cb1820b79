"""The same matter seen twice: put together and split again, and nothing is lost on the way."""

import pytest
from accounts import LEADER
from sqlalchemy import select

from app import follow_up, intake
from app.base import db
from app.definitions import Observation
from app.store import NotSameMatter


def inside(id):
    return {seen.id for seen in follow_up.get(id).observations}


def test_observations_that_nobody_has_begun_with_become_one_point(observe):
    first, second = observe(), observe()
    id = follow_up.group([first, second], LEADER)
    [point] = follow_up.points()
    assert (point.id, inside(id)) == (id, {first, second})
    assert follow_up.get(second).id == id


def test_the_lowest_number_takes_all_and_the_other_is_its_duplicate(observe, change):
    first, second, third = observe(), observe(), observe()
    kept = change(first, party="police")
    other = change(second, party="library")
    assert follow_up.group([second, third, first], LEADER) == kept
    assert inside(kept) == {first, second, third}
    left = follow_up.get(other)
    assert (left.state, left.duplicate_of, left.observations) == ("duplicate", 1, ())
    assert left.title == "Punkt 2"
    assert follow_up.group([kept, first], LEADER) == kept


def test_split_again_it_is_what_it_was_before(observe, change):
    first, second = observe(), observe()
    kept, other = change(first, party="police"), change(second, party="library", priority="soon")
    follow_up.group([first, second], LEADER)
    assert follow_up.split(second, LEADER) == other
    back = follow_up.get(second)
    assert (back.state, back.party, back.priority, back.duplicate_of) == ("reopened", "library", "soon", None)
    assert inside(kept) == {first}


def test_split_off_for_the_first_time_it_gets_a_number_of_its_own(observe):
    first, second = observe(), observe()
    kept = follow_up.group([first, second], LEADER)
    id = follow_up.split(second, LEADER)
    assert (follow_up.get(id).number, follow_up.get(id).state, inside(id)) == (2, "new", {second})
    assert inside(kept) == {first}
    assert [entry.action for entry in follow_up.history(kept)] == ["split", "created"]


def test_what_was_closed_and_is_seen_again_is_reopened(observe, change):
    first, second = observe(), observe()
    kept = change(first, state="checked", checked_by="Leder", checked_on="2026-05-01")
    follow_up.group([first, second], LEADER)
    assert follow_up.get(kept).state == "reopened"


def test_a_duplicate_is_never_the_one_that_is_kept(observe, change):
    first, second, third = observe(), observe(), observe()
    change(first, priority="soon")
    main = change(second, priority="soon")
    change(first, state="duplicate", duplicate_of=2)
    assert follow_up.group([first, second, third], LEADER) == main
    assert inside(main) == {first, second, third}


def test_one_alone_cannot_be_split_and_nobody_groups_what_is_not_there(observe):
    first, good = observe(), observe(kind="good")
    with pytest.raises(LookupError):
        follow_up.split(first, LEADER)
    id = follow_up.group([first], LEADER)
    with pytest.raises(LookupError):
        follow_up.split(first, LEADER)
    with pytest.raises(LookupError):
        follow_up.group([id, good], LEADER)
    assert inside(id) == {first}


def test_a_withdrawn_observation_is_last_and_gives_no_words(observe):
    first, second = observe(description="Mørkt"), observe(description="Slukket")
    id = follow_up.group([first, second], LEADER)
    intake.withdraw(Observation, first, LEADER)
    point = follow_up.get(id)
    assert [seen.id for seen in point.observations] == [second, first]
    assert (point.said, point.is_withdrawn) == ("Slukket", False)


def test_what_was_kept_apart_is_remembered_of_every_pair(observe, change):
    first, second, third = observe(), observe(), observe()
    kept = follow_up.group([first, second], LEADER)
    follow_up.keep_apart([kept, third], LEADER)
    follow_up.keep_apart([third, first], LEADER)
    assert apart(first, second, third) == {follow_up.pair(first, third), follow_up.pair(second, third)}


def test_what_was_split_counts_as_kept_apart(observe):
    first, second, third = observe(), observe(), observe()
    follow_up.group([first, second, third], LEADER)
    follow_up.split(second, LEADER)
    assert apart(first, second, third) == {follow_up.pair(second, first), follow_up.pair(second, third)}


def apart(*ids):
    pairs = db.session.execute(select(NotSameMatter.one_id, NotSameMatter.other_id)).all()
    assert {id for pair in pairs for id in pair} <= set(ids)
    return {tuple(pair) for pair in pairs}
