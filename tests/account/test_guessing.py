"""Guessing is slow: by address, by account, through restarts, and nobody learns from it who has an account."""

from datetime import timedelta

from accounts import sign
from pages import text
from sqlalchemy import select

from app import create_app
from app.access import rate_limit
from app.base import db
from app.store import FailedAttempt

WRONG = "noget helt andet"


def fail(app, times, email="anna@example.org", address="198.51.100.%d"):
    """Wrong passwords, each from an address of its own."""
    for number in range(times):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address % number
        assert sign(client, email, WRONG).status_code == 401


def waits(client, **how):
    answer = sign(client, **how)
    return int(answer.headers.get("Retry-After", 0))


def test_an_address_waits_longer_the_more_it_fails(app, moment):
    with app.app_context():
        key, waited = rate_limit.address_key("192.0.2.1"), []
        for _ in range(200):
            rate_limit.count(key)
            waited.append(rate_limit.wait(key))
            moment.at += timedelta(seconds=waited[-1] + 1)
    assert waited[:10] == [0] * 9 + [291]
    assert max(waited[:59]) <= 300 < waited[59] <= 3600 < waited[-1]


def test_an_account_is_tried_ever_more_slowly_from_whatever_addresses(app, anna, moment, client):
    fail(app, 11)
    seen = []
    for number in range(12, 20):
        seen.append(waits(client))
        moment.at += timedelta(seconds=seen[-1])
        fail(app, 1, address=f"203.0.113.{number}%.0s")
    assert seen == [30, 60, 120, 240, 480, 960, 1920, 3600]


def test_an_unknown_account_waits_just_as_long_with_the_same_words(app, anna, client):
    fail(app, 11)
    fail(app, 11, email="ukendt@example.org", address="203.0.113.%d")
    known, unknown = sign(client), sign(client, email="ukendt@example.org")
    assert known.headers["Retry-After"] == unknown.headers["Retry-After"] == "30"
    assert "Vent 30 sekunder, og prøv igen." in text(known)
    assert text(known) == text(unknown)


def test_a_browser_that_was_in_before_is_not_locked_out_by_strangers(app, anna, client):
    sign(client)
    client.post("/account/sign-out", data={"csrf_token": client.get("/api/session").get_json()["csrf_token"]})
    fail(app, 11)
    assert waits(app.test_client()) == 30
    assert sign(client).status_code == 303


def test_getting_in_ends_the_wait_of_the_account_and_not_that_of_the_address(app, anna, client, moment):
    fail(app, 10)
    for _ in range(9):
        sign(client, email="ukendt@example.org", password=WRONG)
    assert sign(client).status_code == 303
    fail(app, 10)
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert sign(elsewhere).status_code == 303
    sign(client, email="ukendt@example.org", password=WRONG)
    assert sign(app.test_client()).status_code == 429
    assert sign(client).status_code == 303


def test_a_restart_and_another_server_know_of_it(app, anna):
    fail(app, 11)
    settings = {"FELTBOG_INSTANCE": app.config["FELTBOG_INSTANCE"], "TESTING": True}
    other = create_app(settings)
    assert waits(other.test_client()) == 30
    with other.app_context():
        db.engine().dispose()


def test_neighbours_in_one_ipv6_network_are_one_address(app):
    with app.app_context():
        one, other = rate_limit.address_key("2001:db8:1:2::1"), rate_limit.address_key("2001:db8:1:2:ffff::9")
        assert one == other != rate_limit.address_key("2001:db8:1:3::1")
        assert rate_limit.address_key("::ffff:192.0.2.1") == rate_limit.address_key("192.0.2.1")


def test_after_a_day_it_is_forgotten_and_nothing_in_it_names_anybody(app, anna, moment):
    fail(app, 3)
    with app.app_context():
        kept = list(db.session.scalars(select(FailedAttempt.key)))
        assert len(kept) == 6
        assert all(len(key) == 32 and int(key, 16) for key in kept)
    moment.at += timedelta(days=1)
    fail(app, 1)
    with app.app_context():
        assert len(list(db.session.scalars(select(FailedAttempt.id)))) == 2
