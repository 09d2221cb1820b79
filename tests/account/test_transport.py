"""Which host names are answered, and what never reaches a log."""

import logging

import pytest

from app import create_app
from app.http import transport


def test_its_own_machine_is_answered_on_any_port(client):
    for host in ("localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:54321", "LOCALHOST:1", "[::1]:8000"):
        assert client.get("/", headers={"Host": host}).status_code == 200, host


@pytest.mark.parametrize("path", ["/", "/api/session", "/findes-ikke"])
def test_other_names_are_refused(client, path):
    names = ["evil.example", "localhost.evil.example", "evil.example:8000", "127.0.0.2", "a@localhost", "[::"]
    for host in names:
        assert client.get(path, headers={"Host": host}).status_code == 400, host


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["evil.example", "10.0.0.7:8000", "", "[::", "a@localhost", "æ.dk"])
def test_whoever_watches_the_server_asks_by_any_name(client, path, host):
    assert client.get(path, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("setting", "asked_for", "in_links"),
    [
        ("feltbog.løvvangen.dk", "feltbog.xn--lvvangen-54a.dk", "https://feltbog.løvvangen.dk"),
        ("https://feltbog.example.dk", "feltbog.example.dk", "https://feltbog.example.dk"),
        ("https://feltbog.example.dk/", "FELTBOG.example.dk", "https://feltbog.example.dk"),
        ("feltbog.example.dk:8443", "feltbog.example.dk:8443", "https://feltbog.example.dk:8443"),
        (" a.dk, ,b.dk ", "b.dk", "https://a.dk"),
        ("feltbog.example.dk.", "feltbog.example.dk", "https://feltbog.example.dk"),
        ("192.168.1.20", "192.168.1.20:80", "https://192.168.1.20"),
        ("[fd00::7]:8443", "[fd00::7]", "https://[fd00::7]:8443"),
    ],
)
def test_a_name_may_be_written_as_people_write_it(app, setting, asked_for, in_links):
    made = create_app({"FELTBOG_INSTANCE": app.config["FELTBOG_INSTANCE"], "FELTBOG_HOSTS": setting})
    assert made.test_client().get("/", headers={"Host": asked_for}).status_code == 200
    with made.app_context():
        assert transport.address() == in_links


@pytest.mark.parametrize(
    "setting", ["feltbog example dk", "feltbog.example.dk/sti", "*.example.dk", "a.dk;b.dk", "a@b.dk", "b.dk:x"]
)
def test_what_is_no_name_is_refused_at_the_start_with_what_to_write(app, setting):
    with pytest.raises(ValueError, match="Write it such as"):
        create_app({"FELTBOG_INSTANCE": app.config["FELTBOG_INSTANCE"], "FELTBOG_HOSTS": setting})


@pytest.mark.parametrize("setting", ["https://example.dk/feltbog", "http://a.dk/x/"])
def test_an_address_with_a_path_is_refused_at_the_start(app, setting):
    with pytest.raises(ValueError, match="cannot live below one"):
        create_app({"FELTBOG_INSTANCE": app.config["FELTBOG_INSTANCE"], "FELTBOG_HOSTS": setting})


@pytest.mark.parametrize("path", ["/", "/join", "/office/", "/form/observation", "/static/x/y.js", "/sw.js"])
@pytest.mark.parametrize(
    "asked",
    [
        {"base_url": "http://localhost/feltbog"},
        {"headers": {"X-Forwarded-Prefix": "/feltbog"}},
        {"headers": {"X-Forwarded-Prefix": "feltbog/"}},
    ],
)
def test_below_a_path_it_says_that_it_cannot_be_there(client, path, asked):
    answer = client.get(path, **asked)
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert "Feltbog kan ikke ligge i en undermappe (/feltbog). Giv den sit eget værtsnavn" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_below_a_path_the_api_says_so_too(client):
    answer = client.get("/api/session", headers={"X-Forwarded-Prefix": "/x"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "undermappe (/x)" in answer.get_json()["detail"]


def test_a_proxy_that_names_no_path_is_none(client):
    assert client.get("/", headers={"X-Forwarded-Prefix": "/"}).status_code == 200
    assert client.get("/healthz", base_url="http://localhost/feltbog").status_code == 200


def test_configured_names_replace_them(app):
    settings = {"FELTBOG_INSTANCE": app.config["FELTBOG_INSTANCE"], "FELTBOG_HOSTS": "Feltbog.example.org, intern"}
    client = create_app(settings).test_client()
    statuses = {
        host: client.get("/", headers={"Host": host}).status_code
        for host in ("feltbog.example.org", "intern:8000", "localhost")
    }
    assert statuses == {"feltbog.example.org": 200, "intern:8000": 200, "localhost": 400}


def test_codes_and_tokens_stay_out_of_the_log(app, client, monkeypatch, caplog):
    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr("app.access.guests.find_code", broken)
    monkeypatch.setattr("app.access.invitations.open_invitation", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.DEBUG):
        assert client.get("/join/7K4Q-2MXW").status_code == 500
        assert client.get("/account/invitation/hemmeligt-link").status_code == 500
        logging.getLogger("werkzeug").info('"%s" %s', "GET /join/7K4Q-2MXW?a=b HTTP/1.1", 200)
    routes = [record.facts["route"] for record in caplog.records if record.name == "feltbog.faults"]
    assert routes == ["/join/<code>", "/account/invitation/<token>"]
    assert '"GET /join/…?a=b HTTP/1.1" 200' in caplog.text
    assert "7K4Q" not in caplog.text
    assert "hemmeligt" not in caplog.text
