"""The sync API refuses whole requests in a fixed order, each with words that a program and a person can use."""

import gzip
import json
from base64 import b64encode
from hashlib import sha256

import pytest
from accounts import enter
from pages import token
from sending import DEVICE, send, statuses, submission

from app.activities import scheduling
from app.store import Event, Walk


def post(client, body, **headers):
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post("/api/sync", data=data, headers={"X-CSRFToken": token(client), **headers})


def test_a_stranger_is_401_before_everything_else(client):
    answer = client.post("/api/sync", data="[" * 2_000_000)
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_a_missing_or_wrong_token_is_403_before_the_body_is_looked_at(leader):
    assert leader.post("/api/sync", data="nonsense").status_code == 403
    assert leader.post("/api/sync", data="nonsense", headers={"X-CSRFToken": "wrong"}).status_code == 403


def test_a_token_in_a_form_s_field_counts_for_nothing_in_the_api(leader):
    """Another site's form could send that; a header it cannot."""
    for name in ("csrf_token", "a-csrf_token"):
        answer = leader.post("/api/sync", data={name: token(leader)})
        assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
        assert answer.get_json()["detail"] == "The CSRF token is missing."


def test_too_many_requests_are_429_and_say_when(app, make_user, monkeypatch):
    monkeypatch.setitem(app.config, "FELTBOG_SYNC_PER_MINUTE", 3)
    browser = enter(app, make_user("leader"))
    answers = [send(browser) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].mimetype == "application/problem+json"


def test_a_megabyte_is_413_before_its_json_is_read(leader):
    assert post(leader, "[" * (1024 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("\ufeff{}", "not JSON"),
        ("[]", "object"),
        ('{"submissions": []}', "`device`"),
        ({"device": "phone", "submissions": []}, "`device`"),
        ({"device": DEVICE}, "`submissions`"),
        ({"device": DEVICE, "submissions": {}}, "`submissions`"),
        ({"device": DEVICE, "submissions": [], "pending": "five"}, "`pending`"),
        ({"device": DEVICE, "submissions": [], "pending": -1}, "`pending`"),
        ({"device": DEVICE, "submissions": [], "drafts": -1}, "`drafts`"),
        ({"device": DEVICE, "submissions": [], "as": 5}, "`as`"),
        (f'{{"device": "{DEVICE}", "device": "{DEVICE}", "submissions": []}}', "twice"),
        (f'{{"device": "{DEVICE}", "submissions": [NaN]}}', "NaN"),
        (f'{{"device": "{DEVICE}", "submissions": [{"9" * 5000}]}}', "not JSON"),
        ("[" * 100_000, "50 levels"),
        ('{"a":' * 60 + "1" + "}" * 60, "50 levels"),
    ],
)
def test_a_malformed_envelope_is_400_and_names_the_fault(body, fault, leader):
    answer = post(leader, body)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert fault in answer.get_json()["detail"]


@pytest.mark.parametrize("item", [5, None, [], {}, {"id": 5}, {"id": "5"}, {"id": "d0000000000040008000000000000001"}])
def test_an_item_without_a_readable_id_is_400_with_its_index(item, leader):
    answer = post(leader, {"device": DEVICE, "submissions": [submission(), item]})
    assert (answer.status_code, answer.get_json()["index"]) == (400, 1)


def test_a_gzip_bomb_is_not_unpacked(leader):
    answer = post(leader, gzip.compress(b"0" * 50_000_000), **{"Content-Encoding": "gzip"})
    assert answer.status_code == 415


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip", "deflate", "br", "zstd", "gzip, br"])
@pytest.mark.parametrize("path", ["sync", "known", "join"])
def test_what_is_packed_is_415_and_told_to_come_unpacked(leader, path, encoding):
    headers = {"X-CSRFToken": token(leader), "Content-Encoding": encoding}
    answer = leader.post(f"/api/{path}", data=gzip.compress(b"{}"), headers=headers)
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")
    assert f"Indholdet er pakket ({encoding.lower()}). Send det upakket" in answer.get_json()["detail"]
    assert answer.headers["Accept-Encoding"] == "identity"


def test_a_photo_that_is_packed_is_415_too(leader):
    headers = {"X-CSRFToken": token(leader), "Content-Encoding": "gzip"}
    answer = leader.put(f"/api/photos/{DEVICE}", data=gzip.compress(b"picture"), headers=headers)
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1", "windows-1252", "nonsense"])
def test_another_charset_is_415_and_named(leader, charset):
    answer = post(leader, "{}", **{"Content-Type": f"application/json; charset={charset}"})
    assert answer.status_code == 415
    assert answer.get_json()["detail"] == f"Indholdet er i tegnsættet {charset}. Send det som UTF-8."


