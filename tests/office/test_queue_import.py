"""A phone's file is read, shown, and taken in through intake, once however often it is chosen."""

import json
from base64 import b64encode

import picturing
import pytest
from pages import post, text, upload
from sending import DEVICE, new_id, send, statuses, submission

PHONE = "e0000000-0000-4000-8000-000000000001"


def queue(*submissions, **members):
    """A file as a phone saves it."""
    return {
        "feltbog": "queue", "device": PHONE, "exported_at": "2026-05-12T12:00:00Z", "as": "phone",
        "submissions": list(submissions),
    } | members  # fmt: skip


def choose(client, content):
    """Choose a file on the page; JSON where it is not bytes."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return upload(client, "/office/import", "file", body, "feltbog.json")


def test_nothing_is_taken_in_before_the_leader_has_seen_what_it_is(leader, make_event):
    content = queue(submission(), submission(), submission("attendance", {"event": make_event().id}))
    answer = choose(leader, content)
    assert answer.status_code == 303
    page = text(leader.get(answer.location))
    assert "Indlæs 3 registreringer?" in page
    assert "Observationer 2 Fremmøde 1 Telefon har ikke sendt før" in page
    assert "Der er ikke modtaget noget endnu." in text(leader.get("/office/"))


def test_the_result_is_told_by_what_became_of_each(leader):
    good, bad = submission(), submission(answers={"kind": "maybe"})
    first = post(leader, choose(leader, queue(good, bad)).location)
    assert "Gemt som nye 1 Venter til gennemsyn 1" in text(first)
    again = post(leader, choose(leader, queue(good, bad)).location)
    assert "Var allerede modtaget 1 Venter til gennemsyn 1" in text(again)
    assert "Vis alle 1" in text(leader.get("/office/"))


def test_a_long_queue_is_taken_in_by_the_hundred(leader):
    answer = choose(leader, queue(*(submission() for _each in range(250))))
    assert "Gemt som nye 250" in text(post(leader, answer.location))
    assert "Vis alle 250" in text(leader.get("/office/"))


def test_the_phone_still_finds_its_records_when_it_sends_by_itself(leader, joined, walk):
    phone = joined(walk)
    record = submission(answers={"walk": walk.id})
    send(phone, submission(), device=PHONE, pending=1)
    post(leader, choose(leader, queue(record)).location)
    assert "usendte" not in text(leader.get("/office/"))
    assert statuses(send(phone, record, device=PHONE)) == ["unchanged"]
    corrected = record | {"revision": 2, "answers": record["answers"] | {"kind": "good"}}
    assert statuses(send(phone, corrected, device=PHONE)) == ["updated"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Vælg den fil, som telefonen gemte."),
        (b"PK\x03\x04 a workbook", "Det er ikke en kø fra Feltbog."),
        (b"[" * 100_000, "Det er ikke en kø fra Feltbog."),
        (b"\xff\xfe\x00", "Det er ikke en kø fra Feltbog."),
        ({"type": "FeatureCollection"}, "Det er ikke en kø fra Feltbog."),
        ([1, 2], "Det er ikke en kø fra Feltbog."),
        (queue(device="mine"), "Filen er beskadiget"),
        (queue("no object"), "Filen er beskadiget"),
        (queue(), "der er ingen registreringer i den"),
    ],
    ids=str,
)
def test_a_file_that_is_something_else_is_refused_in_words(leader, content, message):
    page = choose(leader, content)
    assert page.status_code == 422
    assert message in text(page)


def test_more_than_other_requests_may_hold_is_fine_up_to_the_limit(leader):
    long = [submission(answers={"description": "x" * 1000}) for _each in range(1100)]
    assert len(json.dumps(queue(*long))) > 1024 * 1024
    assert choose(leader, queue(*long)).status_code == 303
    assert choose(leader, b" " * (33 * 1024 * 1024)).status_code == 413
    assert "på højst 32 MB" in text(leader.get("/office/import"))


def test_a_file_is_held_for_its_person_alone_and_not_for_long(leader, sign_in, moment):
    address = choose(leader, queue(submission())).location
    other = sign_in("leader", "anden@example.org")
    assert "Vælg den igen." in text(other.get(address))
    moment.set("2026-05-12T13:11:00+00:00")
    assert "Vælg den igen." in text(leader.get(address))
    assert post(leader, address).status_code == 422


def test_a_file_is_taken_in_once_for_each_time_that_it_was_chosen(leader):
    address = choose(leader, queue(submission())).location
    assert post(leader, address).status_code == 200
    assert post(leader, address).status_code == 422


def test_the_leader_is_told_whose_phone_it_was(leader):
    send(leader, submission(), device=DEVICE)
    page = text(leader.get(choose(leader, queue(submission(), device=DEVICE)).location))
    assert "Telefon D000 · Leder" in page
    assert "Indlæs 1 registrering?" in page


def test_the_photos_in_it_are_told_and_shown_with_their_records(leader):
    photo = {"id": new_id(), "data": b64encode(picturing.file(picturing.scene())).decode()}
    sent = submission(answers={"photos": [photo["id"]]}, version=2)
    answer = choose(leader, queue(sent, photos=[photo, {"id": new_id(), "data": ""}]))
    assert "Fotos 2" in text(leader.get(answer.location))
    assert "Fotos modtaget 1 Fotos, der ikke kan bruges 1" in text(post(leader, answer.location))
    assert leader.get(f"/office/photos/{photo['id']}").status_code == 200
