"""The leader gives accounts, hands links over, locks out and lets in; never so that no leader is left."""

import re

import pytest
from accounts import PASSWORD, make_account, sign, who
from pages import fill, post, text

from app.access import invitations, people
from app.base.messages import RefusedError

FACTS = {"name": "Rikke Rådgiver", "email": "Rikke@Example.org", "role": "counsellor", "party": ""}
LINK = re.compile(r"http://localhost(/account/invitation/[\w-]+)")


@pytest.fixture
def leader(app):
    """A leader who signed in with a password, as leaders do."""
    make_account(app, "leader", "leder@example.org", "Leder")
    browser = app.test_client()
    sign(browser, "leder@example.org")
    return browser


def do(browser, id, action):
    return post(browser, f"/office/people/{id}/{action}")


def can_sign_in(app, email="anna@example.org", password=PASSWORD):
    return sign(app.test_client(), email, password).status_code == 303


def test_a_new_person_gets_a_link_that_is_shown_once_and_makes_a_working_account(app, leader):
    answer = fill(leader, "/office/people/new", **FACTS)
    assert answer.status_code == 303
    page = leader.get(answer.location)
    path = LINK.search(page.text)[1]
    assert "Det vises kun nu." in text(page)
    assert not LINK.search(leader.get(answer.location).text)
    rikke = app.test_client()
    assert fill(rikke, path, password=PASSWORD).status_code == 303
    assert who(rikke)["role"] == "counsellor"
    assert can_sign_in(app, "rikke@example.org")


def test_the_list_says_who_has_an_account_and_how_it_is(app, leader):
    fill(leader, "/office/people/new", **FACTS)
    fill(
        leader,
        "/office/people/new",
        name="Politiets kontakt",
        email="politi@example.org",
        role="party",
        party="police",
    )
    anna = make_account(app)
    with app.app_context():
        people.disable(anna)
    words = text(leader.get("/office/people"))
    assert "Rikke Rådgiver rikke@example.org Rådgiver – Har ikke valgt adgangskode" in words
    assert "Samarbejdspart Nordjyllands Politi, nærpolitiet" in words
    assert "Anna anna@example.org Rådgiver – Lukket" in words
    assert "Leder leder@example.org Projektleder 12-05-2026 14.40 Kan logge ind" in words


def test_what_does_not_do_is_said_and_nobody_is_made(leader):
    for changes, words in (
        ({"name": ""}, "Skriv et navn."),
        ({"email": "rikke"}, "E-mailen ser forkert ud."),
        ({"email": "LEDER@example.org"}, "Der er allerede en bruger med den e-mail."),
        ({"role": "king"}, "Vælg en rolle."),
        ({"role": "walker"}, "Vælg en rolle."),
        ({"role": "party"}, "Vælg, hvilken samarbejdspart"),
        ({"role": "party", "party": "pirates"}, "Vælg, hvilken samarbejdspart"),
        ({"party": "police"}, "Kun en samarbejdspart"),
    ):
        answer = fill(leader, "/office/people/new", **(FACTS | changes))
        assert answer.status_code == 422
        assert text(answer).count(words) == 2
    assert "Rikke" not in text(leader.get("/office/people"))


def test_a_closed_account_is_locked_out_at_once_and_everywhere_until_it_is_opened(app, leader):
    anna = make_account(app)
    phone = app.test_client()
    sign(phone)
    assert do(leader, anna, "disable").status_code == 303
    assert who(phone) is None
    assert not can_sign_in(app)
    assert do(leader, anna, "enable").status_code == 303
    assert who(phone) is None
    assert can_sign_in(app)


def test_a_closed_account_without_a_password_needs_a_link(app, leader):
    with app.app_context():
        anna = people.create("anna@example.org", "Anna", "host").id
    assert do(leader, anna, "disable").status_code == 303
    assert "Giv Anna et nyt link" in text(leader.get(do(leader, anna, "enable").location))


def test_a_reset_ends_sessions_and_the_password_and_gives_a_link(app, leader):
    anna = make_account(app)
    phone = app.test_client()
    sign(phone)
    answer = do(leader, anna, "reset")
    assert answer.status_code == 303
    assert who(phone) is None
    assert not can_sign_in(app)
    path = LINK.search(leader.get(answer.location).text)[1]
    assert fill(phone, path, password="en helt ny adgangskode").status_code == 303
    assert can_sign_in(app, password="en helt ny adgangskode")


def test_a_link_is_shown_on_its_own_persons_page_only(app, leader):
    anna, bo = make_account(app), make_account(app, email="bo@example.org", name="Bo")
    do(leader, anna, "reset")
    assert not LINK.search(leader.get(f"/office/people/{bo}").text)


def test_nobody_closes_or_resets_their_own_account(app, leader):
    own = who(leader)["id"]
    make_account(app, "leader", "anden@example.org", "Anden")
    for action in ("disable", "reset"):
        answer = do(leader, own, action)
        assert answer.status_code == 422
        assert "Det kan du ikke gøre ved din egen konto." in text(answer)
    assert who(leader) is not None


def test_the_last_leader_who_can_sign_in_stays(app, leader):
    last = who(leader)["id"]
    with app.app_context():
        people.create("ny@example.org", "Ny", "leader")  # has not chosen a password yet
        closed = people.create("gammel@example.org", "Gammel", "leader", password=PASSWORD)
        people.disable(closed.id)
        for act in (people.disable, invitations.reset):
            with pytest.raises(RefusedError, match="mindst én projektleder"):
                act(last)
        people.enable(closed.id)
        people.disable(last)
    assert who(leader) is None


def test_an_unknown_person_is_404(leader):
    assert leader.get("/office/people/findes-ikke").status_code == 404
    assert do(leader, "findes-ikke", "reset").status_code == 404
