"""A phone is the same guest on every server that has the key: after a lost cookie, another secret key, a restored database."""

import hmac
import time
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from conftest import CHEAP, PATIENT
from itsdangerous import TimestampSigner
from pages import post, token
from sending import count, send, statuses, submission
from sqlalchemy import delete, select

from app import create_app
from app.activities import scheduling
from app.base import db
from app.store import Code, Event, Guest, Joined, Quarantine, Walk, generation

SECRET = "Zm9yZXRhZ2VyLWJhbmtlci1kZXJlcy1oZW1tZWxpZ2g"
OTHER = "b" * 43


@pytest.fixture
def rejoin(app):
    """Joins by itself, in a browser or in one that lost everything but the secret; → the answer's JSON."""

    def join(*codes, phone=None, secret=SECRET, status=200):
        phone = phone or app.test_client()
        answer = phone.post("/api/join", json={"phone": secret, "codes": codes}, headers={"X-CSRFToken": token(phone)})
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json()

    return join


def restored(app, *, to="2026-05-11T22:00:00+00:00"):
    """The database as it would be if a backup from before all joinings had been restored just now."""
    with app.app_context(), db.writing() as session:
        session.execute(delete(Joined))
        session.execute(delete(Guest))
        generation.begin_generation(session, datetime.fromisoformat(to), datetime.fromisoformat(to))


def test_the_id_follows_from_the_key_and_the_secret(app, rejoin, make_walk):
    id = UUID(rejoin(make_walk().code.code)["guest"]["id"])
    expected = bytearray(hmac.digest(app.config["DIGEST_KEY"], b"feltbog guest\n" + SECRET.encode(), "sha256")[:16])
    expected[6] = expected[6] & 0x0F | 0x80
    expected[8] = expected[8] & 0x3F | 0x80
    assert id.bytes == bytes(expected)
    assert str(id)[14] == "8"
    assert sha256(SECRET.encode()).hexdigest() not in str(id)


@pytest.mark.parametrize("path", ["/join", "/join/{}"])
def test_the_form_brings_the_secret_along(client, rejoin, make_walk, path):
    code = make_walk().code.code
    assert post(client, path.format(code), code=code, phone=SECRET).status_code == 303
    mine = client.get("/api/session").get_json()
    assert mine["user"] == mine["guest"] == rejoin()["guest"]


@pytest.mark.parametrize("secret", ["", "x", "a" * 42, "a" * 44, "å" * 43, "a" * 42 + "="])
def test_a_secret_that_is_none_is_ignored_by_the_form_and_refused_by_the_call(client, rejoin, make_walk, secret):
    code = make_walk().code.code
    assert post(client, "/join", code=code, phone=secret).status_code == 303
    assert client.get("/api/session").get_json()["guest"]["id"][14] == "4"
    rejoin(code, secret=secret, status=400)


@pytest.mark.parametrize("body", [[], {}, {"phone": SECRET, "codes": "AAAA"}, {"phone": SECRET, "codes": [1]}, {"phone": 7, "codes": []}, {"phone": SECRET, "codes": ["A"] * 21}])  # fmt: skip
def test_a_malformed_request_is_400(client, body):
    answer = client.post("/api/join", json=body, headers={"X-CSRFToken": token(client)})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_it_needs_the_token_and_nobody(client, make_walk):
    assert client.post("/api/join", json={"phone": SECRET, "codes": [make_walk().code.code]}).status_code == 403


def test_the_same_phone_is_the_same_guest_with_all_that_it_joined(app, rejoin, walk, event):
    shown = walk.code.shown.lower()
    first = rejoin(f" {shown} ", event.code.code)
    assert first["refused"] == []
    assert first["forms"] == ["observation", "attendance"]
    with app.app_context():
        scheduling.replace_code(Walk, walk.id)
        scheduling.close(Event, event.id, closed=True)
    again = rejoin()
    assert (again["guest"]["id"], again["forms"]) == (first["guest"]["id"], first["forms"])
    assert rejoin(secret=OTHER)["guest"] is None


