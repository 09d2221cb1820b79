"""Changing one's own password."""

import pytest
from accounts import PASSWORD, make_account, sign, who
from pages import fill, text, token

NEW = "en helt ny adgangskode"


@pytest.fixture
def anna(app, client):
    make_account(app)
    sign(client)
    return client


def test_whoever_knows_the_old_password_chooses_a_new_one(app, anna):
    answer = fill(anna, "/account/password", current=PASSWORD, new=NEW)
    assert (answer.status_code, answer.location) == (303, "/account/password")
    assert "Adgangskoden er skiftet." in text(anna.get(answer.location))
    elsewhere = app.test_client()
    assert sign(elsewhere).status_code == 401
    assert sign(elsewhere, password=NEW).status_code == 303


def test_all_other_sessions_end_and_this_one_goes_on(app, anna):
    elsewhere = app.test_client()
    sign(elsewhere)
    before = token(anna)
    fill(anna, "/account/password", current=PASSWORD, new=NEW)
    assert who(elsewhere) is None
    assert who(anna)["name"] == "Anna"
    assert token(anna) != before


def test_a_wrong_old_password_is_401_and_counts_as_a_failure(anna):
    for _ in range(10):
        answer = fill(anna, "/account/password", current="noget helt andet", new=NEW)
        assert answer.status_code == 401
    assert "Den nuværende adgangskode er forkert." in text(answer)
    assert fill(anna, "/account/password", current=PASSWORD, new=NEW).status_code == 429


def test_a_new_password_has_to_do(anna):
    answer = fill(anna, "/account/password", current=PASSWORD, new="kort")
    assert answer.status_code == 422
    assert "Adgangskoden er for kort." in text(answer)


def test_a_stale_form_is_403_with_the_form_again(anna):
    answer = anna.post("/account/password", data={"current": PASSWORD, "new": NEW})
    assert answer.status_code == 403
    assert "Siden har ligget for længe." in text(answer)
