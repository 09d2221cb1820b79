"""After a restore a phone asks about its receipts: what nobody here knows, and what is known only as it was before."""

from base64 import b64encode
from hashlib import sha256

import pytest
from accounts import LEADER
from pages import token
from sending import new_id, send, submission
from sqlalchemy import delete, select

from app import intake
from app.base import db
from app.definitions import Observation
from app.maintenance import retention
from app.store import Quarantine, gone


def post(client, body, **headers):
    how = {"data": body} if isinstance(body, str | bytes) else {"json": body}
    return client.post("/api/known", **how, headers={"X-CSRFToken": token(client), **headers})


def ask(client, *records):
    answer = post(client, {"records": [{"id": id, "revision": revision} for id, revision in records]})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    said = answer.get_json()
    assert said.keys() == {"unknown", "older"}
    return said["unknown"], said["older"]


def forget(app, id):
    """As if the record had come after the backup that was restored."""
    with app.app_context(), db.writing() as session:
        session.execute(delete(Observation.table).where(Observation.table.c.id == id))


def test_what_is_not_known_comes_back_as_it_was_sent(app, leader):
    here, lost = submission(), submission()
    send(leader, here, lost)
    forget(app, lost["id"])
    sent_as = lost["id"].upper()
    assert ask(leader, (here["id"], 1), (sent_as, 1)) == ([sent_as], [])
    assert ask(leader) == ([], [])


def test_what_is_known_only_as_it_was_before_is_older(leader):
    sent = submission()
    send(leader, sent, sent | {"revision": 2})
    assert ask(leader, (sent["id"], 1)) == ([], [])
    assert ask(leader, (sent["id"], 2)) == ([], [])
    assert ask(leader, (sent["id"], 3)) == ([], [sent["id"]])


def test_what_waits_or_waited_is_known(app, leader):
    waits, decided = (submission(answers={"kind": "nonsense"}, revision=3) for _number in range(2))
    unreadable = submission(revision="x")
    send(leader, waits, decided, unreadable)
    with app.test_request_context():
        row = db.session.scalar(select(Quarantine.id).where(Quarantine.submission_id == decided["id"]))
        intake.discard(row, LEADER)
    asked = [(each["id"], 3) for each in (waits, decided, unreadable)]
    assert ask(leader, *asked) == ([], [])
    assert ask(leader, (waits["id"], 4), (decided["id"], 4)) == ([], [waits["id"], decided["id"]])


def test_a_withdrawn_and_an_erased_one_are_known_and_so_is_a_history(app, leader):
    withdrawn, erased, gone_since = submission(), submission(), submission()
    send(leader, withdrawn, erased, gone_since, gone_since | {"revision": 2})
    with app.test_request_context():
        intake.withdraw(Observation, withdrawn["id"], LEADER)
        retention.erase(Observation, erased["id"], LEADER)
    forget(app, gone_since["id"])
    assert ask(leader, (withdrawn["id"], 1), (erased["id"], 1), (gone_since["id"], 1)) == ([], [])
    assert ask(leader, (erased["id"], 9), (gone_since["id"], 2)) == ([], [gone_since["id"]])


@pytest.mark.parametrize("what", [gone.ERASED, gone.WITHDRAWN, gone.DISCARDED])
def test_what_is_gone_is_known_though_this_database_never_had_it(app, leader, what):
    id = new_id()
    with app.app_context(), db.writing() as session:
        gone.note(session, what, id)
    assert ask(leader, (id.upper(), 5)) == ([], [])
    with app.app_context(), db.writing() as session:
        gone.note(session, what, id, undone=True)
    assert ask(leader, (id, 5)) == ([id], [])


def test_a_guest_may_ask_and_a_stranger_not(app, client, joined, make_walk):
    id = new_id()
    assert ask(joined(make_walk()), (id, 1)) == ([id], [])
    assert client.post("/api/known", data="[" * 2_000_000).status_code == 401


def test_the_token_and_the_limit_of_sync(app, leader, monkeypatch):
    assert leader.post("/api/known", json={"records": []}).status_code == 403
    monkeypatch.setitem(app.config, "FELTBOG_SYNC_PER_MINUTE", 2)
    answers = [send(leader), post(leader, {"records": []}), post(leader, {"records": []})]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def receipt(**changes):
    return {"records": [{"id": new_id(), "revision": 1}, {"id": new_id(), "revision": 1} | changes]}


@pytest.mark.parametrize(
    ("body", "fault", "index"),
    [
        ("", "not JSON", None),
        ("[]", "object", None),
        ({}, "`records`", None),
        ({"records": {}}, "`records`", None),
        ('{"records": [], "records": []}', "twice", None),
        ("[" * 100_000, "50 levels", None),
        ({"records": ["x"]}, "object", 0),
        *((receipt(id=id), "UUID", 1) for id in (None, 5, "x", "d0000000000040008000000000000001")),
        *((receipt(revision=raw), "whole number from 1", 1) for raw in (0, -1, True, 1.5, "1", None, 2**31)),
    ],
)  # fmt: skip
def test_what_is_malformed_is_400_and_names_the_fault(leader, body, fault, index):
    answer = post(leader, body)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert fault in answer.get_json()["detail"]
    assert answer.get_json().get("index") == index


def test_a_thousand_are_answered_and_more_are_413(leader):
    many = [(new_id(), 1) for _number in range(1000)]
    assert ask(leader, *many) == ([id for id, _revision in many], [])
    answer = post(leader, {"records": [{"id": new_id(), "revision": 1} for _number in range(1001)]})
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert post(leader, "[" * (1024 * 1024 + 1)).status_code == 413


def test_a_body_that_was_damaged_on_its_way_is_460(leader):
    body = b'{"records": []}'
    right, wrong = (f"sha-256=:{b64encode(sha256(each).digest()).decode()}:" for each in (body, body + b" "))
    assert post(leader, body, **{"Content-Digest": right}).status_code == 200
    assert post(leader, body, **{"Content-Digest": wrong}).status_code == 460
