"""Whatever is lost, repeated, mixed up or raced: each record is there exactly once, with its highest revision."""

import json
import threading
import uuid

import pytest
from accounts import enter
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import token
from sending import DEVICE, new_id, send, statuses, submission
from sqlalchemy import select

from app import create_app
from app.base import db
from app.definitions import Observation, forms
from app.store import Quarantine

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=6,
)
together = settings(max_examples=25, database=None)


@together
@given(data=st.data())
def test_any_order_of_any_repeats_ends_with_the_highest_revision(data, app, leader):
    """A phone sends revisions upwards, and may repeat any of them at any time, in any batches."""
    sent = submission()
    revisions = [
        sent | {"revision": number, "answers": sent["answers"] | {"place": f"Blok {number}"}} for number in (1, 2, 3)
    ]
    sequence = data.draw(st.lists(st.sampled_from(revisions), min_size=1, max_size=12))
    for start in range(0, len(sequence), 3):
        assert set(statuses(send(leader, *sequence[start : start + 3]))) <= {"stored", "updated", "unchanged", "stale"}
    highest = max(item["revision"] for item in sequence)
    table = Observation.table
    with app.app_context():
        (row,) = db.session.execute(select(table).where(table.c.id == sent["id"])).mappings()
        assert (row["revision"], row["place"]) == (highest, f"Blok {highest}")
        assert db.session.scalars(select(Quarantine)).all() == []


@together
@given(
    item=st.fixed_dictionaries(
        {},
        optional={
            "form": st.sampled_from([form.name for form in forms.every()]) | json_values,
            "version": json_values,
            "revision": st.integers(1, 3) | json_values,
            "captured_at": st.just("2026-05-12T14:32:05+02:00") | st.datetimes().map(str) | json_values,
            "answers": st.dictionaries(
                st.sampled_from([name for form in forms.every() for name in form.questions]) | st.text(), json_values
            )
            | json_values,
        },
    )
)
def test_anything_with_an_id_is_stored_or_kept_whole(item, app, leader):
    item = {"id": new_id(), **item}
    (status,) = statuses(send(leader, item))
    assert status in {"stored", "quarantined"}
    assert statuses(send(leader, item))[0] in {"unchanged", "quarantined"}
    if status == "quarantined":
        with app.app_context():
            (row,) = db.session.scalars(select(Quarantine).where(Quarantine.submission_id == item["id"]))
            assert json.loads(row.content)["id"] == item["id"]
            assert row.content.isascii()


@together
@given(body=json_values.map(json.dumps) | st.text() | st.binary())
def test_any_body_is_a_named_error(body, leader):
    answer = leader.post("/api/sync", data=body, headers={"X-CSRFToken": token(leader)})
    assert answer.status_code in {200, 400}
    if answer.status_code == 400:
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["detail"]


def test_eight_phones_racing_with_the_same_records_store_each_once(app, make_user):
    """Threads, each with an app of its own on one database, as several servers would have."""
    user = make_user("leader")
    ids = [str(uuid.uuid4()) for _ in range(20)]
    sent = [submission(id=id) for id in ids]
    seen: list[str] = []

    def phone(server: Flask) -> None:
        browser = enter(server, user)
        seen.extend(statuses(send(browser, *sent, device=new_id())))
        with server.app_context():
            db.engine().dispose()

    servers = [create_app({"FELTBOG_INSTANCE": app.config["FELTBOG_INSTANCE"], "TESTING": True}) for _ in range(8)]
    phones = [threading.Thread(target=phone, args=[server]) for server in servers]
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    assert sorted(seen) == ["stored"] * 20 + ["unchanged"] * 140
    with app.app_context():
        assert len(db.session.execute(select(Observation.table)).all()) == 20


@pytest.mark.parametrize("step", ["do_commit", "do_executemany", "do_execute"])
def test_nothing_is_acknowledged_that_was_not_committed(step, app, leader, monkeypatch):
    sent = [submission(), submission()]
    headers = {"X-CSRFToken": token(leader)}
    app.testing = False

    def fail(*_args):
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(app.extensions["engine"].dialect, step, fail)
        answer = leader.post("/api/sync", json={"device": DEVICE, "submissions": sent}, headers=headers)
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "disk" not in answer.get_data(as_text=True)
    assert statuses(send(leader, *sent)) == ["stored"] * 2
