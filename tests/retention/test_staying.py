"""What stays although it is old: texts of open points and of years that were not handed in, and what was just corrected."""

from datetime import UTC, date, datetime, timedelta

import pytest
from accounts import LEADER
from hypothesis import given
from hypothesis import strategies as st
from sending import new_id, submission
from sqlalchemy import func, select

from app import follow_up, intake
from app.activities import scheduling
from app.base import clock, db
from app.definitions import Observation, forms
from app.intake import Submission
from app.maintenance.time_limits import Limits, Retention
from app.store import Event, FollowUp, FollowUpEntry, History, Photo, Quarantine

from .old_data import SAID, TOO_OLD, numbers, purge


def take_in(app, form="observation", person=LEADER, **answers):
    """A record that comes in now; its id."""
    at = clock.local(clock.now()).isoformat()
    with app.test_request_context():
        sent = submission(form, captured_at=at, answers=answers)
        (result,) = intake.accept(person, [Submission(**sent)], device=new_id())
        assert result["status"] == "stored", result
    return sent["id"]


def row(app, form, id):
    with app.test_request_context():
        table = forms.of(form).table
        return db.session.execute(select(table).where(table.c.id == id)).mappings().one()


@pytest.fixture
def then(moment):
    moment.set("2017-05-12T12:40:00+00:00")


@pytest.mark.parametrize("begun", [False, True])
def test_the_text_of_an_open_point_stays_a_year_longer(app, moment, then, begun):
    id = take_in(app, description=SAID)
    if begun:
        with app.test_request_context():
            point = follow_up.change(id, {"state": "planned", "problem": SAID}, LEADER, 0).id
            follow_up.comment(point, SAID, LEADER)
    moment.set(TOO_OLD)
    assert {"texts", "follow_up"}.isdisjoint(numbers(app))
    purge(app)
    assert row(app, "observation", id)["description"] == SAID
    moment.set("2020-05-13T12:40:00+00:00")
    purge(app)
    assert row(app, "observation", id)["description"] is None
    with app.test_request_context():
        assert not db.session.scalars(select(FollowUp.problem).where(FollowUp.problem.is_not(None))).all()
        assert not db.session.scalars(select(FollowUpEntry.text).where(FollowUpEntry.text.is_not(None))).all()


def test_a_point_that_is_finished_goes_with_the_others(app, moment, then):
    id = take_in(app, description=SAID)
    with app.test_request_context():
        follow_up.change(id, {"state": "not_possible", "reason": "Ingen penge"}, LEADER, 0)
    moment.set(TOO_OLD)
    assert numbers(app)["texts"] == 1


def test_what_a_good_place_is_like_waits_for_nobody(app, moment, then):
    id = take_in(app, kind="good", description=SAID)
    moment.set(TOO_OLD)
    purge(app)
    assert row(app, "observation", id)["description"] is None


def test_the_words_of_an_open_point_count_from_when_they_were_written(app, moment, then):
    id = take_in(app)
    with app.test_request_context():
        point = follow_up.change(id, {"state": "planned", "problem": SAID}, LEADER, 0).id
    moment.set("2019-05-12T12:40:00+00:00")
    with app.test_request_context():
        follow_up.change(point, {"problem": f"{SAID} og igen"}, LEADER, 1)
    moment.set("2021-05-12T12:40:00+00:00")
    purge(app)
    with app.test_request_context():
        assert follow_up.get(point).problem == f"{SAID} og igen"
    moment.set("2022-05-13T12:40:00+00:00")
    purge(app)
    with app.test_request_context():
        assert follow_up.get(point).problem == ""
        assert follow_up.get(point).state == "planned"


def test_a_recheck_of_an_open_point_stays_with_it(app, moment, then):
    id = take_in(app, description=SAID)
    seen_again = take_in(app, "recheck", point=id, outcome="same", note=SAID)
    moment.set(TOO_OLD)
    purge(app)
    assert row(app, "recheck", seen_again)["note"] == SAID
    with app.test_request_context():
        point = follow_up.get(id)
        follow_up.change(id, {"state": "not_possible", "reason": "Ingen penge"}, LEADER, point.version)
    moment.set("2019-07-13T12:40:00+00:00")
    purge(app)
    assert row(app, "recheck", seen_again)["note"] is None


def test_a_year_that_was_not_handed_in_keeps_its_texts(app, moment, then, plan_keeps):
    plan_keeps(texts=6)
    with app.test_request_context():
        event = scheduling.create(Event, {"title": "Fest", "date": date(2018, 1, 5), "kind": "kulturfest"})
    moment.set("2017-12-30T12:00:00+00:00")
    of_2017 = take_in(app, kind="good", description=SAID)
    of_2018 = take_in(app, "attendance", event=event.id, note=SAID)
    moment.set("2018-06-30T21:59:00+00:00")
    assert "texts" not in numbers(app)
    moment.set("2018-06-30T22:01:00+00:00")  # 1 July in Denmark
    assert numbers(app)["texts"] == 1
    purge(app)
    assert row(app, "observation", of_2017)["description"] is None
    assert row(app, "attendance", of_2018)["note"] == SAID


