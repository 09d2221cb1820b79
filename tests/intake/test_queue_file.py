"""A phone's exported queue is taken in as its owner's, whatever has become of the phone's session."""

import json
from base64 import b64encode

import picturing
import pytest
from sending import DEVICE, new_id, send, statuses, submission
from sqlalchemy import select

from app import photos
from app.access import LEADER, Person
from app.base import db
from app.definitions import Contact, Observation
from app.intake import accept, queue_file

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


def test_a_code_long_expired_means_the_walk_that_was_joined(app, joined, walk, moment):
    phone = joined(walk)
    guest = phone.get("/api/session").get_json()["user"]["id"]
    moment.set("2027-01-15T10:00:00+00:00")
    assert take_in(app, guest, submission(), submission()) == ["stored", "stored"]
    assert {(row["walk"], row["user_id"]) for row in rows(app, Observation)} == {(walk.id, guest)}


@pytest.mark.parametrize("owner", [None, "phone", "d0000000-0000-4000-8000-00000000000f"])
def test_an_owner_that_nobody_knows_leaves_it_with_the_importer(owner, app):
    assert take_in(app, owner, submission()) == ["stored"]
    assert rows(app, Observation)[0]["user_id"] == IMPORTER.id


def test_photos_come_along_once_and_a_spoilt_one_keeps_nobody_waiting(app):
    good, spoilt = new_id(), new_id()
    sent = submission(answers={"photos": [good, spoilt]}, version=2)
    pictures = [
        {"id": good.upper(), "data": b64encode(picturing.telling()).decode()},
        {"id": spoilt, "data": b64encode(b"not a picture").decode()},
    ]
    file = {"feltbog": "queue", "device": DEVICE, "as": None, "submissions": [sent], "photos": pictures}
    for _again in range(2):
        with app.app_context():
            queue = queue_file.read_queue_file(json.dumps(file).encode())
            sender = queue_file.sender(queue, IMPORTER)
            accept(sender, queue.submissions, device=queue.device)
            assert list(queue_file.take_photos(queue, sender)) == ["received", "refused"]
            assert photos.of("observation", [sent["id"]]) == {sent["id"]: [good]}


@pytest.mark.parametrize(
    "damaged", ["text", [5], [{}], [{"id": "x", "data": ""}], [{"id": DEVICE, "data": "?"}], {"a": 1}]
)
def test_a_file_whose_photos_cannot_be_read_is_refused_whole(damaged, app):
    file = {"feltbog": "queue", "device": DEVICE, "submissions": [], "photos": damaged}
    with app.app_context(), pytest.raises(ValueError, match="photos"):
        queue_file.read_queue_file(json.dumps(file).encode())
