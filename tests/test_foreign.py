"""Other sites' pages: they can link to Feltbog, and that is all. And what a proxy says is believed where it was asked for."""

import gzip
import logging

import pytest
from accounts import PASSWORD
from flask import request
from pages import token
from sending import submission

from app import create_app
from app.base import db

LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
PART = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
FRAME = LINK | {"Sec-Fetch-Dest": "iframe"}


def test_a_link_from_anywhere_opens_a_page(leader):
    assert leader.get("/office/", headers=LINK).status_code == 200


@pytest.mark.parametrize("how", [PART, FRAME, PART | {"Sec-Fetch-Site": "same-site"}])
def test_another_site_s_page_takes_no_part_of_one(leader, how):
    for path in ("/office/", "/api/reference", "/office/csv/2026/observation.csv"):
        assert leader.get(path, headers=how).status_code == 403, path


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_sends_nothing_even_with_the_right_token(leader, site):
    headers = {"X-CSRFToken": token(leader), "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
    body = {"device": "d0000000-0000-4000-8000-000000000001", "submissions": [submission()]}
    assert leader.post("/api/sync", json=body, headers=headers).status_code == 403
    assert leader.post("/account/sign-out", headers=headers).status_code == 403


@pytest.mark.parametrize("site", [None, "same-origin", "none"])
def test_our_own_page_does_and_so_does_a_browser_that_does_not_say(leader, site):
    headers = {"X-CSRFToken": token(leader)} | ({"Sec-Fetch-Site": site} if site else {})
    assert (
        leader.post(
            "/api/sync", json={"device": "d0000000-0000-4000-8000-000000000001", "submissions": []}, headers=headers
        ).status_code
        == 200
    )


def test_who_is_asking_comes_before_where_from(client):
    assert client.post("/api/sync", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 401


def proxied(app, number):
    settings = {"FELTBOG_INSTANCE": app.config["FELTBOG_INSTANCE"], "FELTBOG_PROXIES": number, "TESTING": True}
    made = create_app(settings | {"FELTBOG_HOSTS": "feltbog.example.org"})
    seen = {}

    @made.before_request
    def look():
        seen.update(address=request.remote_addr, secure=request.is_secure, host=request.host)

    client = made.test_client()
    answer = client.get(
        "/healthz",
        headers={
            "Host": "feltbog.example.org",
            "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "evil.example" if number == 0 else "feltbog.example.org",
        },
    )
    with made.app_context():
        db.engine().dispose()
    return answer.status_code, seen


def test_a_proxy_is_believed_where_there_is_one(app):
    assert proxied(app, 1) == (200, {"address": "198.51.100.7", "secure": True, "host": "feltbog.example.org"})


def test_what_a_stranger_says_about_proxies_is_not(app):
    assert proxied(app, 0) == (200, {"address": "127.0.0.1", "secure": False, "host": "feltbog.example.org"})


def test_a_form_is_refused_by_its_size_before_it_is_read(leader):
    def read(*_args):
        raise AssertionError("it was read")

    class Endless:
        """A body that must not be touched."""

    Endless.read = Endless.readline = read

    environ = {
        "CONTENT_LENGTH": "2000000",
        "wsgi.input": Endless(),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }
    assert leader.post("/office/people/new", environ_overrides=environ).status_code == 413


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"&".join(b"a=1" for _ in range(300_000)), "application/x-www-form-urlencoded"),
        (b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(1100)) + b"--x--\r\n", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"1" * 600_000 + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"),
    ],
    ids=["bytes", "parts", "a field"],
)  # fmt: skip
def test_a_form_with_too_much_in_it_is_413(leader, body, kind):
    assert leader.post("/office/people/new", data=body, content_type=kind).status_code == 413


def test_a_compressed_form_is_not_unpacked(leader):
    body = gzip.compress(b"csrf_token=" + b"0" * 50_000_000)
    answer = leader.post(
        "/office/people/new",
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers={"Content-Encoding": "gzip"},
    )
    assert answer.status_code == 403


def test_no_secret_reaches_a_log_or_an_answer(app, client, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise RuntimeError("of the program's own")

    monkeypatch.setattr("app.access.people.authenticate", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    csrf = token(client)
    with caplog.at_level(logging.DEBUG):
        data = {"email": "anna@example.org", "password": PASSWORD, "csrf_token": csrf}
        answer = client.post("/account/sign-in", data=data)
    assert answer.status_code == 500
    secrets = (PASSWORD, app.config["SECRET_KEY"], app.config["DIGEST_KEY"].hex(), csrf, "anna@example.org")
    for secret in secrets:
        assert secret not in caplog.text
        assert secret not in answer.text
    assert "RuntimeError" not in answer.text


def test_the_folder_and_everything_in_it_are_for_its_owner_alone(tmp_path):
    folder = tmp_path / "new"
    made = create_app({"FELTBOG_INSTANCE": folder})
    with made.app_context(), db.engine().connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    with made.app_context():
        db.engine().dispose()
    assert folder.stat().st_mode & 0o777 == 0o700
    files = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert {"secret_key", "digest_key", "feltbog.sqlite3"} <= files.keys()
    assert set(files.values()) == {0o600}
