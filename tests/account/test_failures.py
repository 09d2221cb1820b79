"""Whose failures keep whom waiting: a right code never waits, a known browser waits for its own, and strangers cannot lock a
whole address out.
"""

import threading
from datetime import timedelta

import pyotp
import pytest
from accounts import sign
from pages import post, text, token
from sending import send, submission
from sqlalchemy import func, select

from app.access import passwords, rate_limit, second_factor
from app.base import clock, db
from app.store import FailedAttempt, SecondFactor

WRONG = "noget helt andet"


def failures(app):
    with app.app_context():
        return db.session.scalar(select(func.count(FailedAttempt.id)))


def test_a_right_code_is_let_in_whatever_came_from_its_address(app, make_walk):
    code = make_walk().code.code
    stranger = app.test_client()
    answers = [stranger.get(f"/join/AAAAAAA{letter}").status_code for letter in "ABCDEFGHJKLM"]
    assert answers[:10] == [404] * 10
    assert answers[10:] == [429] * 2
    assert "Den rigtige kode virker straks" in text(stranger.get("/join/AAAAAAAN"))
    assert app.test_client().get(f"/join/{code}").status_code == 200
    assert post(app.test_client(), f"/join/{code}").status_code == 303
    assert post(app.test_client(), "/join", code=code).status_code == 303


def test_a_replaced_code_is_no_guess(app, make_walk, sign_in):
    walk, leader = make_walk(), sign_in("leader")
    post(leader, f"/office/walks/{walk.id}/code")
    before = failures(app)
    for _ in range(12):
        answer = app.test_client().get(f"/join/{walk.code.code}")
        assert answer.status_code == 404
        assert "Koden er lukket." in text(answer)
    assert failures(app) == before


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Purpose": "prefetch"},
    ],
    ids=["image", "script", "frame", "prefetch"],
)  # fmt: skip
def test_what_another_sites_page_asks_for_counts_for_nobody(app, anna, client, said):
    for _ in range(12):
        assert client.get("/join/AAAAAAAA", headers=said).status_code == 403
    assert failures(app) == 0
    assert sign(client).status_code == 303


def test_a_link_from_another_site_or_a_scanner_opens_the_page(client, make_walk):
    link = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for site in ("cross-site", "none"):
        assert client.get(f"/join/{make_walk().code.code}", headers=link | {"Sec-Fetch-Site": site}).status_code == 200


def test_a_browser_that_was_in_before_waits_for_its_own_failures_alone(app, anna, client):
    sign(client)
    post(client, "/account/sign-out")
    for number in range(12):
        app.test_client().get(f"/join/AAAAAAA{number % 7 + 2}")
    stranger = app.test_client()
    assert sign(stranger).status_code == 429, "its address has tried codes"
    assert sign(client).status_code == 303
    post(client, "/account/sign-out")
    for _ in range(10):
        assert sign(client, password=WRONG).status_code == 401
    assert sign(client).status_code == 429


def test_what_failed_later_than_now_keeps_nobody_waiting(app, anna, client, moment):
    moment.at += timedelta(days=300)
    for _ in range(10):
        assert sign(app.test_client(), password=WRONG).status_code == 401
    moment.at -= timedelta(days=300)
    assert sign(client).status_code == 303


def test_a_second_step_that_was_used_by_a_clock_ahead_is_no_lock(app, anna, moment):
    with app.app_context(), db.writing() as session:
        session.add(
            SecondFactor(
                user_id=anna, secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", last_step=2**31 - 1, made_at=clock.now()
            )
        )
    with app.app_context(), db.writing() as session:
        found = session.get_one(SecondFactor, anna)
        code = pyotp.TOTP(found.secret).at(clock.now())
        assert second_factor._use(found, code)
        assert not second_factor._use(found, code)


class TestHashes:
    """Two at once in a process, four more wait."""

    def test_the_seventh_is_told_to_come_again(self, app, anna, client):
        free, entered = threading.Event(), threading.Semaphore(0)

        def hold():
            with passwords.at_work():
                entered.release()
                free.wait(30)

        threads = [threading.Thread(target=hold) for _ in range(passwords.AT_ONCE + passwords.WAITING)]
        for thread in threads:
            thread.start()
        for _ in range(passwords.AT_ONCE):
            assert entered.acquire(timeout=30)
        try:
            assert not entered.acquire(timeout=0.2), "no third is at work"
            answer = sign(client)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "5"
            assert "Vent fem sekunder, og prøv igen." in text(answer)
        finally:
            free.set()
            for thread in threads:
                thread.join()
        assert sign(client).status_code == 303

    def test_whoever_must_wait_costs_no_hash(self, app, anna, monkeypatch):
        for _ in range(10):
            sign(app.test_client(), password=WRONG)
        monkeypatch.setattr(passwords, "verify", lambda *_: pytest.fail("hashed"))
        assert sign(app.test_client()).status_code == 429


def test_the_leader_hears_of_thousands_of_unknown_codes(app, sign_in, monkeypatch):
    monkeypatch.setattr(rate_limit, "MANY_CODES", 20)
    leader = sign_in("leader")
    words = "Nogen prøver at gætte koder"
    for number in range(20):
        guess(app, number)
    assert words not in text(leader.get("/office/"))
    for number in range(20, 30):
        guess(app, number)
    assert words in text(leader.get("/office/"))
    with app.app_context():
        everybodys = select(func.count()).where(FailedAttempt.key == rate_limit._everybodys())
        assert db.session.scalar(everybodys) == 21, "no more than it takes to know"


def guess(app, number):
    """An unknown code, from an address of its own."""
    stranger = app.test_client()
    data = {"code": "AAAAAAAA", "csrf_token": token(stranger)}
    stranger.post("/join", data=data, environ_base={"REMOTE_ADDR": f"203.0.113.{number}"})


def test_another_session_of_the_same_guest_has_no_minute_of_its_own(app, make_walk, monkeypatch):
    monkeypatch.setitem(app.config, "FELTBOG_SYNC_PER_MINUTE", 2)
    secret, code = "A" * 43, make_walk().code.code
    found = []
    for _ in range(3):
        phone = app.test_client()
        post(phone, "/join", code=code, phone=secret)
        found.append(send(phone, submission()).status_code)
    assert found == [200, 200, 429]