def test_another_secret_key_changes_nobody(app, rejoin, make_walk, instance):
    mine = rejoin(make_walk().code.code)["guest"]
    other = create_app({"FELTBOG_INSTANCE": instance, "SECRET_KEY": "another", "ARGON2": CHEAP} | PATIENT)
    phone = other.test_client()
    assert rejoin(phone=phone)["guest"] == mine
    with other.app_context():
        db.engine().dispose()


def test_a_restored_database_lets_it_in_by_what_it_remembers(app, rejoin, make_walk):
    code, phone = make_walk().code.code, app.test_client()
    mine, sent = rejoin(code, phone=phone)["guest"], submission()
    restored(app)
    assert phone.get("/api/session").get_json()["guest"] is None
    assert rejoin(phone=phone)["guest"] is None
    assert rejoin(code, phone=phone)["guest"] == mine
    assert statuses(send(phone, sent)) == ["stored"]


def test_the_session_s_former_guest_brings_its_memberships_along_and_keeps_them(
    app, joined, rejoin, make_walk, make_event
):
    phone = joined(make_walk(), make_event())
    former = phone.get("/api/session").get_json()["guest"]["id"]
    derived = rejoin(phone=phone)
    assert derived["guest"]["id"] != former
    assert derived["forms"] == ["observation", "attendance"]
    with app.app_context():
        members = db.session.scalars(select(Joined.guest_id)).all()
    assert sorted(members) == sorted([former, derived["guest"]["id"]] * 2)


def test_what_was_sent_as_the_former_guest_can_be_corrected_as_the_derived_one(app, joined, rejoin, make_walk):
    phone, sent = joined(make_walk()), submission()
    assert statuses(send(phone, sent)) == ["stored"]
    rejoin(phone=phone)
    assert statuses(send(phone, sent)) == ["unchanged"]
    assert statuses(send(phone, sent | {"revision": 2, "answers": sent["answers"] | {"place": "Torvet"}})) == [
        "updated"
    ]


def test_all_refused_is_200_and_leaves_no_guest(app, rejoin, make_walk):
    with app.app_context():
        walk = make_walk()
        old = walk.code.code
        scheduling.replace_code(Walk, walk.id)
    answer = rejoin("AAAA-AAAA", old, "")
    assert answer["guest"] is None
    assert [(each["code"], each["reason"]) for each in answer["refused"]] == [
        ("AAAA-AAAA", "unknown"),
        (old, "replaced"),
        ("", "unknown"),
    ]
    assert count(app, Guest) == 0


def test_each_unknown_code_is_a_failure_of_its_own(rejoin, make_walk):
    rejoin(*["AAAAAAA3"] * 6)
    rejoin(*["AAAAAAA3"] * 4)
    assert rejoin("AAAAAAA3", status=429)["status"] == 429
    assert rejoin("AAAAAAA3", make_walk().code.code)["guest"] is not None


def test_a_phone_that_is_known_never_waits(rejoin, make_walk):
    rejoin(make_walk().code.code)
    rejoin(*["AAAAAAA3"] * 12)
    assert rejoin()["guest"] is not None


def test_from_day_15_to_90_it_is_let_in_to_send_only(app, rejoin, make_walk, moment):
    code, captured = make_walk().code.code, submission()
    moment.set("2026-05-27T10:00:00+00:00")
    phone = app.test_client()
    assert rejoin(code, phone=phone)["forms"] == ["observation"]
    assert phone.get("/api/reference").get_json()["walks"] == []
    late = submission(captured_at="2026-05-27T10:00:00+02:00")
    assert statuses(send(phone, captured, late)) == ["stored", "quarantined"]
    moment.set("2026-08-10T10:00:00+00:00")
    assert rejoin(code, secret=OTHER)["guest"] is not None
    moment.set("2026-08-11T10:00:00+00:00")
    for secret in (SECRET, OTHER, "c" * 43):
        assert rejoin(code, secret=secret)["refused"] == [{"code": code, "reason": "expired"}]


