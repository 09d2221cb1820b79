"""The demo's year: the same for everybody, through the real intake, and never into somebody's own records."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from accounts import LEADER
from conftest import fresh_instance
from running import run
from sqlalchemy import func, select

from app import agreement, create_app, evaluation, follow_up
from app.access import people
from app.base import clock, db
from app.definitions import Attendance, Contact, Observation, forms
from app.demo import NotEmptyError, fill
from app.demo.year import PASSWORD, PEOPLE
from app.evaluation import series
from app.follow_up import board
from app.maintenance import retention
from app.store import Device, Event, Quarantine, User, Walk


@pytest.fixture(scope="module")
def year(cluster, migrated, tmp_path_factory):
    """An app whose database the demo has filled."""
    with fresh_instance(cluster, migrated, tmp_path_factory.mktemp("demo") / "instance") as folder:
        app = create_app({"FELTBOG_INSTANCE": folder})
        with app.app_context():
            fill()
        yield app
        with app.app_context():
            db.engine().dispose()


@pytest.fixture
def inside(year):
    with year.app_context():
        yield


def total(*conditions, of=None):
    return db.session.scalar(select(func.count()).select_from(of).where(*conditions))


@pytest.mark.usefixtures("inside")
def test_its_figures():
    table = Contact.table
    assert total(of=table) == 93
    assert total(table.c.digital_asked.is_(True), of=table) == 92
    referred = [set(codes) for codes in db.session.scalars(select(table.c.referrals)) if codes]
    assert len(referred) == 84
    own = set(agreement.of_year(2017).in_group("contacts.referrals", "own"))
    assert sum(bool(codes & own) for codes in referred) == 71
    assert total(of=Observation.table) == 60
    assert total(Walk.date <= date(2017, 12, 31), of=Walk.__table__) == 4
    assert total(of=Attendance.table) == 8
    days = db.session.scalars(select(table.c.date)).all()
    assert {day.year for day in days} == {2017}


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("as_of", "states"),
    [
        ("2017-11-20", "narrowed widened met met met missing on_track not_met behind met missing behind"),
        ("2018-06-01", "narrowed widened met met met missing not_met not_met not_met met missing undocumented"),
    ],
)
def test_every_criterion_has_an_answer_of_its_own(as_of, states):
    report = evaluation.evaluate(2017, date.fromisoformat(as_of))
    assert [finding.state.value for finding in report.findings] == states.split()
    assert report.finding("M3").provisional
    assert [report.finding(f"hours_{id}").figure for id in ("a1", "a2", "a3")] == [171.5, 438, 79]
    assert report.comments.keys() == {"A2d", "A3c"}
    assert sum(due.arrived is not None for due in report.lists) == 9


@pytest.mark.usefixtures("inside")
def test_a_conflict_and_a_date_in_the_future_wait_for_review():
    kinds = db.session.scalars(select(Quarantine.kind).order_by(Quarantine.kind)).all()
    assert kinds == ["conflict", "invalid"]
    errors = db.session.scalar(select(Quarantine.errors).where(Quarantine.kind == "invalid"))
    assert "17.11.2017" in errors
    assert "digital_outcome" in errors


@pytest.mark.usefixtures("inside")
def test_two_phones_hold_unsent_records():
    assert sorted(db.session.scalars(select(Device.pending).where(Device.pending > 0))) == [1, 4]


@pytest.mark.usefixtures("inside")
def test_everything_came_in_when_it_happened():
    for form in forms.every():
        times = db.session.execute(select(form.table.c.captured_at, form.table.c.received_at)).all()
        assert all(captured <= received and received.year == 2017 for captured, received in times)


@pytest.mark.usefixtures("inside")
def test_its_people_can_sign_in_and_something_can_be_captured_today():
    for email, who in PEOPLE.items():
        found = people.authenticate(email, PASSWORD)
        assert found is not None
        assert found.role == who["role"]
    for model in (Walk, Event):
        today = db.session.scalars(select(model).where(model.date == clock.today())).one()
        assert today.is_open
        assert today.code is not None


@pytest.mark.usefixtures("inside")
def test_its_points_are_in_every_state_each_with_its_history():
    points = follow_up.points()
    assert {point.state for point in points} == set(follow_up.STATES)
    begun = [point for point in points if point.follow_up_id]
    for point in begun:
        entries = follow_up.history(point.id)
        assert entries[-1].action == "created"
        assert all(entry.at <= clock.now() for entry in entries)
    counts = follow_up.counts()
    assert all(counts[show] for show in board.SHOWS)
    assert any(point.photo_ids for point in begun)
    assert any(len(point.observations) > 1 for point in begun)


def test_again_it_changes_nothing_but_sees_to_today(year):
    with year.app_context():
        before = {form.name: total(of=form.table) for form in forms.every()}
        with clock.at(clock.now() + timedelta(days=400)):
            ways = fill()
            assert ways.walk.date == clock.today()
        assert {form.name: total(of=form.table) for form in forms.every()} == before


def test_another_one_is_the_same_and_its_evaluation_outlives_all_that_is_purged(year, instance):
    other = create_app({"FELTBOG_INSTANCE": instance})

    def rows(app):
        with app.app_context():
            kept = [c for c in Contact.table.c if c.name not in {"digest", "user_id"}]
            return db.session.execute(select(*kept).order_by(Contact.table.c.id)).all()

    with other.app_context():
        fill()
    assert rows(other) == rows(year)
    with other.test_request_context(), clock.at(datetime(2030, 1, 2, 12, tzinfo=UTC)):
        before = evaluated()
        gone = {each.code for each in retention.purge(LEADER) if each.number}
        assert {"texts", "follow_up", "sessions", "phones"} <= gone
        db.session.rollback()
        assert evaluated() == before
    with other.app_context():
        db.engine().dispose()


def evaluated():
    """The whole report of every year of the agreement, half way through it and at its end, and what its charts show."""
    agreed = agreement.current()
    own = agreed.in_group("contacts.referrals", "own")
    days = [date(year, month, day) for year in agreed.years for month, day in ((6, 1), (12, 31))]
    periods = [evaluation.Period(day.year, day) for day in days]
    return [
        [evaluation.evaluate(day.year, day) for day in days],
        evaluation.side_by_side(date(2021, 6, 1)),
        [
            [drawn(period) for drawn in (partial(series.referred, narrow=own), series.digital_help, series.channels)]
            for period in periods
        ],
        [series.bars(period, name) for period in periods for name in ("topics", "target_group", "heard_via")],
        [series.by_month(period, 1) for period in periods],
        [series.attendance(period) for period in periods],
        [series.follow_ups(period) for period in periods],
        [series.observations(period, kind) for period in periods for kind in ("good", "improve")],
    ]


def test_it_refuses_a_database_with_records_of_its_own(instance):
    app = create_app({"FELTBOG_INSTANCE": instance})
    with app.app_context():
        people.create("en@example.org", "En", "leader", password="lygtepæl-og-havehæk")
        with pytest.raises(NotEmptyError):
            fill()
    done = run(app, "demo")
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count(User.id))) == 1
        db.engine().dispose()


def test_the_command_prints_how_to_get_in(year):
    done = run(year, "demo")
    assert done.exit_code == 0
    assert PASSWORD in done.stdout
    assert all(email in done.stdout for email in PEOPLE)
    assert "/join/" in done.stdout
