"""A photo is taken in once, by whoever may send what asks for it, before or after the record; and shown in the office."""

from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import picturing
import pytest
from pages import post, token
from PIL import Image
from sending import DEVICE, count, new_id, send, statuses, submission
from sqlalchemy import event, select, update

from app import intake, maintenance, photos
from app.access import Person
from app.base import clock, db
from app.definitions import Observation
from app.store import Code, Photo, PhotoUse, Quarantine

PHOTO = picturing.telling()
OTHER = picturing.file(picturing.scene(32, 32), "PNG")


@pytest.fixture
def walker(joined, make_walk):
    return joined(make_walk())


def put(client, id, body=PHOTO, **headers):
    return client.put(f"/api/photos/{id}", data=body, headers={"X-CSRFToken": token(client), **headers})


def acknowledged(response):
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def observation(*ids, **more):
    return submission(answers={"photos": list(ids)}, version=2, **more)


def missing(response):
    assert response.status_code == 200
    return [result["missing_photos"] for result in response.get_json()["results"]]


def used(app):
    """(kind, subject, photo) of everything that has photos."""
    with app.app_context():
        rows = db.session.execute(select(PhotoUse.kind, PhotoUse.subject_id, PhotoUse.photo_id))
        return {tuple(row) for row in rows}


def test_what_is_answered_is_the_body_that_was_received(app, walker):
    id = new_id()
    answer = put(walker, id.upper())
    assert acknowledged(answer) == {
        "id": id.upper(),
        "sha256": sha256(PHOTO).hexdigest(),
        "bytes": len(PHOTO),
        "received_at": "2026-05-12T12:40:00Z",
    }
    assert answer.headers["Cache-Control"] == "no-store"
    with app.app_context():
        kept = photos.find(id)
        assert kept.picture.startswith(b"\xff\xd8")
        assert picturing.SECRET not in kept.picture


def test_what_came_after_a_backup_says_so_whatever_the_clock_says(app, walker, tmp_path, moment):
    through = moment.at + timedelta(hours=3)
    moment.at = through
    with app.app_context():
        maintenance.back_up(tmp_path / "b.zip")
    moment.at -= timedelta(hours=2)
    said = acknowledged(put(walker, new_id()))
    assert clock.parse(said["received_at"]) == through


def test_a_repeat_is_fine_and_another_body_is_409(app, walker, leader):
    id = new_id()
    first = acknowledged(put(walker, id))
    assert acknowledged(put(walker, id)) == acknowledged(put(leader, id)) == first
    refused = put(walker, id, OTHER)
    assert (refused.status_code, refused.mimetype) == (409, "application/problem+json")
    assert acknowledged(put(walker, id)) == first
    assert count(app, Photo) == 1


def test_it_comes_before_or_after_its_record(walker):
    before, after, never = new_id(), new_id(), new_id()
    acknowledged(put(walker, before))
    sent = observation(before, after.upper(), never)
    assert missing(send(walker, sent)) == [[after.upper(), never]]
    acknowledged(put(walker, after))
    again = send(walker, sent)
    assert statuses(again) == ["unchanged"]
    assert missing(again) == [[never]]


def test_one_that_never_comes_is_missed_until_a_revision_is_without_it(app, walker):
    never, here = new_id(), new_id()
    acknowledged(put(walker, here))
    sent = observation(never, here)
    assert missing(send(walker, sent)) == [[never]]
    answer = send(walker, sent | {"revision": 2, "answers": sent["answers"] | {"photos": [here]}})
    assert (statuses(answer), missing(answer)) == (["updated"], [[]])
    assert used(app) == {("observation", sent["id"], here)}
    answer = send(walker, sent)
    assert (statuses(answer), used(app)) == (["stale"], {("observation", sent["id"], here)})


def test_each_submission_misses_its_own(walker):
    here, away = new_id(), new_id()
    acknowledged(put(walker, here))
    answer = send(walker, submission(), observation(here), observation(away), observation(away, answers_too="ignored"))
    assert missing(answer) == [[], [], [away], [away]]
    stale = observation(away, revision=2)
    assert missing(send(walker, stale, stale | {"revision": 1, "captured_at": "2026-05-12T14:30:00+02:00"})) == [
        [away],
        [away],
    ]


def test_a_submission_without_photos_costs_no_statement(app, make_user):
    counts = []
    with app.app_context():
        leader = Person(make_user("leader"), "Leder", "leader")
        event.listen(db.engine(), "before_cursor_execute", lambda *_: counts.append(1))

        def cost(*items):
            counts.clear()
            read = [intake.Submission(**{name: item[name] for name in ("id", "form", "version", "revision", "captured_at", "answers")}) for item in items]  # fmt: skip
            intake.accept(leader, read)
            return len(counts)

        cost(submission())  # the agreements are asked for once a request
        without = cost(submission(), submission())
        assert cost(*(submission() for _ in range(20))) == without
        assert cost(*(observation(new_id(), new_id()) for _ in range(20))) == without + 4


