"""Lists of records: what filters find, in which order, in words."""

from datetime import date

import pytest
from accounts import LEADER
from sending import send, statuses, submission
from sqlalchemy import select

from app import intake, records
from app.base import db
from app.definitions import Attendance, Contact, Observation
from app.questions import Option


@pytest.fixture
def listed(app):
    def read(page=1, size=50, **filters):
        with app.test_request_context():
            return records.listed(records.RecordFilters(**filters), page, size)

    return read


def found(page):
    return [row.id for row in page.rows]


def test_the_newest_comes_first_whatever_the_form(leader, listed, moment):
    sent = []
    for minute, form in enumerate(("observation", "contact", "observation")):
        moment.set(f"2026-05-12T12:{41 + minute}:00+00:00")
        sent.append(submission(form))
        assert statuses(send(leader, sent[-1])) == ["stored"]
    assert found(listed()) == [each["id"] for each in reversed(sent)]
    assert found(listed(form="contact")) == [sent[1]["id"]]
    assert listed(form="contact").counts == {"observation": 2, "attendance": 0, "contact": 1}


def test_pages_together_are_the_whole_list_without_doubles(leader, listed):
    sent = [submission() for _number in range(7)] + [submission("contact") for _number in range(4)]
    send(leader, *sent)
    pages = [listed(page, size=4) for page in (1, 2, 3)]
    ids = [id for page in pages for id in found(page)]
    assert sorted(ids) == sorted(each["id"] for each in sent)
    assert [len(page.rows) for page in pages] == [4, 4, 3]
    assert found(listed(99, size=4)) == found(pages[2])


def test_one_line_says_what(leader, listed, event, walk):
    send(
        leader,
        submission(answers={"walk": walk.id}),
        submission("attendance", answers={"event": event.id, "volunteers": 1, "door": "Nord"}),
        submission("contact", answers={"topics": ["rent", "letters"]}),
    )
    assert {row.form: row.summary for row in listed().rows} == {
        Observation: "Belysning · Stien ved vaskeriet",
        Attendance: "Kulturfest · Nord · 8 gæster · 1 frivillig",
        Contact: "Kom forbi · Huslejerestance/udsættelse, Breve (læsning/oversættelse)",
    }


def test_it_says_from_whom(leader, joined, make_walk, listed):
    walk = make_walk("Rundt om søen")
    send(joined(walk), submission())
    send(leader, submission())
    assert {(row.sender, row.by_code) for row in listed().rows} == {("Rundt om søen", True), ("Leder", False)}


def test_a_walk_an_event_and_a_year_limit_the_list(leader, listed, make_walk, make_event, moment):
    old, new, event = make_walk(date=date(2025, 12, 30)), make_walk(), make_event()
    moment.set("2026-01-02T12:00:00+00:00")
    last_year = submission(answers={"walk": old.id}, captured_at="2026-01-02T10:00:00+01:00")
    send(leader, last_year)
    moment.set("2026-05-12T12:40:00+00:00")
    this_year = submission(answers={"walk": new.id})
    tally = submission("attendance", answers={"event": event.id})
    send(leader, this_year, tally)
    assert found(listed(year=2025)) == [last_year["id"]]
    assert set(found(listed(year=2026))) == {this_year["id"], tally["id"]}
    assert found(listed(walk=new.id)) == [this_year["id"]]
    assert found(listed(event=event.id)) == [tally["id"]]


@pytest.mark.parametrize("text", ["østerbro", "ØSTERBRO", "Østerbro", "ved øster", "100 %", "x_y"])
def test_text_is_found_in_any_case_and_taken_as_it_is(text, leader, listed):
    wanted = submission(answers={"place": "Ved Østerbro", "description": "100 % mørkt, x_y"})
    send(leader, wanted, submission(answers={"place": "Blok 100", "description": "xay"}))
    assert found(listed(q=text)) == [wanted["id"]]


def test_an_id_finds_its_record(leader, listed):
    wanted = submission()
    send(leader, wanted, submission())
    assert found(listed(q=wanted["id"].upper())) == [wanted["id"]]


def test_what_was_withdrawn_is_out_of_the_list_and_its_counts_until_asked_for(leader, listed, app):
    gone, stays = submission(), submission()
    send(leader, gone, stays)
    with app.app_context():
        intake.withdraw(Observation, gone["id"], LEADER, "Prøve")
    assert found(listed()) == [stays["id"]]
    assert listed().counts["observation"] == 1
    assert found(listed(state="withdrawn")) == [gone["id"]]
    assert len(listed(state="all").rows) == 2


def test_only_accounts_that_sent_something_can_be_chosen(leader, sign_in, app, make_user):
    sign_in("host")
    send(leader, submission())
    with app.app_context():
        assert records.senders() == [Option(make_user("leader"), "Leder")]


def test_the_first_page_reads_each_forms_newest_from_the_index(app):
    with app.app_context():
        if db.engine().dialect.name != "sqlite":
            pytest.skip("PostgreSQL plans by what the tables hold, and they are empty")
        for form in (Observation, Attendance, Contact):
            table = form.table
            query = select(table.c.id).order_by(table.c.received_at.desc(), table.c.id.desc()).limit(50)
            plan = db.session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {query.compile(db.engine(), compile_kwargs={'literal_binds': True})}"
            )
            assert f"ix_{form.name}_received_at" in " ".join(row[3] for row in plan)
