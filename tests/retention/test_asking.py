"""Nobody deletes by one click: pages and commands say first what goes, of which years, which for example, and ask."""

import re

import pytest
from accounts import LEADER
from lxml.html import fromstring
from pages import hidden, post, text
from running import refused, run

from app import intake
from app.definitions import Observation
from app.maintenance import ArchiveError, backup, examination

from .old_data import LATER, SAID, TOO_OLD, numbers

ASK = "/office/privacy/purge"


@pytest.fixture(autouse=True)
def _has_room(monkeypatch):
    monkeypatch.setattr(examination, "FREE_TO_TAKE", 0)


@pytest.fixture
def asked(app, old, moment, sign_in):
    """A leader's browser and the page that asks, two years later."""
    moment.set(TOO_OLD)
    browser = sign_in("leader")
    return browser, browser.get(ASK)


def agree(browser, page):
    return post(browser, ASK, as_of=hidden(page, "as_of"), total=hidden(page, "total"))


def test_the_page_says_what_goes_without_a_word_of_it(app, asked):
    _browser, page = asked
    said = text(page)
    total = sum(numbers(app).values())
    assert f"Slet {total} gamle oplysninger?" in said
    for kind, years in (
        ("Fri tekst i registreringer", "2017: 3"),
        ("Fotos", "2017: 1"),
        ("Venter på gennemsyn", "2017: 1"),
    ):
        row = next(row for row in fromstring(page.text).xpath("//tr") if kind in row.text_content())
        assert years in " ".join(row.text_content().split())
    assert "Observation, 12-05-2017" in said
    assert not [word for word in (SAID, "fyrre", LATER, "vaskeriet") if word in page.text]


def test_examples_can_be_looked_at(asked):
    browser, page = asked
    addresses = fromstring(page.text).xpath("//td/a/@href")
    assert {address.split("/")[2] for address in addresses} == {"records", "photos", "quarantine", "follow-up"}
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_nothing_goes_without_the_answer(app, asked):
    browser, page = asked
    before = numbers(app)
    for said in (
        {},
        {"as_of": hidden(page, "as_of")},
        {"as_of": "i går", "total": "1"},
        {"total": hidden(page, "total")},
    ):
        answer = post(browser, ASK, **said)
        assert (answer.status_code, answer.location) == (303, ASK)
    assert numbers(app) == before


def test_what_was_shown_goes_and_what_came_of_it_is_said(app, asked):
    browser, page = asked
    total = hidden(page, "total")
    done = agree(browser, page)
    assert (done.status_code, done.location) == (303, "/office/privacy")
    assert numbers(app) == {}
    said = text(browser.get("/office/privacy"))
    assert f"{total} oplysninger er slettet. Serveren har en kopi fra lige før." in said
    assert "Intet er for gammelt." in said


def test_what_is_no_longer_the_same_is_asked_again(app, asked, old):
    browser, page = asked
    with app.test_request_context():
        intake.withdraw(Observation, old["seen"], LEADER, "Prøve")
    before = numbers(app)
    assert agree(browser, page).location == ASK
    assert "er blevet et andet siden da" in text(browser.get(ASK))
    assert numbers(app) == before


@pytest.mark.parametrize("later", ["2019-05-14T12:40:00+00:00", "2019-05-12T12:40:00+00:00"])
def test_an_answer_of_another_day_is_asked_again(app, asked, moment, later):
    browser, page = asked
    moment.set(later)
    assert agree(browser, page).location == ASK
    assert numbers(app)["phones"] == 1


def test_without_room_for_a_copy_the_page_says_so(app, asked, monkeypatch):
    browser, page = asked
    monkeypatch.setattr(examination, "FREE_TO_TAKE", 2**60)
    agree(browser, page)
    assert "Der var ikke plads til en kopi først" in text(browser.get("/office/privacy"))


def test_with_nothing_too_old_there_is_nothing_to_ask(app, leader):
    page = leader.get(ASK)
    assert "Intet er for gammelt." in text(page)
    assert "Slet 0" not in text(page)
    assert "Intet er for gammelt." in leader.get("/office/privacy").text


def test_after_it_nothing_is_announced(app, old, moment, sign_in):
    moment.set(TOO_OLD)
    run(app, "tend")
    browser = sign_in("leader")
    assert "skal slettes" in browser.get("/office/").text
    agree(browser, browser.get(ASK))
    assert "skal slettes" not in browser.get("/office/").text
    assert "bliver slettet af sig selv" not in browser.get("/office/privacy").text


# The command


def test_the_command_says_what_would_go(app, old, moment):
    moment.set(TOO_OLD)
    said = run(app, "purge", "--dry-run").stdout
    assert "texts: 3 from before 2017-05-13 (3 of 2017)" in said
    assert "nothing was changed" in said
    assert numbers(app)["texts"] == 3


@pytest.mark.parametrize("answer", [None, "n\n", "\n"])
def test_the_command_does_nothing_unasked(app, old, moment, answer):
    moment.set(TOO_OLD)
    done = app.test_cli_runner().invoke(args=["purge"], input=answer)
    assert done.exit_code == 1
    assert "purge --yes" in done.stderr
    assert numbers(app)["texts"] == 3


@pytest.mark.parametrize(("options", "answer"), [(["--yes"], None), ([], "y\n")])
def test_the_command_deletes_when_it_is_told_to(app, old, moment, options, answer):
    moment.set(TOO_OLD)
    total = sum(numbers(app).values())
    done = app.test_cli_runner().invoke(args=["purge", *options], input=answer)
    assert done.exit_code == 0, done.output
    assert re.search(rf"^{total} are gone\.$", done.stdout, re.MULTILINE)
    assert "before-20190513T124000Z-purge.zip: everything as it was before" in done.stdout
    assert numbers(app) == {}


def test_a_damaged_database_is_one_line(app, old, moment, monkeypatch):
    moment.set(TOO_OLD)

    def damaged(*_arguments):
        raise ArchiveError("the database is damaged (page 7); restore the last good backup")

    monkeypatch.setattr(backup, "back_up", damaged)
    assert "the database is damaged" in refused(run(app, "purge", "--yes"))
    assert numbers(app)["texts"] == 3


def test_nothing_to_delete_asks_nothing(app):
    done = run(app, "purge")
    assert done.exit_code == 0
    assert "0 are gone." in done.stdout