def test_the_form_lets_nobody_new_in_after_day_14_but_whoever_was_there_before(app, rejoin, make_walk, moment):
    code = make_walk().code.code
    rejoin(code)
    moment.set("2026-05-27T10:00:00+00:00")
    for secret, status in ((SECRET, 303), (OTHER, 404)):
        phone = app.test_client()
        assert post(phone, "/join", code=code, phone=secret).status_code == status


def test_a_replaced_code_lets_in_for_review_only_soon_after_a_restore(app, rejoin, walk, moment):
    rejoin(walk.code.code)
    with app.app_context():
        scheduling.replace_code(Walk, walk.id)
    restored(app)
    phone = app.test_client()
    assert rejoin(walk.code.code, phone=phone)["refused"] == []
    assert phone.get("/api/reference").get_json()["walks"] == []
    assert statuses(send(phone, submission(captured_at="2026-05-12T10:00:00+02:00"))) == ["quarantined"]
    moment.at += timedelta(days=14)
    assert rejoin(walk.code.code, secret=OTHER)["refused"] == [{"code": walk.code.code, "reason": "replaced"}]


class TestShutOut:
    """*Luk ude* follows the phone's secret, whatever the phone says about itself."""

    @pytest.fixture
    def shut_out(self, app, rejoin, make_walk, sign_in):
        """A phone that was shut out at 14.40, and the walk's code."""
        code, phone = make_walk().code.code, app.test_client()
        rejoin(code, phone=phone)
        device = "d0000000-0000-4000-8000-00000000000a"
        assert statuses(send(phone, submission(), device=device)) == ["stored"]
        leader = sign_in("leader")
        post(leader, f"/office/phones/{device}/revoke")
        return phone, code, leader, device

    LATER = "2026-05-12T14:45:00+02:00"

    def test_it_may_send_what_it_captured_before_and_the_rest_waits(self, shut_out, app, moment):
        phone, _code, leader, device = shut_out
        moment.set("2026-05-12T13:00:00+00:00")
        assert phone.get("/api/session").get_json()["shut_out"] is True
        assert phone.get("/api/reference").get_json()["walks"] == []
        sent = [submission(), submission(captured_at=self.LATER)]
        # Another number changes nothing.
        assert statuses(send(phone, *sent)) == ["stored", "quarantined"]
        post(leader, f"/office/phones/{device}/allow")
        assert "shut_out" not in phone.get("/api/session").get_json()
        assert statuses(send(phone, submission(captured_at=self.LATER))) == ["stored"]

    def test_it_stays_so_when_it_joins_again_and_after_a_restore(self, shut_out, app, rejoin, make_walk, moment):
        _phone, code, _leader, _device = shut_out
        moment.set("2026-05-12T13:00:00+00:00")
        assert rejoin(code)["shut_out"] is True
        other = make_walk("En anden").code.code
        assert rejoin(other)["refused"] == [{"code": other, "reason": "shut_out"}]
        restored(app)
        phone = app.test_client()
        back = rejoin(code, other, phone=phone)
        assert back["shut_out"] is True
        assert back["refused"] == [{"code": other, "reason": "shut_out"}]
        assert statuses(send(phone, submission(), submission(captured_at=self.LATER))) == ["stored", "quarantined"]

    def test_two_restores_while_it_was_silent_do_not_strand_what_it_holds(
        self, shut_out, app, rejoin, make_walk, moment
    ):
        _phone, code, _leader, _device = shut_out
        moment.set("2026-05-12T13:00:00+00:00")
        restored(app)
        with app.app_context(), db.writing() as session:
            # The second one reaches beyond its shutting out, and had lost its joining before.
            generation.begin_generation(session, moment.at, moment.at)
        other = make_walk("En senere").code.code
        phone = app.test_client()
        back = rejoin(code, other, phone=phone)
        assert back["shut_out"] is True
        assert back["refused"] == [{"code": other, "reason": "shut_out"}]
        assert statuses(send(phone, submission(), submission(captured_at=self.LATER))) == ["stored", "quarantined"]

    def test_its_other_guests_do_not_help_it(self, app, joined, rejoin, make_walk, sign_in, moment):
        """Shut out before it has told its secret."""
        phone, leader = joined(make_walk()), sign_in("leader")
        device = "d0000000-0000-4000-8000-00000000000b"
        send(phone, submission(), device=device)
        post(leader, f"/office/phones/{device}/revoke")
        moment.set("2026-05-12T13:00:00+00:00")
        assert rejoin(phone=phone)["shut_out"] is True
        assert statuses(send(phone, submission(captured_at=self.LATER))) == ["quarantined"]

    def test_fifty_are_kept_for_review_and_then_it_is_403(self, shut_out, app, moment):
        phone, *_ = shut_out
        moment.set("2026-05-12T13:00:00+00:00")
        late = [submission(captured_at=self.LATER) for _ in range(60)]
        found = statuses(send(phone, *late[:30])) + statuses(send(phone, *late[30:]))
        assert found == ["quarantined"] * 50 + ["forbidden"] * 10
        assert count(app, Quarantine) == 50
        answer = send(phone, submission())
        assert answer.status_code == 403
        assert answer.get_json()["detail"] == "Denne telefon er lukket ude. Tal med projektlederen."

    def test_the_same_step_offers_a_new_code(self, app, rejoin, make_walk, sign_in):
        walk, phone, leader = make_walk(), app.test_client(), sign_in("leader")
        rejoin(walk.code.code, phone=phone)
        send(phone, submission())
        (device,) = {
            row.split("/")[3]
            for row in leader.get("/office/phones").get_data(as_text=True).split('"')
            if row.endswith("/revoke")
        }
        assert "Ny kode til Aftenvandring" in leader.get(f"/office/phones/{device}/revoke").get_data(as_text=True)
        post(leader, f"/office/phones/{device}/revoke", new_code=walk.code.id)
        with app.app_context():
            codes = db.session.scalars(select(Code).order_by(Code.created_at)).all()
        assert [code.revoked_at is None for code in codes] == [False, True]
        assert codes[1].shown in leader.get("/office/phones").get_data(as_text=True)


