"""A phone's exported queue is taken in as its owner's, whatever has become of the phone's session."""

import json

import pytest
from conftest import DEVICE, send, statuses, submission
from sqlalchemy import select

from app import db, queue_file
from app.access import LEADER, Person
from app.forms import Contact, Observation
from app.intake import accept

IMPORTER = Person("00000000-0000-4000-8000-000000000000", "flask", LEADER)


def take_in(app, owner, *submissions):
    body = json.dumps({"feltbog": "queue", "device": DEVICE, "as": owner, "submissions": submissions}).encode()
    with app.app_context():
        queue = queue_file.read_queue_file(body)
        results = accept(queue_file.sender(queue, IMPORTER), queue.submissions, device=queue.device)
    return [result["status"] for result in results]


def rows(app, form):
    with app.app_context():
        return [dict(row) for row in db.session.execute(select(form.table)).mappings()]


def test_a_counsellors_contacts_stay_their_own(app, make_user, sign_in):
    counsellor, sent = make_user("counsellor"), submission("contact")
    assert take_in(app, counsellor, sent) == ["stored"]
    assert rows(app, Contact)[0]["user_id"] == counsellor
    assert statuses(send(sign_in("counsellor"), sent, sent | {"revision": 2})) == ["unchanged", "updated"]


def test_a_code_long_expired_means_the_walk_that_was_joined(app, joined, make_walk, moment):
    walk = make_walk()
    phone = joined(walk)
    guest = phone.get("/api/session").get_json()["user"]["id"]
    moment.set("2027-01-15T10:00:00+00:00")
    assert take_in(app, guest, submission(), submission()) == ["stored", "stored"]
    assert {(row["walk"], row["user_id"]) for row in rows(app, Observation)} == {(walk.id, guest)}


@pytest.mark.parametrize("owner", [None, "phone", "d0000000-0000-4000-8000-00000000000f"])
def test_an_owner_that_nobody_knows_leaves_it_with_the_importer(owner, app):
    assert take_in(app, owner, submission()) == ["stored"]
    assert rows(app, Observation)[0]["user_id"] == IMPORTER.id
