"""What is too old goes, from the file itself too; choices, counts and every figure of the evaluation stay."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from accounts import COUNSELLOR, LEADER, enter
from leftovers import in_file
from picturing import file, scene
from running import run
from sending import ANSWERS, submission
from sqlalchemy import func, select

from app import audit, evaluation, follow_up, intake, photos
from app.activities import scheduling
from app.agreement import Retention
from app.base import clock, db
from app.base.clock import months_before
from app.definitions import forms
from app.intake import Submission
from app.maintenance import retention
from app.store import Code, Device, Event, Guest, History, Joined, Photo, Quarantine, SignIn, User, Walk

SAID = "Hegnet ved nummer fyrre er væltet igen"
LATER = "Nu er det rejst"
PHONE = "d0000000-0000-4000-8000-00000000000a"
PHOTO = "a7000000-0000-4000-8000-00000000000a"


@pytest.fixture
def old(app, moment):
    """A walk, an event, a contact and what became of them, all in the spring of 2017."""
    moment.set("2017-05-12T12:40:00+00:00")
    with app.test_request_context():
        walk = scheduling.create(Walk, {"title": "Aftenvandring", "date": clock.today()})
        event = scheduling.create(
            Event, {"title": "Kulturfest", "date": clock.today(), "kind": "kulturfest", "counts_for": ("A1b", "A3c")}
        )
        at = "2017-05-12T14:32:05+02:00"
        seen = submission(
            captured_at=at, answers={"walk": walk.id, "description": SAID, "suggestion": SAID, "photos": [PHOTO]}
        )
        counted = submission(
            "attendance", captured_at=at,
            answers={"event": event.id, "door": "Nord", "note": SAID, "countries": ["DK", "SO", "SY", "TR", "XK"]},
        )  # fmt: skip
        talked = submission("contact", captured_at=at, answers={"date": "2017-05-12", "note": SAID})
        strange = submission(captured_at=at, answers={"walk": walk.id, "kind": SAID})
        waits = submission(captured_at=at, answers={"walk": walk.id, "kind": SAID})
        sent = [Submission(**each) for each in (seen, counted, strange, waits)]
        results = intake.accept(LEADER, sent, device=PHONE)
        results += intake.accept(COUNSELLOR, [Submission(**talked)], device=PHONE)
        assert [each["status"] for each in results] == ["stored", "stored", "quarantined", "quarantined", "stored"]
        photos.keep(PHOTO, file(scene()), LEADER)
        intake.amend(
            forms.of("contact"),
            talked["id"],
            ANSWERS["contact"] | {"date": "2017-05-12", "note": LATER},
            COUNSELLOR,
            0,
            SAID,
        )
        point = follow_up.change(seen["id"], {"state": "in_progress", "problem": SAID}, LEADER, 0).id
        follow_up.comment(point, SAID, LEADER)
        follow_up.change(point, {"state": "done"}, LEADER, follow_up.get(point).version)
        row = db.session.scalar(select(Quarantine).where(Quarantine.submission_id == strange["id"]))
        intake.discard(row.id, LEADER)
        code = db.session.scalar(select(Code).where(Code.walk_id == walk.id))
        with db.writing() as session:
            guest = Guest(created_at=clock.now())
            session.add(guest)
            session.flush()
            session.add(Joined(guest_id=guest.id, code_id=code.id, joined_at=clock.now()))
    return {"seen": seen["id"], "talked": talked["id"], "strange": strange["id"], "waits": waits["id"], "point": point}


def numbers(app):
    with app.test_request_context():
        return {each.code: each.number for each in retention.due() if each.number}


def purge(app):
    with app.test_request_context():
        return {each.code: each.number for each in retention.purge(LEADER) if each.number}


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
        "texts": 3, "history": 2, "reviewed": 1, "follow_up": 3, "photos": 1, "sessions": 2, "phones": 1,
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
        assert seen["place"] == "Stien ved vaskeriet"
        assert photos.find(PHOTO) is None
        assert db.session.get(Photo, PHOTO).removed_at == moment.at
        point = follow_up.get(old["point"])
        assert (point.problem, point.state) == ("", "done")
        assert [entry.action for entry in follow_up.history(old["point"])][:1] == ["changed"]


def test_nothing_of_it_is_left_in_the_file_but_what_nobody_has_decided_about(app, old, moment):
    assert in_file(app, SAID)
    moment.set("2019-05-13T12:40:00+00:00")
    purge(app)
    with app.test_request_context():
        row = db.session.scalar(select(Quarantine).where(Quarantine.submission_id == old["waits"]))
        assert "fyrre" in row.content
        intake.discard(row.id, LEADER)
    moment.set("2021-06-13T12:40:00+00:00")
    purge(app)
    assert not in_file(app, "fyrre")
    assert not in_file(app, LATER)


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


def test_the_plan_says_how_long(app, old, moment):
    plan = app.extensions["plan"]
    app.extensions["plan"] = replace(plan, retention=Retention(texts=1, photos=36, sessions=3650, audit=1))
    moment.set("2017-07-12T12:40:00+00:00")
    assert set(numbers(app)) == {"texts", "history", "reviewed", "follow_up"}


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


def test_the_command_says_what_would_go_and_then_does_it(app, old, moment):
    moment.set("2019-05-13T12:40:00+00:00")
    said = run(app, "purge", "--dry-run").output
    assert "texts: 3 from before 2017-05-13" in said
    assert "nothing was changed" in said
    assert numbers(app)["texts"] == 3
    assert "texts: 3" in run(app, "purge").output
    assert numbers(app) == {}


def test_the_leader_sees_it_before_it_happens(app, old, moment, sign_in):
    moment.set("2019-05-13T12:40:00+00:00")
    leader = sign_in("leader")
    page = leader.get("/office/privacy")
    assert "Fri tekst i registreringer" in page.text
    assert "Slet 13 ting for altid" in page.text
    token = leader.get("/api/session").get_json()["csrf_token"]
    assert leader.post("/office/privacy/purge", data={"csrf_token": token}).status_code == 303
    assert "Intet er for gammelt." in leader.get("/office/privacy").text


def test_the_front_page_reminds_when_a_month_has_gone_by(app, old, moment, sign_in):
    for day, is_reminded in (("2017-09-01", False), ("2019-05-13", True), ("2019-06-15", True)):
        moment.set(f"{day}T12:40:00+00:00")
        page = sign_in("leader").get("/office/").text
        assert ("persondata skulle være slettet" in page) == is_reminded, day
    purge(app)
    assert "persondata skulle være slettet" not in sign_in("leader").get("/office/").text


def _without_texts(app):
    """The choices, counts and places of all records."""
    with app.app_context():
        kept = []
        for form in forms.every():
            names = [column.name for column in form.table.columns if column.name not in form.free_texts()]
            rows = db.session.execute(select(*(form.table.c[name] for name in names)).order_by(form.table.c.id))
            kept.append([tuple(row) for row in rows])
        return kept