class TestTwoInOneBrowser:
    """An account that is signed in and a guest that has joined."""

    @pytest.fixture
    def both(self, joined, sign_in, make_walk):
        phone = joined(make_walk(), phone=sign_in("counsellor"))
        said = phone.get("/api/session").get_json()
        return phone, said["user"]["id"], said["guest"]["id"]

    def test_both_are_named(self, both):
        phone, account, guest = both
        said = phone.get("/api/session").get_json()
        assert account != guest
        assert said["guest"] == {"id": guest, "name": "Aftenvandring", "role": "walker"}
        assert said["forms"] == ["observation", "contact"]
        assert said["forms_of"] == {"account": ["contact"], "guest": ["observation"]}
        assert phone.get_cookie("feltbog_here").value == f"{account}/observation+contact+recheck"
        assert phone.get_cookie("feltbog_both").value == f"{account}/contact/{guest}/observation"

    def test_a_request_is_of_the_one_that_it_names(self, both):
        phone, account, guest = both
        assert statuses(send(phone, submission("contact"), **{"as": guest})) == ["forbidden"]
        assert statuses(send(phone, submission("contact"), **{"as": account})) == ["stored"]
        assert statuses(send(phone, submission(), **{"as": guest.upper()})) == ["stored"]
        answer = send(phone, submission(), **{"as": "d0000000-0000-4000-8000-000000000001"})
        assert answer.status_code == 409

    def test_a_guest_s_item_is_judged_as_a_walker_s_in_a_leader_s_session(self, joined, sign_in, make_walk):
        mine, other = make_walk(), make_walk("En anden")
        phone = joined(mine, phone=sign_in("leader"))
        guest = phone.get("/api/session").get_json()["guest"]["id"]
        elsewhere = submission(answers={"walk": other.id})
        assert statuses(send(phone, elsewhere, **{"as": guest})) == ["quarantined"]
        assert statuses(send(phone, submission(answers={"walk": other.id}))) == ["stored"]
        assert statuses(send(phone, submission("contact"), **{"as": guest})) == ["forbidden"]

    def test_reference_walk_and_photo_take_it_too(self, both, make_event):
        phone, account, guest = both
        make_event()
        assert phone.get(f"/api/reference?as={guest}").get_json()["office"] is False
        assert phone.get(f"/api/reference?as={account}").get_json()["office"] is True
        headers = {"X-CSRFToken": token(phone), "Content-Type": "image/jpeg"}
        nobody = "d0000000-0000-4000-8000-000000000001"
        assert phone.get(f"/api/reference?as={nobody}").status_code == 409
        assert phone.put(f"/api/photos/{nobody}?as={nobody}", data=b"x", headers=headers).status_code == 409
        assert phone.put(f"/api/photos/{nobody}?as={guest}", data=b"x", headers=headers).status_code == 422

    def test_signing_out_leaves_the_guest_and_leaving_leaves_the_account(self, both):
        phone, account, _guest = both
        assert post(phone, "/account/leave").status_code == 303
        said = phone.get("/api/session").get_json()
        assert (said["user"]["id"], said["guest"]) == (account, None)
        assert phone.get_cookie("feltbog_both").value == f"{account}/contact//"

    def test_a_copy_of_the_cookie_of_whoever_left_is_worth_nothing(self, app, joined, make_walk):
        phone, copy = joined(make_walk()), app.test_client()
        copy.set_cookie("feltbog", phone.get_cookie("feltbog").value)
        assert copy.get("/api/session").get_json()["guest"] is not None
        post(phone, "/account/leave")
        assert copy.get("/api/session").get_json()["guest"] is None


