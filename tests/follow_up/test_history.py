"""The history tells everything: replayed from the beginning, it gives the present state."""

from contextlib import suppress
from datetime import timedelta

from accounts import CARETAKER, LEADER, POLICE
from conftest import NOW, TODAY
from hypothesis import given, settings
from hypothesis import strategies as st
from sending import submission
from sqlalchemy import select

from app import follow_up, intake
from app.base import db
from app.base.messages import RefusedError
from app.definitions import FollowUpFields
from app.intake import Submission
from app.store import FollowUp, FollowUpEntry, FollowUpObservation

OBSERVATIONS = 3
VALUES = {
    "state": st.sampled_from(list(follow_up.STATES)),
    "party": st.sampled_from([None, "police", "housing_technical", "other"]),
    "party_other": st.sampled_from([None, "Kvarterets Cafe"]),
    "priority": st.sampled_from([None, *follow_up.PRIORITIES]),
    "deadline": st.sampled_from([None, TODAY, TODAY + timedelta(days=9), TODAY - timedelta(days=1)]),
    "problem": st.sampled_from([None, "Ringe lys", "Ring 010190-1234"]),
    "reason": st.sampled_from([None, "Privat"]),
    "passed_to": st.sampled_from([None, "Vejdirektoratet"]),
    "duplicate_of": st.sampled_from([None, 1, 2]),
    "checked_by": st.sampled_from([None, "Leder"]),
    "checked_on": st.sampled_from([None, TODAY]),
}
WHO = st.sampled_from([LEADER, LEADER, CARETAKER, POLICE])
WHICH = st.integers(0, OBSERVATIONS - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), WHICH, WHO, st.fixed_dictionaries({}, optional=VALUES)),
        st.tuples(st.just("comment"), WHICH, WHO, st.just(None)),
        st.tuples(st.just("group"), WHICH, st.just(LEADER), WHICH),
        st.tuples(st.just("split"), WHICH, st.just(LEADER), st.just(None)),
    ),
    max_size=12,
)


def act(step, ids):
    what, which, who, more = step
    if what == "change":
        follow_up.change(ids[which], more, who, follow_up.get(ids[which]).version, "Sagt")
    elif what == "comment":
        follow_up.comment(ids[which], "Set", who)
    elif what == "group":
        follow_up.group([ids[which], ids[more]], who)
    else:
        follow_up.split(ids[which], who)


def replayed(id):
    values = dict.fromkeys((*FollowUpFields.questions, "observations"))
    for entry in db.session.scalars(select(FollowUpEntry).filter_by(follow_up_id=id).order_by(FollowUpEntry.id)):
        for name, (old, new) in entry.changes.items():
            assert (values[name] or None) == (old or None)
            values[name] = new
    return values


@settings(max_examples=40)
@given(steps=STEPS)
def test_replayed_it_gives_the_present_state(office, steps):
    sent = [submission() for _number in range(OBSERVATIONS)]
    intake.accept(LEADER, [Submission(**each) for each in sent])
    for step in steps:
        with suppress(RefusedError, LookupError):
            act(step, [each["id"] for each in sent])
    db.session.rollback()
    for row in db.session.scalars(select(FollowUp)).all():
        ids = select(FollowUpObservation.observation_id).filter_by(follow_up_id=row.id)
        present = FollowUpFields.answers(FollowUpFields.values(row))
        found = replayed(row.id)
        assert sorted(found.pop("observations")) == sorted(db.session.scalars(ids))
        assert found == present


def test_it_says_who_changed_what_when_from_what_to_what(observe, change, moment):
    id = change(observe(), party="police", deadline=TODAY)
    moment.at = NOW + timedelta(hours=1)
    change(id, deadline=TODAY + timedelta(days=2), note="Delene er bestilt")
    newest = follow_up.history(id)[0]
    assert (newest.person, newest.at, newest.text) == ("Leder", moment.at, "Delene er bestilt")
    [deadline] = newest.differences
    assert (deadline.label, deadline.before, deadline.after) == ("Frist", "12-05-2026", "14-05-2026")


def test_the_same_values_again_are_no_change(observe, change):
    id = change(observe(), party="police")
    before = follow_up.history(id)
    change(id, party="police", deadline="")
    assert follow_up.history(id) == before
