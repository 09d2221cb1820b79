"""Signing in and out: exact statuses, the form again, a session of the person's own, and an end to guessing."""

import time

from accounts import PASSWORD, make_account, sign, who
from pages import fill, fill_again, form_of, post, text, token

from app.access import people
from app.store import User


def test_whoever_knows_the_password_is_let_in(client, anna):
    answer = sign(client)
    assert (answer.status_code, answer.location) == (303, "/")
    assert who(client) == {"id": anna, "name": "Anna", "role": "counsellor"}


def test_the_case_of_an_email_does_not_matter_nor_what_is_around_it(client, anna):
    for email in ("ANNA@Example.ORG", "  anna@example.org ", "anna@example.org\u200b"):
        assert sign(client, email).status_code == 303, email


def test_one_password_typed_on_two_keyboards_is_the_same(app, client):
    make_account(app, password="blåbærgrød på bål")
    assert sign(client, password="bla\u030abærgrød pa\u030a ba\u030al").status_code == 303


def test_a_wrong_password_is_401_with_the_form_again(client, anna):
    answer = sign(client, password="noget helt andet")
    assert answer.status_code == 401
    assert "E-mailen eller adgangskoden er forkert." in text(answer)
    assert "<title>Fejl: Log ind" in answer.text
    assert dict(form_of(answer).fields)["email"] == "anna@example.org"
    assert "noget helt andet" not in answer.text
    assert fill_again(client, answer, "", password=PASSWORD).status_code == 303


def test_an_unknown_email_and_a_closed_account_look_like_a_wrong_password(app, client, anna):
    wrong = text(sign(client, password="noget helt andet"))
    unknown = sign(client, email="ukendt@example.org")
    with app.app_context():
        people.disable(anna)
    closed = sign(client)
    assert (unknown.status_code, closed.status_code) == (401, 401)
    assert text(unknown) == text(closed) == wrong


def test_nothing_that_is_typed_breaks_the_page(client):
    for email in ("", "\x00", "x" * 5000, "=1+1", "Ø\ud83d"):
        assert sign(client, email.encode("utf-8", "surrogatepass"), b"\xff\x00").status_code == 401, email


def test_an_unknown_email_takes_as_long_as_a_known_one(app, client, anna):
    app.config["ARGON2"] = {"time_cost": 4, "memory_cost": 8192, "parallelism": 1}

    def seconds(email):
        with app.app_context():
            start = time.perf_counter()
            people.authenticate(email, "noget helt andet")
            return time.perf_counter() - start

    sign(client)  # hashes anew, with today's parameters
    seconds("ukendt@example.org")
    known, unknown = (min(seconds(f"{name}@example.org") for _ in range(3)) for name in ("anna", "ukendt"))
    assert unknown > known / 2


def test_an_account_without_a_password_cannot_be_entered(client, make_user):
    make_user("host")
    assert sign(client, "vaert@example.org", "").status_code == 401


def test_a_stale_form_is_403_with_the_form_again(client, anna):
    answer = client.post("/account/sign-in", data={"email": "anna@example.org", "password": PASSWORD, "next": "/queue"})
    assert answer.status_code == 403
    assert "Siden har ligget for længe." in text(answer)
    again = fill_again(client, answer, "", password=PASSWORD)
    assert (again.status_code, again.location) == (303, "/queue")


def sent_to(client, path):
    answer = client.get("/account/sign-in", query_string={"next": path})
    return fill_again(client, answer, "", email="anna@example.org", password=PASSWORD).location


def test_afterwards_the_person_is_where_they_were_going(client, anna):
    for path in ("/queue", "/office/records?form=contact&q=a%20b", "/form/contact#q-date"):
        assert sent_to(client, path) == path


def test_nobody_is_sent_to_another_site(client, anna):
    for path in (
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil",
        "",
    ):
        assert sent_to(client, path) == "/", path


def test_a_page_that_needs_an_account_asks_for_it_and_comes_back(client, anna):
    asked = client.get("/account/password")
    assert asked.status_code == 302
    assert fill(client, asked.location, email="anna@example.org", password=PASSWORD).location == "/account/password"


def test_signing_in_renews_the_token(client, anna):
    before = token(client)
    sign(client)
    assert token(client) != before
    assert client.post("/account/sign-out", data={"csrf_token": before}).status_code == 403


def test_signing_in_and_out_keeps_what_was_joined(client, anna, joined, make_walk):
    joined(make_walk(), phone=client)
    walker = who(client)
    sign(client)
    assert client.get("/api/session").get_json()["forms"] == ["observation", "contact"]
    answer = post(client, "/account/sign-out")
    assert (answer.status_code, answer.location) == (303, "/?signed-out")
    assert who(client) == walker


def test_signing_out_ends_the_session(client, anna):
    sign(client)
    post(client, "/account/sign-out")
    assert who(client) is None


def test_nobody_is_signed_out_by_a_foreign_page(client, anna):
    sign(client)
    assert client.post("/account/sign-out").status_code == 403
    assert who(client) is not None


def test_the_cookie_stays_for_a_year_and_is_for_the_server_alone(client, anna):
    cookie = sign(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert client.get_cookie("feltbog").expires.timestamp() > time.time() + 365 * 24 * 3600


def test_behind_https_the_cookie_never_leaves_it(app, anna):
    client = app.test_client()
    page = client.get("/account/sign-in", base_url="https://localhost")
    data = {"email": "anna@example.org", "password": PASSWORD, "csrf_token": dict(form_of(page).fields)["csrf_token"]}
    entered = client.post("/account/sign-in", data=data, base_url="https://localhost")
    cookies = [*page.headers.getlist("Set-Cookie"), *entered.headers.getlist("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-feltbog",
        "__Host-feltbog_here",
        "__Host-feltbog_both",
    }
    for cookie in cookies:
        assert "; Secure" in cookie, cookie
        assert "; Path=/" in cookie, cookie
        assert "Domain" not in cookie, cookie
    assert client.get("/api/session", base_url="https://localhost").get_json()["user"]["name"] == "Anna"


def test_pages_of_the_account_are_in_no_cache(client, anna):
    for path in ("/account/sign-in", "/join", "/account/about"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_the_eleventh_failure_in_five_minutes_has_to_wait(client, anna, make_walk):
    for _ in range(5):
        assert sign(client, password="noget helt andet").status_code == 401
        assert fill(client, "/join", code="AAAA-AAAA").status_code == 404
    answer = sign(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert "Vent 5 minutter, og prøv igen." in text(answer)
    assert dict(form_of(answer).fields)["email"] == "anna@example.org"
    assert fill(client, "/join", code=make_walk().code.code).status_code == 303


def test_only_failures_count(client, anna, joined, walk):
    for _ in range(15):
        assert sign(client).status_code == 303
        joined(walk)
    assert "Retry-After" not in sign(client).headers


def test_another_address_does_not_wait(app, client, anna):
    for _ in range(10):
        sign(client, password="noget helt andet")
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert sign(elsewhere).status_code == 303


def test_a_hash_of_other_parameters_is_renewed_at_sign_in(app, client, anna):
    def kept():
        with app.app_context():
            user = people.find(anna)
            return user.password_hash

    before = kept()
    app.config["ARGON2"] = app.config["ARGON2"] | {"memory_cost": 16}
    sign(client)
    renewed = kept()
    assert renewed.startswith("$argon2id$")
    assert "m=16," in renewed
    assert renewed != before
    sign(client)
    assert kept() == renewed


def test_the_last_sign_in_is_noted(app, client, anna, moment):
    sign(client)
    with app.app_context():
        user: User = people.find(anna)
        assert user.seen_at == moment.at
