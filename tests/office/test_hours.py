"""*Timer*: written down in quarters on a line of the agreement, seen and corrected by whoever wrote them, or the leader."""

import pytest
from agreeing import adopt_only, document
from lxml.html import fromstring
from pages import post, text
from sending import LIKE_A_NUMBER, new_id

PATH = "/office/hours"
COUNSEL = "A2.social_worker.counsel"


@pytest.fixture(autouse=True)
def in_2017(moment):
    moment.set("2017-11-20T10:00:00+00:00")


def write(client, **changes):
    answers = {"entry": new_id(), "date": "2017-11-20", "task": COUNSEL, "hours": "1,25", "note": ""}
    return post(client, PATH, **answers | changes)


def entry_of(client):
    """The address of the newest entry."""
    return fromstring(client.get(f"{PATH}?year=2017").text).xpath("//ul[contains(@class,'spent')]//a/@href")[0]


def test_hours_are_written_down_and_added_up(counsellor, leader):
    assert write(counsellor).status_code == 303
    assert write(counsellor, hours="0.5", note="Møde").status_code == 303
    page = text(counsellor.get(PATH))
    assert "1,75 timer i alt" in page
    assert "A2 Socialfaglig vejledning og brobygning 1,75 420" in page
    assert "494" in text(leader.get(PATH))
    assert "A3 Brobyggende" not in page


def test_today_and_the_line_used_last_are_there_already(counsellor):
    write(counsellor)
    page = fromstring(counsellor.get(PATH).text)
    assert page.get_element_by_id("date").get("value") == "2017-11-20"
    assert page.xpath("//select[@id='task']//option[@selected]/@value") == [COUNSEL]


def test_an_id_whose_digits_happen_to_make_a_personal_number_is_written_once(counsellor):
    for _time in range(2):
        assert write(counsellor, entry=LIKE_A_NUMBER).status_code == 303
    assert "1,25 timer i alt" in text(counsellor.get(PATH))


def test_sending_twice_writes_once(counsellor):
    id = fromstring(counsellor.get(PATH).text).get_element_by_id("entry").get("value")
    assert write(counsellor, entry=id).status_code == 303
    assert write(counsellor, entry=id).status_code == 303
    assert "1,25 timer i alt" in text(counsellor.get(PATH))


def test_the_buttons_add_without_script_and_write_nothing(counsellor):
    answer = write(counsellor, hours="1,25", add="0.25", task="")
    assert fromstring(answer.text).get_element_by_id("hours").get("value") == "1,5"
    assert "Fejl" not in text(answer)
    assert "timer i alt" not in text(counsellor.get(PATH))
    assert fromstring(write(counsellor, hours="", add="-0.25").text).get_element_by_id("hours").get("value") in (
        None,
        "",
    )


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("hours", "1,1", "Skriv timer i kvarte"),
        ("hours", "25", "højst 24 timer"),
        ("hours", "0", "mindst et kvarter"),
        ("hours", "en time", "Skriv et tal med cifre"),
        ("hours", "", "Skriv, hvor mange timer"),
        ("date", "2017-11-21", "ligger i fremtiden"),
        ("date", "", "Skriv datoen"),
        ("date", "i går", "Skriv datoen som dag, måned og år"),
        ("task", "", "Vælg, hvem og hvad"),
        ("task", "A2.social_worker", "Aftalen har ingen timer til det"),
        ("note", "010180-1234", "CPR-nummer"),
    ],
)
def test_a_fault_stands_above_its_field_and_in_the_summary(counsellor, field, typed, said):
    answer = write(counsellor, **{field: typed})
    assert answer.status_code == 422
    page = fromstring(answer.text)
    assert said in page.get_element_by_id(f"{field}-error").text_content()
    assert said in page.get_element_by_id("error-summary").text_content()
    assert page.findtext(".//title").startswith("Fejl:")
    assert "timer i alt" not in text(counsellor.get(PATH))


def test_what_was_corrected_and_deleted_leaves_a_trace(counsellor):
    write(counsellor)
    entry = entry_of(counsellor)
    answers = {"date": "2017-11-19", "task": COUNSEL, "hours": "2", "note": "Rettet"}
    assert post(counsellor, entry, **answers).status_code == 303
    assert "2 timer i alt" in text(counsellor.get(PATH))
    assert "Slet 2 timer?" in text(counsellor.get(f"{entry}/delete"))
    assert "2 timer i alt" in text(counsellor.get(PATH))
    assert post(counsellor, f"{entry}/delete").status_code == 303
    assert post(counsellor, f"{entry}/delete").status_code == 303
    page = text(counsellor.get(PATH))
    assert "0 timer i alt" in page
    assert "1 linje er slettet" in page
    history = text(counsellor.get(entry))
    assert (
        history.index("Slettet 19. november") < history.index("2 timer 19. november") < history.index("1,25 timer 20.")
    )
    assert post(counsellor, entry, **answers).status_code == 422


def test_others_see_their_own_alone_and_the_leader_everybodys(counsellor, leader, sign_in):
    write(counsellor)
    write(sign_in("party"), task="A2.benefit_centre.spar", hours="2")
    entry = entry_of(counsellor)
    host = sign_in("host")
    assert host.get(entry).status_code == 404
    assert post(host, entry, date="2017-11-20", task=COUNSEL, hours="9").status_code == 404
    assert post(host, f"{entry}/delete").status_code == 404
    assert "Rådgiver" in text(leader.get(PATH))
    assert "3,25 timer i alt" in text(leader.get(PATH))
    post(leader, entry, date="2017-11-20", task=COUNSEL, hours="3", note="")
    assert "3 timer i alt" in text(counsellor.get(PATH))
    assert counsellor.get(entry).status_code == 200


def test_a_year_without_a_budget_says_what_the_agreement_has(sign_in, moment):
    moment.set("2026-05-12T10:00:00+00:00")
    counsellor = sign_in("counsellor")
    page = counsellor.get(PATH)
    assert "Timer 2020" in text(page)
    assert fromstring(page.text).get_element_by_id("date").get("value") in (None, "")
    assert "Aftalen har ingen timer til det i 2026" in text(write(counsellor, date="2026-05-12"))
    assert "Timer 2020" in text(counsellor.get(f"{PATH}?year=1999"))
    assert "Timer 2020" in text(counsellor.get(f"{PATH}?year=x"))


def test_without_hours_in_the_agreement_nothing_is_asked(app, sign_in):
    with app.app_context():
        adopt_only(
            {
                **document(),
                "hours": [],
                "criteria": [each for each in document()["criteria"] if not each["code"].startswith("hours")],
            }
        )
    for role, can_see in (("leader", True), ("counsellor", False)):
        page = sign_in(role).get(f"{PATH}?year=2017")
        assert "Aftalen har ingen timer i 2017, som kan skrives ned." in text(page)
        assert bool(fromstring(page.text).xpath("//main//a[@href='/office/agreements/tryghed']")) is can_see
        assert not fromstring(page.text).xpath("//main//form")