def test_one_that_waits_for_review_keeps_its_photos_and_takes_them_along(app, leader, walker, make_user):
    arrived, late = new_id(), new_id()
    acknowledged(put(walker, arrived))
    sent = observation(arrived, late, captured_at="2026-05-12T14:32:05+02:00") | {"version": 99}
    answer = send(walker, sent)
    assert (statuses(answer), missing(answer)) == (["quarantined"], [[late]])
    assert used(app) == {("quarantine", sent["id"], arrived), ("quarantine", sent["id"], late)}
    with app.app_context():
        row = db.session.scalars(select(Quarantine)).one()
        answers = intake.review.known_answers(row)
        cleaned = intake.repair(row.id, answers, Person(make_user("leader"), "Leder", "leader"))
        assert cleaned.errors == {}
    acknowledged(put(walker, late))
    with app.app_context():
        assert photos.of("observation", [sent["id"]]) == {sent["id"]: [arrived, late]}


def test_of_two_copies_that_are_both_kept_each_has_its_own(app, walker, make_user):
    first, second = new_id(), new_id()
    record = observation(first)
    send(walker, record, record | {"answers": record["answers"] | {"photos": [second]}})
    with app.app_context():
        row = db.session.scalars(select(Quarantine)).one()
        intake.keep_both(row.id, intake.review.known_answers(row), Person(make_user("leader"), "Leder", "leader"))
        ids = set(db.session.scalars(select(Observation.table.c.id)))
    (copy,) = ids - {record["id"]}
    assert {use for use in used(app) if use[0] == "observation"} == {
        ("observation", record["id"], first),
        ("observation", copy, second),
    }


@pytest.mark.parametrize(
    "named",
    ["nonsense", [5], [None], ["x"], {"a": 1}, [new_id() for _ in range(4)], [[new_id()]]],
    ids=["text", "number", "null", "no UUID", "object", "four", "nested"],
)
def test_what_is_no_list_of_at_most_three_ids_is_for_review(walker, named):
    answer = send(walker, submission(answers={"photos": named}, version=2))
    assert statuses(answer) == ["quarantined"]
    wanted = [id for id in named if isinstance(id, str)] if isinstance(named, list) and len(named) == 4 else []
    assert missing(answer) == [wanted]


def test_a_correction_lets_go_of_what_it_leaves_out(app, walker):
    one, two, three = new_id(), new_id(), new_id()
    sent = observation(one, two)
    for id in (one, two, three):
        acknowledged(put(walker, id))
    send(walker, sent)
    revised = sent | {"revision": 2, "answers": sent["answers"] | {"photos": [three, one]}}
    assert statuses(send(walker, revised)) == ["updated"]
    with app.app_context():
        assert photos.of("observation", [sent["id"]]) == {sent["id"]: [three, one]}
    # Several revisions in one request are as one.
    other = observation(one)
    assert statuses(send(walker, other, other | {"revision": 2, "answers": sent["answers"] | {"photos": [two]}})) == [
        "stored",
        "updated",
    ]
    with app.app_context():
        assert photos.of("observation", [other["id"]]) == {other["id"]: [two]}


def test_a_form_of_the_version_before_photos_is_still_taken(walker):
    assert statuses(send(walker, submission(version=1))) == ["stored"]