def test_no_longer_than_a_year(app, moment, plan_keeps):
    """A record whose year begins long after it came."""
    plan_keeps(texts=1)
    moment.set("2017-05-12T12:40:00+00:00")
    with app.test_request_context():
        event = scheduling.create(Event, {"title": "Fest", "date": date(2017, 5, 12), "kind": "kulturfest"})
    id = take_in(app, "attendance", event=event.id, note=SAID)
    with app.test_request_context(), db.writing() as session:
        session.get_one(Event, event.id).date = date(2030, 1, 1)
    moment.set("2018-06-12T12:00:00+00:00")
    assert "texts" not in numbers(app)
    moment.set("2018-06-13T12:00:00+00:00")
    assert numbers(app)["texts"] == 1
    purge(app)
    assert row(app, "attendance", id)["note"] is None


def test_a_note_that_was_just_corrected_stays_with_its_history(app, moment, old):
    moment.set(TOO_OLD)
    with app.test_request_context():
        before = row(app, "contact", old["talked"])
    corrected = "Rettet for et øjeblik siden"
    with app.test_request_context():
        answers = forms.of("contact").answers(forms.of("contact").load(dict(before))) | {"note": corrected}
        intake.amend(forms.of("contact"), old["talked"], answers, LEADER, 1, "Slåfejl")
    moment.at += timedelta(minutes=1)
    purge(app)
    assert row(app, "contact", old["talked"])["note"] == corrected
    with app.test_request_context():
        kept = db.session.scalars(select(History.answers).where(History.record_id == old["talked"])).all()
        assert SAID not in str(kept)
        assert len(kept) == 2
    moment.at += timedelta(days=31)
    purge(app)
    assert row(app, "contact", old["talked"])["note"] is None
    with app.test_request_context():
        kept = db.session.scalars(select(History.answers).where(History.record_id == old["talked"])).all()
        assert corrected not in str(kept)


def test_photos_that_were_just_blackened_or_whose_record_was_just_corrected_stay(app, moment, old):
    moment.set(TOO_OLD)
    with app.test_request_context(), db.writing() as session:
        for photo in session.scalars(select(Photo)):
            photo.changed_at = clock.now()
    assert "photos" not in numbers(app)
    moment.at += timedelta(days=31)
    assert numbers(app)["photos"] == 1
    with app.test_request_context():
        intake.withdraw(Observation, old["seen"], LEADER, "Prøve")
    assert "photos" not in numbers(app)


def test_what_waits_for_review_has_its_time_too(app, moment, old):
    with app.test_request_context():
        waiting = select(func.count()).select_from(Quarantine).where(Quarantine.resolved_at.is_(None))
        assert db.session.scalar(waiting) == 1
    moment.set("2019-05-12T12:00:00+00:00")
    assert "waiting" not in numbers(app)
    moment.set(TOO_OLD)
    assert numbers(app)["waiting"] == 1
    purge(app)
    with app.test_request_context():
        assert db.session.scalar(waiting) == 0


def test_places_of_the_estate_stay_however_they_are_spelled(app, moment, then):
    own, foreign = (
        take_in(app, kind="good", place="  legePLADSEN "),
        take_in(app, kind="good", place="Hos Jensen på 3. sal"),
    )
    with app.test_request_context():
        event = scheduling.create(
            Event, {"title": "Fest", "date": clock.today(), "kind": "kulturfest", "doors": "Nord\nSyd"}
        )
    north, other = (take_in(app, "attendance", event=event.id, door=door) for door in ("Nord", "Hos Jensen"))
    moment.set(TOO_OLD)
    assert numbers(app)["texts"] == 2
    purge(app)
    assert row(app, "observation", own)["place"] == "legePLADSEN"
    assert row(app, "observation", foreign)["place"] is None
    assert [row(app, "attendance", id)["door"] for id in (north, other)] == ["Nord", None]
    assert numbers(app).get("texts") is None


def test_a_place_that_was_corrected_away_goes_from_the_history(app, moment, then):
    id = take_in(app, kind="good", place="Hos Jensen")
    with app.test_request_context():
        intake.amend(Observation, id, {"kind": "good", "category": "litter", "place": "Legepladsen"}, LEADER, 0)
    moment.set(TOO_OLD)
    assert numbers(app)["history"] == 1
    purge(app)
    with app.test_request_context():
        assert "Jensen" not in str(db.session.scalars(select(History.answers)).all())
    assert "history" not in numbers(app)


@given(
    day=st.integers(min_value=0, max_value=365 * 20),
    texts=st.integers(min_value=1, max_value=120),
)
def test_limits_are_in_order_whenever_it_is(day, texts):
    limits = Limits(
        datetime(2018, 1, 1, 12, tzinfo=UTC) + timedelta(days=day),
        Retention(texts=texts, photos=24, audit=24, sessions=90),
    )
    assert limits.texts_at_most <= limits.texts_of_no_record <= limits.texts < limits.as_of
    assert limits.texts_at_most == clock.months_before(limits.as_of, texts + 12)
    assert limits.corrected == limits.as_of - timedelta(days=30)
    assert limits.open_since <= limits.as_of
