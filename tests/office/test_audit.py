"""The audit trail: everything that counts leaves a line, without content, that nobody can change."""

from datetime import timedelta

import pytest
from accounts import make_account, sign
from lxml.html import fromstring
from pages import fill, post, token, words_of
from running import run
from sending import ANSWERS, new_id, send, submission
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from app import audit
from app.audit import ACTIONS, KINDS, RECORD, trace_of
from app.base import db
from app.store import AuditEntry, History

# What changes something and leaves its trace elsewhere.
ELSEWHERE = {
    "account.accept": "visit.begin", "account.enter": "visit.begin", "account.enter_code": "visit.begin",
    "account.confirm_now": "visit.begin", "account.change_password": "visit.begin", "account.sign_out": "visit.end",
    "account.sign_out_everywhere": "visit.end", "account.confirm_second_step": "the view",
    "account.remove_second_step": "the view", "account.begin_second_step": "nothing is changed yet",
    "account.stay": "nothing but time", "account.join_now": "a code has no person", "account.join_code_now": "the same",
    "account.leave": "the same", "api.join": "the same", "api.known": "nothing is changed",
    "office.erase": "retention.erase", "office.purge": "retention.purge", "api.sync": "records and their history", "api.put_photo": "photos", "api.change_walk": "the walk's facts",
    "office.answer_point": "follow-up's history", "office.approve_words": "follow-up's history",
    "office.change_point": "follow-up's history", "office.change_several": "follow-up's history",
    "office.comment_point": "follow-up's history", "office.group_several": "follow-up's history",
    "office.photograph_point": "follow-up's history", "office.split_point": "follow-up's history",
    "office.split_on_walk": "follow-up's history", "office.decide": "follow-up's history",
    "office.decide_same": "follow-up's history",
    "office.comment": "entries that are only added", "office.enter_figures": "entries that are only added",
    "office.enter_list": "entries that are only added", "office.enter_milestone": "entries that are only added",
    "office.read_figure_sheet": "nothing is written", "office.take_figure_sheet": "entries that are only added", "office.preview_figures": "nothing is changed", "office.enter_hours": "entries that are only added",
    "office.correct_hours": "entries that are only added", "office.delete_hours": "entries that are only added",
    "office.make_workbook": "noted when it is fetched", "office.read_queue": "noted when it is taken in",
    "office.read_agreement": "nothing is written", "office.begin_agreement": "nothing is written",
    "office.copy_agreement": "nothing is written", "office.take_agreement": "the view", "office.send_first_run_step": "the view",
}  # fmt: skip


def traces(app):
    """What every page that leaves a trace does, and to what, by its endpoint."""
    with app.app_context():
        return {endpoint: found for endpoint in app.view_functions if (found := trace_of(endpoint))}


def trail(app, **search):
    with app.app_context():
        entries = audit.listed(audit.Search(**search)).rows
        return [(entry.person_name, entry.action, entry.kind, entry.subject) for entry in reversed(entries)]


@pytest.fixture
def contact(sign_in):
    sent = submission("contact", answers={"note": "Brev om varme"})
    send(sign_in("counsellor"), sent)
    return sent["id"]


def test_whatever_changes_something_is_in_the_table_or_leaves_its_trace_elsewhere(app):
    changing = {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods & {"POST", "PUT", "DELETE"}}
    assert changing - traces(app).keys() - ELSEWHERE.keys() == set(), (
        'say so beside its right, as in @allow("…", trace="changed walk"), or in this test where'
    )
    assert ELSEWHERE.keys() - {rule.endpoint for rule in app.url_map.iter_rules()} == set()


def test_every_trace_has_words(app):
    assert {action for action, _kind in traces(app).values()} <= ACTIONS.keys()
    assert {kind for _action, kind in traces(app).values()} - {RECORD} <= KINDS.keys()


def test_opening_a_contact_is_noted_once_while_somebody_looks(app, leader, contact, moment):
    for _ in range(2):
        leader.get(f"/office/records/contact/{contact}")
    assert trail(app) == [("Leder", "saw", "contact", contact)]
    moment.at += timedelta(minutes=11)
    leader.get(f"/office/records/contact/{contact}")
    assert len(trail(app)) == 2


def test_reading_a_list_of_contacts_is_one_line(app, leader, contact):
    leader.get("/office/contacts")
    leader.get("/office/records?form=contact")
    leader.get("/office/records?form=observation")
    assert trail(app) == [("Leder", "saw", "contacts", None), ("Leder", "saw", "records", None)]


