"""`user add` makes an account that works at once, or says in one line why not."""

import pytest
from accounts import PASSWORD, sign, who


@pytest.fixture
def run(app):
    def invoke(*args, password=PASSWORD, **options):
        environ = {"FELTBOG_PASSWORD": password}
        return app.test_cli_runner().invoke(args=["user", "add", *args], env=environ, **options)

    return invoke


@pytest.mark.parametrize("role", ["leader", "counsellor", "host"])
def test_the_account_works_at_once(client, run, role):
    result = run("Ny@Example.org", "--role", role, "--name", "Ny Bruger")
    assert (result.exit_code, result.output) == (0, f"ny@example.org can sign in as {role}.\n")
    assert sign(client, "ny@example.org").status_code == 303
    assert who(client)["role"] == role
    assert who(client)["name"] == "Ny Bruger"


def test_a_party_belongs_to_a_party_of_the_plan(run):
    assert run("part@example.org", "--role", "party", "--party", "police").exit_code == 0


def test_without_a_name_it_is_what_stands_before_the_at(client, run):
    run("ny@example.org", "--role", "host")
    sign(client, "ny@example.org")
    assert who(client)["name"] == "ny"


def test_without_the_setting_it_asks_for_the_password_twice(client, run):
    result = run("ny@example.org", "--role", "host", password="", input=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert sign(client, "ny@example.org").status_code == 303


@pytest.mark.parametrize(
    ("args", "password", "words"),
    [
        (("ny@example.org", "--role", "party"), PASSWORD, "Vælg, hvilken samarbejdspart"),
        (("ny@example.org", "--role", "party", "--party", "pirates"), PASSWORD, "Vælg, hvilken samarbejdspart"),
        (("ny@example.org", "--role", "host", "--party", "police"), PASSWORD, "Kun en samarbejdspart"),
        (("ny", "--role", "host"), PASSWORD, "E-mailen ser forkert ud."),
        (("ny@example.org", "--role", "host"), "kort", "Adgangskoden er for kort."),
    ],
)
def test_what_does_not_do_is_one_line_and_a_failure(run, args, password, words):
    result = run(*args, password=password)
    assert result.exit_code != 0
    assert words in result.output
    assert result.output.count("\n") == 1


def test_an_email_is_used_once(run):
    run("ny@example.org", "--role", "host")
    result = run("NY@example.org", "--role", "leader")
    assert result.exit_code != 0
    assert "Der er allerede en bruger med den e-mail." in result.output


def test_an_unknown_role_is_refused(run):
    assert run("ny@example.org", "--role", "king").exit_code != 0