@pytest.mark.parametrize("ahead", [5, 20, 86_400, -86_400 * 800])
def test_a_cookie_is_believed_whenever_it_was_signed(app, joined, make_walk, ahead, monkeypatch):
    phone = joined(make_walk())
    mine = phone.get("/api/session").get_json()["guest"]
    signer = app.session_interface.get_signing_serializer(app)
    with phone.session_transaction() as session:
        content = dict(session)
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(time.time()) + ahead)
        phone.set_cookie("feltbog", signer.dumps(content))
    assert phone.get("/api/session").get_json()["guest"] == mine


def test_a_damaged_cookie_is_nobody_s_and_is_replaced(client, joined, make_walk, rejoin):
    phone = joined(make_walk())
    mine = rejoin(phone=phone)["guest"]
    phone.set_cookie("feltbog", phone.get_cookie("feltbog").value[:-3] + "xxx")
    assert phone.get("/api/session").get_json()["guest"] is None
    assert rejoin(phone=phone)["guest"] == mine


def test_the_reference_tells_the_codes_to_remember_and_never_a_group_leader_s(app, joined, walk, sign_in):
    phone = joined(walk)
    with app.app_context():
        leader_code = scheduling.new_leader_code(walk.id).code
    post(phone, "/join", code=leader_code)
    found = phone.get("/api/reference").get_json()
    assert found["codes"] == [{"code": walk.code.code, "until": "2026-08-10"}]
    assert len(found["leads"]) == 1
    assert sign_in("leader").get("/api/reference").get_json()["codes"] == []


def test_the_server_says_what_it_is(client, app, moment):
    said = client.get("/api/session").get_json()["server"]
    assert said == {"time": "2026-05-12T12:40:00Z", "generation": said["generation"], "restored_to": None, "backed_up_through": None}  # fmt: skip
    restored(app)
    now = client.get("/api/session").get_json()["server"]
    assert now["generation"] != said["generation"]
    assert now["restored_to"] == now["backed_up_through"] == "2026-05-11T22:00:00Z"
