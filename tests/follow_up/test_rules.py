"""Which state may follow which, what must be said with it, what a date must be; what a party may say."""

import uuid
from datetime import date, timedelta

import pytest
from accounts import CARETAKER, LEADER, POLICE
from conftest import NOW, TODAY

from app import follow_up, intake
from app.base import db
from app.base.messages import RefusedError
from app.definitions import Observation

NEEDED = {
    "passed_on": {"passed_to": "Vejdirektoratet"},
    "not_possible": {"reason": "Stien er privat."},
    "checked": {"checked_by": "Projektlederen", "checked_on": TODAY},
}
CLOSED = ("checked", "not_possible")


def errors(change, id, person=LEADER, **changes):
    with pytest.raises(RefusedError) as caught:
        change(id, person, **changes)
    return caught.value.errors


def test_an_observation_to_improve_is_new_until_somebody_does_something(observe):
    id = observe()
    point = follow_up.get(id)
    assert (point.state, point.number, point.follow_up_id, point.version) == ("new", None, None, 0)
    assert follow_up.history(id) == []


def test_a_good_place_and_a_withdrawn_observation_are_no_points(observe, change):
    good, withdrawn = observe(kind="good"), observe()
    intake.withdraw(Observation, withdrawn, LEADER)
    assert follow_up.points() == []
    for id in (good, withdrawn, str(uuid.uuid4())):
        with pytest.raises(LookupError):
            follow_up.change(id, {"priority": "soon"}, LEADER, 0)


def test_the_first_change_gives_it_a_number(observe, change):
    first, second = observe(), observe()
    change(second, priority="urgent")
    change(first, party="police", deadline=TODAY)
    numbers = {point.observations[0].id: point.number for point in follow_up.points()}
    assert numbers == {second: 1, first: 2}


@pytest.mark.parametrize("state", [code for code in follow_up.STATES if code not in ("new", "reopened", "duplicate")])
def test_an_open_point_can_take_every_state_and_a_closed_one_only_be_reopened(state, observe, change):
    id = observe()
    change(id, state=state, **NEEDED.get(state, {}))
    assert follow_up.get(id).state == state
    if state in CLOSED:
        assert "Genåbn det først" in errors(change, id, state="planned")["state"]
    if state not in follow_up.OPEN:
        change(id, state="reopened")
        assert follow_up.get(id).is_open


@pytest.mark.parametrize(("state", "field"), [(state, field) for state, needed in NEEDED.items() for field in needed])
def test_what_belongs_to_a_state_must_be_said(state, field, observe, change):
    id = observe()
    assert set(errors(change, id, state=state, **NEEDED[state] | {field: ""})) == {field}
    assert follow_up.get(id).follow_up_id is None


def test_what_belongs_to_a_state_goes_with_it_and_stays_in_the_history(observe, change):
    id = observe()
    change(id, state="not_possible", reason="Stien er privat.")
    change(id, state="reopened")
    assert follow_up.get(id).reason == ""
    said = [(each.field, each.before, each.after) for each in follow_up.history(follow_up.get(id).id)[0].differences]
    assert ("reason", "Stien er privat.", "") in said


def test_nothing_becomes_new_or_is_reopened_that_is_open(observe, change):
    id = observe()
    change(id, state="planned")
    assert "state" in errors(change, id, state="new")
    assert "state" in errors(change, id, state="reopened")
    assert "state" in errors(change, id, state="nonsense")
    assert "state" in errors(change, id, state="")


def test_a_duplicate_names_another_point_that_is_none(observe, change):
    first, second, third = observe(), observe(), observe()
    for id in (first, second, third):
        change(id, priority="soon")
    assert "duplicate_of" in errors(change, second, state="duplicate")
    assert "duplicate_of" in errors(change, second, state="duplicate", duplicate_of=2)
    assert "duplicate_of" in errors(change, second, state="duplicate", duplicate_of=99)
    change(second, state="duplicate", duplicate_of=1)
    assert "duplicate_of" in errors(change, third, state="duplicate", duplicate_of=2)
    assert follow_up.get(second).duplicate_of == 1


def test_a_deadline_lies_ahead_when_it_is_set(observe, change, moment):
    id = observe()
    assert "deadline" in errors(change, id, deadline=TODAY - timedelta(days=1))
    assert "deadline" in errors(change, id, deadline=date(2206, 5, 20))
    assert "deadline" in errors(change, id, deadline="20-05-2026")
    change(id, deadline="2026-05-12")
    moment.set("2026-05-20T12:00:00+00:00")
    change(id, deadline="2026-05-12", priority="soon")
    assert follow_up.get(id).overdue == 8
    change(id, state="done")
    assert follow_up.get(id).overdue == 0


def test_nobody_saw_it_tomorrow(observe, change):
    id = observe()
    found = errors(change, id, state="checked", checked_by="Leder", checked_on=TODAY + timedelta(days=1))
    assert set(found) == {"checked_on"}


def test_another_party_has_a_name_and_a_known_one_none(observe, change):
    id = observe()
    assert "party_other" in errors(change, id, party="other")
    assert "party" in errors(change, id, party="nonsense")
    change(id, party="other", party_other="Kvarterets Cafe")
    assert follow_up.get(id).party_words == "Kvarterets Cafe"
    change(id, party="police")
    assert follow_up.get(id).party_other == ""


