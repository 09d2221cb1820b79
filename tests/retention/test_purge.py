"""What is too old goes, from the file itself too; choices, counts and every figure of the evaluation stay."""

from datetime import date, datetime, timedelta

from accounts import enter
from leftovers import in_file
from sqlalchemy import func, select

from app import audit, evaluation, follow_up, photos
from app.base import db
from app.base.clock import months_before
from app.definitions import forms
from app.store import Device, Guest, History, Joined, Photo, Quarantine, SignIn, User

from .old_data import LATER, PHONE, PHOTO, SAID, numbers, purge


def report(app, year=2017):
    """All of it, and what stands beside it."""
    with app.test_request_context():
        found = evaluation.evaluate(year, date(2017, 12, 31))
        return found, evaluation.as_json(found), evaluation.side_by_side(date(2021, 6, 1))


def test_within_its_time_nothing_goes(app, old, moment):
    moment.set("2017-06-12T12:00:00+00:00")
    assert numbers(app) == {}
    assert purge(app) == {}


def test_sessions_and_phones_go_after_ninety_days(app, old, moment, make_user):
    user = make_user("leader")
    enter(app, user)
    moment.set("2017-08-12T12:40:00+00:00")
    assert numbers(app) == {"sessions": 3, "phones": 1}
    assert purge(app) == {"sessions": 3, "phones": 1}
    with app.app_context():
        assert [db.session.scalar(select(func.count()).select_from(each)) for each in (SignIn, Joined, Guest)] == [
            0,
            0,
            0,
        ]
        phone = db.session.get(Device, PHONE)
        assert (phone.person_id, phone.person_name) == (None, None)
        assert db.session.get(User, user)
    assert numbers(app) == {}


def test_texts_and_photos_go_after_two_years_and_every_figure_stays(app, old, moment):
    before = report(app)
    sheets = _without_texts(app)
    moment.set("2019-05-13T12:40:00+00:00")
    assert numbers(app) == {
        "texts": 3, "history": 2, "waiting": 1, "reviewed": 1, "follow_up": 3, "photos": 1, "sessions": 2, "phones": 1,
    }  # fmt: skip
    purge(app)
    assert numbers(app) == {}
    assert report(app) == before
    assert _without_texts(app) == sheets
    with app.test_request_context():
        seen = (
            db.session.execute(
                select(forms.of("observation").table).where(forms.of("observation").table.c.id == old["seen"])
            )
            .mappings()
            .one()
        )
        assert (seen["description"], seen["suggestion"], seen["category"]) == (None, None, "lighting")
        assert seen["place"] is None
        assert photos.find(PHOTO) is None
        assert db.session.get(Photo, PHOTO).removed_at == moment.at
        point = follow_up.get(old["point"])
        assert (point.problem, point.state) == ("", "done")
        assert [entry.action for entry in follow_up.history(old["point"])][:1] == ["changed"]


def test_nothing_of_it_is_left_in_the_file(app, old, moment):
    assert in_file(app, SAID)
    moment.set("2019-05-13T12:40:00+00:00")
    purge(app)
    assert not in_file(app, "fyrre")
    assert not in_file(app, LATER)
    assert not in_file(app, "Stien ved vaskeriet")
    with app.app_context():
        row = db.session.scalar(select(Quarantine).where(Quarantine.submission_id == old["waits"]))
        assert (row.resolution, row.content) == ("expired", f'{{"id": "{old["waits"]}"}}')


def test_the_trail_says_how_much_and_goes_in_its_turn(app, old, moment):
    moment.set("2019-05-13T12:40:00+00:00")
    purge(app)
    with app.test_request_context():
        entries = audit.listed(audit.Search(group="deleted")).rows
        assert {(entry.kind, entry.facts["count"]) for entry in entries} >= {("texts", 3), ("photos", 1)}
    moment.set("2021-05-14T12:40:00+00:00")
    assert numbers(app)["audit"] == len(entries)
    purge(app)
    with app.test_request_context():
        assert {entry.kind for entry in audit.listed(audit.Search()).rows} == {"audit"}


def test_the_plan_says_how_long(app, old, moment, plan_keeps):
    plan_keeps(texts=1, photos=36, sessions=3650, audit=1)
    moment.set("2018-07-12T12:40:00+00:00")
    assert set(numbers(app)) == {"texts", "history", "waiting", "reviewed", "follow_up", "sessions"}


def test_a_repeat_of_what_was_reviewed_is_still_known(app, old, moment):
    moment.set("2019-05-13T12:40:00+00:00")
    purge(app)
    with app.test_request_context():
        row = db.session.scalar(select(Quarantine).where(Quarantine.submission_id == old["strange"]))
        assert (row.content, row.resolution) == (f'{{"id": "{old["strange"]}"}}', "discarded")
        kept = db.session.scalar(select(History.answers).where(History.record_id == old["strange"]))
        assert kept == "{}"


def test_months_end_where_the_shorter_month_does():
    day = datetime.fromisoformat("2024-03-31T10:00:00+00:00")
    assert months_before(day, 1).date().isoformat() == "2024-02-29"
    assert months_before(day, 13).date().isoformat() == "2023-02-28"
    assert months_before(day, 24) == day - timedelta(days=731)


def _without_texts(app):
    """The choices, counts and places of all records."""
    with app.app_context():
        kept = []
        for form in forms.every():
            said = {*form.free_texts(), *form.free_places()}
            names = [column.name for column in form.table.columns if column.name not in said]
            rows = db.session.execute(select(*(form.table.c[name] for name in names)).order_by(form.table.c.id))
            kept.append([tuple(row) for row in rows])
        return kept