BAD = {
    "empty": (b"", 422),
    "a PDF": (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", 422),
    "HEIC": (b"\0\0\0\x18ftypheic" + b"\0" * 40, 422),
    "cut off": (PHOTO[: len(PHOTO) // 2], 422),
    "200 megapixels": (picturing.wide_png(20_000, 10_000), 422),
    "moving": (picturing.moving("WEBP"), 422),
    "over 8 MiB": (b"\xff" * (8 * 1024 * 1024 + 1), 413),
}


@pytest.mark.parametrize(("body", "status"), BAD.values(), ids=BAD)
def test_what_cannot_be_kept_is_refused_in_words_and_leaves_the_id_free(body, status, walker):
    id = new_id()
    refused = put(walker, id, body)
    assert (refused.status_code, refused.mimetype) == (status, "application/problem+json")
    assert refused.get_json()["detail"]
    acknowledged(put(walker, id))


def test_eight_mebibytes_are_taken(walker):
    body = OTHER + b"\0" * (8 * 1024 * 1024 - len(OTHER))
    assert acknowledged(put(walker, new_id(), body))["bytes"] == 8 * 1024 * 1024


def test_an_id_that_is_no_uuid_is_404(walker):
    for id in ("1", "d0000000000040008000000000000001", "d0000000-0000-4000-8000-00000000000g"):
        assert put(walker, id).status_code == 404


def test_who_may_not_send_observations_may_send_no_photos(client, sign_in, joined, make_event, walker):
    assert client.put(f"/api/photos/{new_id()}", data=PHOTO).status_code == 401
    assert walker.put(f"/api/photos/{new_id()}", data=PHOTO).status_code == 403
    for other in (sign_in("counsellor"), sign_in("host"), sign_in("party"), joined(make_event())):
        assert put(other, new_id()).status_code in {401, 403}
    acknowledged(put(sign_in("leader"), new_id()))


def test_a_code_that_was_replaced_still_sends_and_an_expired_one_does_not(app, walker, moment):
    with app.app_context(), db.writing() as session:
        session.execute(update(Code).values(revoked_at=moment.at))
    acknowledged(put(walker, new_id()))
    moment.set("2026-08-11T10:00:00+00:00")
    assert put(walker, new_id()).status_code == 401


def test_a_61st_that_belongs_to_nothing_is_429_for_that_session_alone(walker, leader):
    ids = [new_id() for _ in range(61)]
    for id in ids[:60]:
        acknowledged(put(walker, id, OTHER))
    refused = put(walker, ids[60], OTHER)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    acknowledged(put(walker, ids[0], OTHER))
    acknowledged(put(leader, new_id(), OTHER))
    # One that a record names is wanted, and a record makes room for others.
    named = new_id()
    send(walker, observation(ids[0], ids[1], named))
    acknowledged(put(walker, named, OTHER))
    acknowledged(put(walker, ids[60], OTHER))


def test_too_many_a_minute_are_429_and_records_go_on(app, walker, monkeypatch):
    monkeypatch.setitem(app.config, "FELTBOG_SYNC_PER_MINUTE", 2)
    assert [put(walker, new_id(), OTHER).status_code for _ in range(3)] == [200, 200, 429]
    assert statuses(send(walker, submission())) == ["stored"]


def shown(client, id, small=False):
    return client.get(f"/office/photos/{id}{'/small' if small else ''}")


def test_the_office_shows_it_to_the_leader_and_to_no_one_else(leader, walker, sign_in, client):
    id = new_id()
    acknowledged(put(walker, id))
    for small, width in ((False, 640), (True, 320)):
        answer = shown(leader, id, small)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert "no-store" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert Image.open(BytesIO(answer.get_data())).width == width
        tag = {"If-None-Match": answer.headers["ETag"]}
        assert leader.get(answer.request.path, headers=tag).status_code == 304
    for other in (sign_in("counsellor"), sign_in("host"), sign_in("party")):
        assert shown(other, id).status_code in {403, 404}
    for stranger in (walker, client):
        assert shown(stranger, id).status_code in {302, 403}
    assert shown(leader, new_id()).status_code == 404
    assert shown(leader, "nonsense").status_code == 404


def test_the_record_shows_its_photos_and_may_lose_one(app, leader, walker):
    here, late = new_id(), new_id()
    acknowledged(put(walker, here))
    sent = observation(here, late)
    send(walker, sent)
    page = leader.get(f"/office/records/observation/{sent['id']}").get_data(as_text=True)
    assert f'src="/office/photos/{here}/small"' in page
    assert f"/office/photos/{late}" not in page
    assert "1 foto er ikke kommet endnu" in page
    form = {"kind": "improve", "category": "lighting", "place": "Blok 7", "photos": [here], "seen": "0"}
    address = f"/office/records/observation/{sent['id']}/amend"
    assert f'value="{late}" checked' in leader.get(address).get_data(as_text=True)
    assert post(leader, address, **form).status_code == 303
    with app.app_context():
        assert photos.of("observation", [sent["id"]]) == {sent["id"]: [here]}
    assert used(app) == {("observation", sent["id"], here)}
    # What the phone sends after that is for review, with the photo it names.
    revised = sent | {"revision": 2}
    assert statuses(send(walker, revised, device=DEVICE)) == ["quarantined"]


def test_a_photo_that_was_damaged_on_its_way_can_still_come_under_its_id(walker):
    id, digest = new_id(), f"sha-256=:{b64encode(sha256(PHOTO).digest()).decode()}:"
    assert put(walker, id, OTHER, **{"Content-Digest": digest}).status_code == 460
    assert acknowledged(put(walker, id, **{"Content-Digest": digest}))["bytes"] == len(PHOTO)