def test_what_is_fetched_is_noted_with_the_year_and_before_it_leaves(app, leader, monkeypatch):
    leader.get("/office/workbook/2026.xlsx")
    leader.get("/office/csv/2026/contact.csv")
    with app.app_context():
        facts = [(entry.kind, entry.facts) for entry in reversed(audit.listed(audit.Search()).rows)]
    assert facts == [("workbook", {"year": "2026"}), ("csv", {"year": "2026", "key": "contact"})]

    def full(*_args):
        raise app.extensions["engine"].dialect.dbapi.OperationalError("database or disk is full")

    app.testing = False
    monkeypatch.setattr(app.extensions["engine"].dialect, "do_commit", full)
    answer = leader.get("/office/csv/2026/contact.csv")
    assert answer.status_code == 503
    assert "Dato" not in answer.text


def test_corrections_and_withdrawals_are_noted_without_what_they_say(app, leader, contact):
    page = f"/office/records/contact/{contact}"
    said = ANSWERS["contact"] | {"digital_asked": "true", "note": "Rettet af mig", "csrf_token": token(leader)}
    assert leader.post(f"{page}/amend", data=said | {"seen": 0, "why": "Tastefejl"}).status_code == 303
    post(leader, f"{page}/withdraw", reason="Prøve")
    post(leader, f"{page}/restore")
    assert [line[1] for line in trail(app, subject=contact)] == ["changed", "withdrew", "restored"]
    with app.app_context():
        kept = str(db.session.execute(text("SELECT * FROM audit")).all())
        assert db.session.scalar(select(History.note).where(History.action == "amended")) == "Tastefejl"
    assert not any(word in kept for word in ("Tastefejl", "Rettet af mig", "Prøve", "Brev om varme"))


def test_what_was_refused_is_not_noted(app, sign_in, contact):
    sign_in("host").get(f"/office/records/contact/{contact}")
    sign_in("counsellor", "anden@example.org").get(f"/office/records/contact/{contact}")
    assert trail(app) == []


def test_accounts_and_codes_are_noted(app, leader, walk):
    new = fill(leader, "/office/people/new", name="Bo", email="bo@example.org", role="host")
    id = new.location.rpartition("/")[2]
    post(leader, f"/office/people/{id}/disable")
    post(leader, f"/office/walks/{walk.id}/code")
    assert [line[1:] for line in trail(app)] == [
        ("made", "account", id), ("shut_out", "account", id), ("coded", "walk", walk.id),
    ]  # fmt: skip


def test_signing_in_and_out_and_failing_to_are_noted(app, client):
    anna = make_account(app, role="leader")
    sign(client, "ukendt@example.org", "forkert")
    sign(client, password="forkert")
    sign(client)
    post(client, "/account/sign-out")
    assert trail(app) == [
        ("", "sign_in_failed", "account", None),
        ("", "sign_in_failed", "account", anna),
        ("Anna", "signed_in", None, None),
        ("Anna", "signed_out", None, None),
    ]


def test_commands_are_noted_too(app, tmp_path):
    run(app, "export", "--year", "2026", tmp_path / "out.xlsx")
    assert trail(app) == [("flask", "exported", "workbook", None)]


def test_the_database_itself_refuses_to_change_a_line(app, leader):
    leader.get("/office/contacts")
    with app.app_context(), pytest.raises(DatabaseError, match="only added to"), db.writing() as session:
        session.execute(update(AuditEntry).values(person_name="En anden"))
    with app.app_context():
        assert db.session.scalars(select(AuditEntry.person_name)).all() == ["Leder"]


def test_the_page_shows_the_newest_first_and_finds_by_who_what_and_when(app, leader, sign_in, contact, moment):
    leader.get(f"/office/records/contact/{contact}")
    moment.at += timedelta(days=1)
    sign_in("counsellor").get("/office/contacts")
    leader.get("/office/workbook/2026.xlsx")

    def shown(query=""):
        rows = fromstring(leader.get(f"/office/log{query}").text).xpath("//tbody/tr")
        return [words_of(row) for row in rows]

    assert [row.partition(" 14.40 ")[2] for row in shown()] == [
        "Leder projektleder Hentet ud Excel-arket 2026",
        "Rådgiver rådgiver Set Liste med henvendelser",
        f"Leder projektleder Set Henvendelse {contact[:8]} – vis alt om den",
    ]
    assert len(shown("?group=out")) == 1
    assert len(shown("?since=2026-05-13")) == 2
    assert len(shown("?until=2026-05-12")) == 1
    assert len(shown(f"?subject={contact}")) == 1
    assert shown("?group=deleted") == []
    assert len(shown(f"?person={new_id()}&since=nonsense")) == 0
