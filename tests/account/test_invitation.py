"""One-time links: the first leader's on an empty database, and everybody else's; only a hash of them is kept."""

import re

import pytest
from accounts import PASSWORD, make_account, sign, who
from pages import fill, fill_again, form_of, text

from app.access import invitations, people
from app.base import db
from app.store import Invitation

FACTS = {"name": "Lene", "email": "Lene@Example.org", "password": PASSWORD}


@pytest.fixture
def init(app):
    """Runs `init`; the path of the link that it prints, or None."""

    def run():
        result = app.test_cli_runner().invoke(args=["init"])
        assert result.exit_code == 0, result.output
        found = re.search(r"http://127\.0\.0\.1:8000(/account/invitation/\S+)", result.output)
        return found and found[1]

    return run


@pytest.fixture
def invite(app, make_user):
    """Invites somebody who has no password yet; the path of the link."""

    def make(role="counsellor"):
        id = make_user(role)
        with app.app_context():
            return f"/account/invitation/{invitations.invite(id)}"

    return make


def test_an_empty_database_prints_a_link_that_makes_the_leader(client, init):
    answer = fill(client, init(), **FACTS)
    assert (answer.status_code, answer.location) == (303, "/office/")
    assert who(client)["role"] == "leader"
    assert who(client)["name"] == "Lene"


def test_the_first_leader_signs_in_afterwards(app, client, init):
    fill(client, init(), **FACTS)
    again = app.test_client()
    assert sign(again, "lene@example.org").status_code == 303


def test_a_link_is_printed_until_there_is_an_account_and_each_works(client, init):
    first, second = init(), init()
    assert first != second
    assert fill(client, first, **FACTS).status_code == 303
    assert client.get(second).status_code == 404
    assert init() is None


def test_the_link_names_the_port_and_the_host_that_are_set(app, monkeypatch):
    def printed():
        return app.test_cli_runner().invoke(args=["init"]).output

    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("HOST", "0.0.0.0")
    assert "http://127.0.0.1:8123/account/invitation/" in printed()
    monkeypatch.setenv("HOST", "localhost")
    assert "http://localhost:8123/account/invitation/" in printed()
    app.config["FELTBOG_HOSTS"] = "feltbog.example.org, 127.0.0.1"
    assert "https://feltbog.example.org/account/invitation/" in printed()


def test_an_invited_person_chooses_a_password_and_is_signed_in(app, client, invite):
    path = invite()
    assert "raadgiver@example.org" in text(client.get(path))
    answer = fill(client, path, name="Rikke Rådgiver", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert who(client)["name"] == "Rikke Rådgiver"
    again = app.test_client()
    assert sign(again, "raadgiver@example.org").status_code == 303


def test_a_link_works_once(app, client, invite):
    path = invite()
    fill(client, path, password=PASSWORD)
    stranger = app.test_client()
    answer = stranger.get(path)
    assert answer.status_code == 404
    assert "Linket virker ikke længere" in text(answer)
    token = stranger.get("/api/session").get_json()["csrf_token"]
    data = {"csrf_token": token, "name": "En anden", "password": PASSWORD}
    assert stranger.post(path, data=data).status_code == 404


def test_looking_at_a_link_does_not_use_it_up(client, invite):
    path = invite()
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert fill(client, path, password=PASSWORD).status_code == 303


def test_a_link_works_for_seven_days(client, invite, moment):
    path = invite()
    moment.set("2026-05-19T12:39:00+00:00")
    assert client.get(path).status_code == 200
    moment.set("2026-05-19T12:40:00+00:00")
    assert client.get(path).status_code == 404


def test_a_new_link_ends_the_one_before(client, invite):
    first, second = invite(), invite()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_a_closed_accounts_link_does_not_work(app, client, invite, make_user):
    path = invite()
    with app.app_context():
        people.disable(make_user("counsellor"))
    assert client.get(path).status_code == 404


def test_an_unknown_link_is_404(client):
    for token in ("x", "x" * 3000, "%ed%a0%bd", "%00"):
        assert client.get(f"/account/invitation/{token}").status_code == 404


def test_only_a_hash_of_the_token_is_kept(app, invite):
    token = invite().rpartition("/")[2]
    with app.app_context():
        (invitation,) = db.session.query(Invitation)
        assert token not in (invitation.token_hash, *map(str, vars(invitation).values()))
        assert len(invitation.token_hash) == 64


def test_what_does_not_do_is_said_beside_its_field_and_the_link_stays(client, init):
    path = init()
    for changes, words in (
        ({"password": ""}, "Vælg en adgangskode på mindst 10 tegn."),
        ({"password": "ni tegn.."}, "Adgangskoden er for kort."),
        ({"password": "LENE@example.org"}, "Adgangskoden må ikke være din e-mail."),
        ({"password": "Adgangskode123"}, "Mange bruger den adgangskode"),
        ({"password": "aaaaaaaaaaaa"}, "Mange bruger den adgangskode"),
        ({"name": "  "}, "Skriv et navn."),
        ({"name": "x" * 101}, "Navnet er for langt."),
        ({"email": ""}, "Skriv en e-mail."),
        ({"email": "lene"}, "E-mailen ser forkert ud."),
        ({"email": "lene@example@org.dk"}, "E-mailen ser forkert ud."),
    ):
        answer = fill(client, path, **(FACTS | changes))
        assert answer.status_code == 422
        assert text(answer).count(words) == 2  # beside the field and in the summary above
        assert form_of(answer).fields["password"] in (None, "")
    assert fill_again(client, answer, "", **FACTS).status_code == 303


@pytest.mark.parametrize("password", ["tre små grise", "  🐷 mellemrum tæller  " * 50])
def test_long_is_enough_for_a_password(app, client, init, password):
    assert fill(client, init(), **(FACTS | {"password": password})).status_code == 303
    again = app.test_client()
    assert sign(again, "lene@example.org", password).status_code == 303


def test_accepting_ends_the_sessions_that_were(app, client, sign_in, invite):
    before = sign_in("counsellor")
    assert who(before) is not None
    fill(client, invite(), password=PASSWORD)
    assert who(before) is None


def test_the_first_leaders_link_is_worthless_once_there_is_an_account(app, client, init):
    path = init()
    make_account(app)
    assert client.get(path).status_code == 404