@pytest.mark.parametrize("written", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_what_is_no_utf_8_is_415(leader, written):
    answer = post(leader, json.dumps({"device": DEVICE, "submissions": []}).encode(written))
    assert answer.status_code == 415
    assert "Send det som UTF-8." in answer.get_json()["detail"]


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
def test_utf_8_by_any_name_is_taken(leader, charset):
    body = json.dumps({"device": DEVICE, "submissions": []})
    headers = {"Content-Type": f"application/json; charset={charset}", "Content-Encoding": "identity"}
    assert post(leader, body, **headers).status_code == 200


@pytest.mark.parametrize(("body", "said"), [("", "tomt"), (" \r\n", "tomt"), ("\ufeff{}", "uden BOM")])
def test_nothing_and_a_mark_before_it_are_400_and_say_what_to_do(leader, body, said):
    answer = post(leader, body)
    assert answer.status_code == 400
    assert said in answer.get_json()["detail"]


def test_over_a_hundred_are_413(leader):
    assert post(leader, {"device": DEVICE, "submissions": [submission() for _ in range(101)]}).status_code == 413


def test_somebody_elses_queue_is_409_and_nothing_is_kept(leader, make_user):
    other = make_user("counsellor")
    sent = submission()
    assert send(leader, sent, **{"as": other}).status_code == 409
    assert statuses(send(leader, sent, **{"as": make_user("leader").upper()})) == ["stored"]


def test_a_name_twice_in_an_item_is_for_review_and_the_rest_go_on(leader):
    good, doubled = (json.dumps(submission()) for _ in range(2))
    doubled = doubled.replace('"kind": "improve"', '"kind": "improve", "kind": "good"')
    answer = post(leader, f'{{"device": "{DEVICE}", "submissions": [{good}, {doubled}]}}')
    assert statuses(answer) == ["stored", "quarantined"]


def test_unknown_members_beside_the_answers_are_ignored(leader):
    assert statuses(send(leader, submission(colour="green"), model="phone")) == ["stored"]


def test_an_unknown_path_of_the_api_is_a_problem_too(client):
    assert client.get("/api/nothing").mimetype == "application/problem+json"
    assert client.get("/api/sync").status_code == 405


def test_a_disabled_walk_or_event_disappears_from_the_reference_but_a_repeat_is_304(leader, make_walk, make_event, app):
    walk, event = make_walk(), make_event(doors="Hoveddøren\nBagdøren")
    make_walk("Om en måned", date=walk.date.replace(month=6))
    first = leader.get("/api/reference")
    assert [one["id"] for one in first.get_json()["walks"]] == [walk.id]
    assert [door["name"] for door in first.get_json()["events"][0]["doors"]] == ["Hoveddøren", "Bagdøren"]
    assert "private" in first.headers["Cache-Control"]
    assert leader.get("/api/reference", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    with app.app_context():
        scheduling.cancel(Walk, walk.id, cancelled=True)
        scheduling.close(Event, event.id, closed=True)
    after = leader.get("/api/reference", headers={"If-None-Match": first.headers["ETag"]}).get_json()
    assert (after["walks"], after["events"]) == ([], [])


def test_a_phone_at_a_door_is_counted_for_the_next_one(host, make_event):
    event = make_event(doors="Hoveddøren")
    send(host, submission("attendance", {"event": event.id, "door": "Hoveddøren"}))
    (door,) = host.get("/api/reference").get_json()["events"][0]["doors"]
    assert door == {"name": "Hoveddøren", "phones": 1}


def test_a_code_sees_only_what_it_joined(joined, walk, make_walk, make_event):
    make_walk("En anden")
    make_event()
    reference = joined(walk).get("/api/reference").get_json()
    assert [one["id"] for one in reference["walks"]] == [walk.id]
    assert reference["events"] == []
    assert list(reference["choices"]) == ["observation"]


def test_the_session_says_who_and_what(client, leader, joined, make_walk, make_user):
    assert client.get("/api/session").get_json()["user"] is None
    told = leader.get("/api/session").get_json()
    assert told["user"] == {"id": make_user("leader"), "name": "Leder", "role": "leader"}
    assert told["forms"] == ["observation", "attendance", "contact"]
    walker = joined(make_walk("Aftenvandring øst")).get("/api/session").get_json()
    assert (walker["user"]["name"], walker["user"]["role"]) == ("Aftenvandring øst", "walker")
    assert walker["forms"] == ["observation"]


def test_a_body_that_was_damaged_on_its_way_is_460_and_nothing_is_kept(leader):
    sent = json.dumps({"device": DEVICE, "submissions": [submission(answers={"place": "Blok 7"})]}).encode()
    digest = f"sha-256=:{b64encode(sha256(sent).digest()).decode()}:"
    damaged = post(leader, sent.replace(b"Blok 7", b"Blok 5"), **{"Content-Digest": digest})
    assert (damaged.status_code, damaged.get_json()["status"]) == (460, 460)
    assert statuses(post(leader, sent, **{"Content-Digest": digest})) == ["stored"]
    unnamed = post(leader, sent, **{"Content-Digest": "unixsum=:AAA=:"})
    assert statuses(unnamed) == ["unchanged"]
