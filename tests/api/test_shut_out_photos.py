"""A guest that is shut out: no other number, session or cookie lets it send photos that belong to nothing."""

from pages import post, token
from sending import DEVICE, new_id, put_photo, send, statuses, store, submission

SECRET = "s" * 43


def joined(app, code):
    phone = app.test_client()
    body = {"phone": SECRET, "codes": [code]}
    answer = phone.post("/api/join", json=body, headers={"X-CSRFToken": token(phone)})
    assert answer.status_code == 200
    return phone


def test_it_sends_only_photos_of_what_was_taken(app, make_walk, moment, leader):
    code = make_walk().code.code
    phone = joined(app, code)
    before = new_id()
    store(phone, answers={"photos": [before]})
    assert put_photo(phone, new_id()).status_code == 200
    assert post(leader, f"/office/phones/{DEVICE}/revoke").status_code == 303
    assert "Se, hvad den har sendt" in leader.get("/office/phones").get_data(as_text=True)
    moment.set("2026-05-12T13:40:00+00:00")
    late = {"captured_at": "2026-05-12T13:30:00Z"}
    for browser, number in ((phone, DEVICE), (phone, new_id()), (joined(app, code), new_id())):
        assert statuses(send(browser, submission(**late), device=number)) == ["quarantined"]
        refused = put_photo(browser, new_id())
        assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")
    assert put_photo(phone, before).status_code == 200


def test_photos_that_belong_to_nothing_count_for_the_guest_whatever_its_session(app, make_walk, monkeypatch):
    monkeypatch.setattr("app.photos.stored.MOST_WAITING", 2)
    code = make_walk().code.code
    answers = [put_photo(joined(app, code), new_id()).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
