"""Two people at once: the second sees both sets of values, and nothing is overwritten."""

from threading import Barrier, Thread

import pytest
from accounts import CARETAKER, LEADER, OTHER
from conftest import TODAY

from app import follow_up
from app.base.messages import RefusedError
from app.follow_up import PointChangedError


def test_the_second_sees_both_and_nothing_is_overwritten(observe, change):
    id = change(observe(), party="police", deadline=TODAY)
    seen = follow_up.get(id).version
    follow_up.change(id, {"party": "housing_technical", "priority": "urgent"}, LEADER, seen)
    with pytest.raises(PointChangedError) as caught:
        follow_up.change(id, {"party": "library", "deadline": TODAY, "priority": "urgent"}, OTHER, seen, "Til jer")
    [clash] = caught.value.clash
    assert (clash.field, clash.before, clash.after) == ("party", "Boligselskabets tekniske afdeling", "Biblioteket")
    point = follow_up.get(id)
    assert (point.party, point.priority, point.deadline) == ("housing_technical", "urgent", TODAY)
    follow_up.change(id, caught.value.wanted, OTHER, caught.value.version)
    assert follow_up.get(id).party == "library"


def test_two_who_begin_with_one_observation_do_not_make_two_points(observe):
    id = observe()
    follow_up.change(id, {"party": "police"}, LEADER, 0)
    with pytest.raises(PointChangedError):
        follow_up.change(id, {"party": "library"}, OTHER, 0)
    assert [point.party for point in follow_up.points()] == ["police"]


def test_a_remark_is_no_change_and_stops_nobody(observe):
    id = observe()
    follow_up.comment(id, "Set på vandringen", OTHER)
    follow_up.change(id, {"party": "police"}, LEADER, 0)
    assert follow_up.get(id).party == "police"


def test_a_party_and_the_leader_at_once(observe, change):
    id = change(observe(), party="housing_technical")
    seen = follow_up.get(id).version
    follow_up.change(id, {"state": "planned"}, CARETAKER, seen)
    with pytest.raises(PointChangedError) as caught:
        follow_up.change(id, {"state": "not_possible", "reason": "Nej"}, LEADER, seen)
    assert ("Planlagt", "Kan ikke gennemføres") in [(each.before, each.after) for each in caught.value.clash]


def test_several_at_once_leave_out_those_that_somebody_changed(observe, change):
    ids = [observe() for _number in range(3)]
    seen = {point.id: point.version for point in follow_up.points()}
    touched = change(ids[1], party="police")
    done = follow_up.change_many(seen, {"party": "housing_technical", "deadline": TODAY}, OTHER)
    assert (len(done.changed), done.clashed) == (2, [touched])
    assert follow_up.get(ids[1]).party == "police"
    assert {follow_up.get(id).party for id in (ids[0], ids[2])} == {"housing_technical"}


def test_several_at_once_change_all_or_none(observe):
    seen = {observe(): 0, observe(): 0}
    with pytest.raises(RefusedError):
        follow_up.change_many(seen, {"deadline": "2020-01-01"}, LEADER)
    assert [point.follow_up_id for point in follow_up.points()] == [None, None]


def test_of_people_who_really_write_at_once_one_wins(office, observe):
    id, together, won, lost = observe(), Barrier(6), [], []

    def write(party):
        with office.app_context():
            together.wait()
            try:
                won.append(follow_up.change(id, {"party": party}, LEADER, 0).id)
            except PointChangedError:
                lost.append(party)

    threads = [Thread(target=write, args=[party]) for party in ("police", "library", "programme") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 5)
    assert len(follow_up.history(won[0])) == 2
