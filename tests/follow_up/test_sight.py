"""A party sees exactly its own: photos yes, observers no, internal remarks no, other parties never."""

import pytest
from accounts import CARETAKER, LEADER, POLICE

from app import follow_up, intake
from app.access import Person
from app.base import db
from app.definitions import Observation
from app.follow_up import BoardFilters
from app.store import Photo, PhotoUse

CAFE = Person("a0000000-0000-4000-8000-000000000005", "Kvarterets  cafe", "party", party="other")
CHURCH = Person("a0000000-0000-4000-8000-000000000006", "Kirkecentret", "party", party="other")


@pytest.fixture
def photo(office, moment):
    def keep(id, **use):
        with db.writing() as session:
            session.add(
                Photo(
                    id=id, sha256=id, length=1, picture=b"", thumbnail=b"", width=1, height=1,
                    received_at=moment.at, person_id=LEADER.id,
                )
            )  # fmt: skip
            if use:
                session.add(PhotoUse(photo_id=id, position=0, **use))
        return id

    return keep


def own(person):
    return [point.id for point in follow_up.listed(BoardFilters(person=person)).rows]


def test_each_sees_its_own_list(observe, change):
    observe()
    mine, theirs = change(observe(), party="housing_technical"), change(observe(), party="police")
    assert (own(CARETAKER), own(POLICE)) == ([mine], [theirs])
    assert own(Person("x", "Uden part", "party")) == []
    with pytest.raises(LookupError):
        follow_up.theirs(theirs, CARETAKER)


def test_of_other_parties_each_sees_what_bears_its_name(observe, change):
    cafe = change(observe(), party="other", party_other="Kvarterets Cafe")
    change(observe(), party="other", party_other="Boldklubben")
    assert (own(CAFE), own(CHURCH)) == ([cafe], [])
    assert follow_up.theirs(cafe, CAFE).party_other == "Kvarterets Cafe"
    change(cafe, CAFE, state="planned")
    with pytest.raises(LookupError):
        change(cafe, CHURCH, state="done")


def test_the_observer_is_not_told(observe, change):
    id = change(observe(observer="police", description="Slukket"), party="housing_technical")
    [seen] = follow_up.theirs(id, CARETAKER).observations
    assert (seen.observer, seen.description) == ("", "Slukket")


def test_internal_remarks_and_earlier_parties_are_not_told(observe, change):
    id = change(observe(), party="police", note="Til politiet")
    follow_up.comment(id, "Politiets svar", POLICE)
    change(id, party="housing_technical", deadline="2026-06-01", note="Til jer")
    follow_up.comment(id, "Kun os", LEADER, internal=True)
    follow_up.comment(id, "Og jer", LEADER)
    told = follow_up.own_history(id, CARETAKER)
    assert [entry.text for entry in told] == ["Og jer", "Til jer"]
    assert all(each.before == "" for each in told[-1].differences)
    assert [entry.text for entry in follow_up.own_history(id, POLICE)] == ["Politiets svar", "Til politiet"]


def test_a_party_s_own_remark_is_never_internal(observe, change):
    id = change(observe(), party="police")
    follow_up.comment(id, "Vi kommer", POLICE, internal=True)
    assert not follow_up.history(id)[0].internal


def test_photos_are_seen_with_their_follow_up(observe, change, photo):
    observation = observe()
    seen = photo("p1", kind="observation", subject_id=observation)
    id = change(observation, party="housing_technical")
    finished, strange = photo("p2"), photo("p3", kind="observation", subject_id=observe())
    follow_up.photograph(id, [finished], CARETAKER, "Færdig")
    assert follow_up.get(id).photo_ids == ("p2",)
    assert follow_up.get(id).observations[0].photo_ids == ("p1",)
    assert [follow_up.may_see_photo(CARETAKER, each) for each in (seen, finished, strange)] == [True, True, False]
    assert not any(follow_up.may_see_photo(POLICE, each) for each in (seen, finished, strange))
    change(id, party="police")
    assert [follow_up.may_see_photo(POLICE, each) for each in (seen, finished)] == [True, False]
    assert follow_up.theirs(id, POLICE).photo_ids == ()
    assert not follow_up.may_see_photo(CARETAKER, finished)
    intake.withdraw(Observation, observation, LEADER)
    assert not follow_up.may_see_photo(POLICE, seen)