def test_personal_numbers_are_masked_and_counted_in_every_text(observe):
    id = observe()
    changes = {"problem": "Ring til 010190-1234", "state": "not_possible", "reason": "010190-1234 siger nej\x00"}
    done = follow_up.change(id, changes, LEADER, 0, "og 010190 1234")
    point = follow_up.get(id)
    assert (point.problem, point.reason, done.masked) == ("Ring til ******-****", "******-**** siger nej", 3)
    assert follow_up.comment(id, "010190-1234", LEADER).masked == 1
    assert [entry.text for entry in follow_up.history(point.id)] == ["******-****", "og ******-****", ""]


def test_texts_have_an_end(observe, change):
    id = observe()
    assert set(errors(change, id, problem="x" * 1001)) == {"problem"}
    assert set(errors(change, id, note="x" * 2001, priority="soon")) == {"note"}
    with pytest.raises(RefusedError):
        follow_up.comment(id, " \n", LEADER)


@pytest.mark.parametrize("state", follow_up.PARTY_STATES)
def test_a_party_says_how_far_it_is(state, observe, change):
    id = observe()
    change(id, party="housing_technical")
    change(id, CARETAKER, state=state, **NEEDED.get(state, {}))
    entry = follow_up.history(follow_up.get(id).id)[0]
    assert (entry.action, entry.state, entry.by_party) == ("answered", state, True)


@pytest.mark.parametrize("state", ["checked", "passed_on", "duplicate", "reopened", "new"])
def test_a_party_never_says_what_somebody_else_saw_or_decided(state, observe, change):
    id = observe()
    change(id, party="housing_technical", state="planned")
    found = errors(change, id, CARETAKER, state=state, **NEEDED.get(state, {}))
    assert found["state"]
    assert follow_up.get(id).state == "planned"


def test_a_party_changes_nothing_after_it_was_checked(observe, change):
    id = observe()
    change(id, party="housing_technical", state="checked", **NEEDED["checked"])
    for state in follow_up.PARTY_STATES:
        assert errors(change, id, CARETAKER, state=state, reason="Nej.")["state"]


@pytest.mark.parametrize("field", ["party", "deadline", "priority", "problem", "proposal", "checked_by"])
def test_a_party_changes_no_other_field_not_even_to_nothing(field, observe, change):
    id = observe()
    change(
        id, party="housing_technical", deadline=TODAY, priority="soon", problem="P", proposal="F",
        state="checked", **NEEDED["checked"],
    )  # fmt: skip
    assert errors(change, id, CARETAKER, **{field: ""})[field]


def test_for_other_parties_it_is_not_there(observe, change):
    id = observe()
    change(id, party="housing_technical")
    for act in (
        lambda: change(id, POLICE, state="planned"),
        lambda: follow_up.comment(id, "Hej", POLICE),
        lambda: follow_up.photograph(id, [], POLICE),
        lambda: follow_up.theirs(follow_up.get(id).id, POLICE),
    ):
        with pytest.raises(LookupError):
            act()


def test_silence_lasts_from_being_asked_until_an_answer(observe, change, moment):
    id = observe()
    change(id, party="housing_technical")
    moment.at = NOW + timedelta(days=30)
    assert follow_up.get(id).is_silent
    follow_up.comment(id, "Har I set det?", LEADER)
    assert follow_up.get(id).is_silent
    follow_up.comment(id, "Vi ser på det.", CARETAKER)
    assert not follow_up.get(id).is_silent
    change(id, state="done")
    change(id, state="reopened")
    assert not follow_up.get(id).is_silent
    moment.at = NOW + timedelta(days=60)
    assert follow_up.get(id).is_silent
    change(id, party="police")
    assert not follow_up.get(id).is_silent


def test_a_withdrawn_observation_stays_in_its_follow_up_and_is_marked(observe, change, walk):
    id = observe(walk=walk.id)
    key = change(id, party="housing_technical")
    tomorrow = TODAY + timedelta(days=1)
    assert [point.id for point in follow_up.to_recheck(before=tomorrow)] == [key]
    intake.withdraw(Observation, id, LEADER)
    point = follow_up.get(key)
    assert point.is_withdrawn
    assert [seen.withdrawn for seen in point.observations] == [True]
    assert point.is_open
    assert follow_up.to_recheck(before=tomorrow) == []
    assert follow_up.theirs(key, CARETAKER).observations == ()


def test_what_a_later_walk_saw_changes_no_state(observe, change):
    id = observe()
    change(id, party="housing_technical", state="done")
    for outcome, record in (("same", "r1"), ("better", "r1"), ("worse", "r2")):
        with db.writing() as session:
            follow_up.recheck(session, id, outcome, "Set", [], LEADER, NOW + timedelta(minutes=len(record)), record)
    point = follow_up.get(id)
    assert (point.state, point.rechecked.outcome) == ("done", "worse")
    assert [entry.outcome for entry in follow_up.history(point.id) if entry.outcome] == ["Værre", "Bedre"]
    with pytest.raises(RefusedError), db.writing() as session:
        follow_up.recheck(session, id, "nonsense", "", [], LEADER, NOW)
