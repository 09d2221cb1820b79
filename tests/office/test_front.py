"""The front page of each role: what waits, what comes, what came in."""

from datetime import date, timedelta

import pytest
from agreeing import adopt_only, document
from conftest import TODAY
from lxml.html import fromstring
from pages import text, words_of
from sending import new_id, send, submission

from app import evaluation


def part(page, name):
    """The words of one section."""
    heading = fromstring(page.text).get_element_by_id(name)
    return words_of(heading.xpath("ancestor::section")[0])


def test_it_says_the_day_and_the_week_and_offers_the_years_workbook(leader):
    page = leader.get("/office/")
    assert "Tirsdag den 12. maj 2026, uge 20." in text(page)
    link = next(
        a for a in fromstring(page.text).find_class("primary") if "Hent Excel-arket for 2026" in a.text_content()
    )
    assert link.get("href") == "/office/workbook/2026"


def test_nothing_that_waits_is_said_calmly(leader):
    assert "Intet venter på dig." in part(leader.get("/office/"), "waiting")


def test_what_waits_for_review_is_counted_by_why(leader, joined, make_walk):
    phone = joined(make_walk())
    send(phone, submission(answers={"kind": "maybe"}), submission(answers={"category": "?"}))
    sent = submission()
    send(phone, sent, sent | {"answers": sent["answers"] | {"kind": "good"}})
    page = leader.get("/office/")
    words = part(page, "waiting")
    assert "3 registreringer skal ses igennem De tæller ikke med endnu." in words
    assert "Én findes i to forskellige udgaver. 2 er ugyldige." in words
    bar = next(a for a in fromstring(page.text).xpath("//header//nav//a") if "Til gennemsyn" in a.text_content())
    assert bar.text_content().split() == ["Til", "gennemsyn", "3", "venter"]


def test_phones_with_unsent_records_are_summed_with_the_day_they_were_seen(leader, counsellor, sign_in, moment):
    for pending in (3, 2, 0):
        send(counsellor, submission("contact"), device=new_id(), pending=pending)
    moment.set("2026-05-13T08:00:00+00:00")
    page = leader.get("/office/")
    assert "2 telefoner har 5 usendte registreringer, senest set i går" in text(page)
    moment.set("2026-05-20T08:00:00+00:00")
    assert "senest set for 8 dage siden" in text(leader.get("/office/"))
    moment.set("2026-09-20T08:00:00+00:00")
    assert "senest set den 12. maj 2026" in text(sign_in("leader").get("/office/"))


def test_one_of_each_is_said_in_the_singular(leader):
    send(leader, submission(), pending=1)
    assert "1 telefon har 1 usendt registrering, senest set i dag" in text(leader.get("/office/"))


def test_what_comes_stands_in_order_with_its_code(leader, make_walk, make_event):
    make_walk("Senere vandring", TODAY + timedelta(days=8))
    event = make_event("Fest", TODAY + timedelta(days=1), counts_for=("tryghed/A1b", "tryghed/A3c"), place="Torvet")
    make_walk("I går", TODAY - timedelta(days=1))
    page = leader.get("/office/")
    words = part(page, "coming")
    assert words.index("Fest") < words.index("Senere vandring")
    assert "ons13.5. Fest Torvet · tæller for A1b og A3c" in words
    assert "I går" not in words
    assert f"/office/events/{event.id}/poster" in page.text


def test_what_is_cancelled_does_not_come(leader, make_walk, app):
    walk = make_walk("Aflyst vandring")
    leader.post(
        f"/office/walks/{walk.id}/cancel", data={"csrf_token": leader.get("/api/session").get_json()["csrf_token"]}
    )
    assert "Der er ikke planlagt noget." in part(leader.get("/office/"), "coming")


def test_the_last_eight_records_lead_to_all(leader, joined, make_walk, moment):
    phone = joined(make_walk())
    for _each in range(9):
        send(phone, submission())
    moment.set("2026-05-12T12:41:00+00:00")
    send(leader, submission("contact"))
    page = leader.get("/office/")
    words = part(page, "latest")
    assert "Vis alle 10" in words
    assert "Kom forbi · Breve (læsning/oversættelse)" in words
    assert (
        len(fromstring(page.text).get_element_by_id("latest").xpath("ancestor::section")[0].xpath(".//tbody/tr")) == 8
    )


@pytest.mark.parametrize(
    ("role", "to"),
    [("counsellor", "/office/contacts"), ("host", "/office/events"), ("party", "/office/follow-up")],
)
def test_who_has_one_page_begins_there(sign_in, role, to):
    answer = sign_in(role).get("/office/")
    assert (answer.status_code, answer.location) == (302, to)


def test_the_criteria_of_the_agreements_year_stand_by_state(leader, moment, make_event):
    make_event("Fest", date(2017, 3, 4), kind="kulturfest", counts_for=("tryghed/A1b",))
    moment.set("2017-11-20T09:00:00+00:00")
    words = part(page := leader.get("/office/"), "criteria")
    assert words.startswith("De 12 kriterier i 2017 Se evalueringen")
    assert "3 Bagud A1b · A2b · A3c" in words
    assert "9 Mangler M1 · M2 · M3 · A1a · A2a · A2c · A2d · A3a · A3b" in words
    assert words.endswith("Året er ikke slut. Optalte tal er foreløbige.")
    assert "/office/evaluation/2017/criterion/A1b" in page.text


def test_the_panel_says_what_the_report_says(app, leader, moment):
    moment.set("2018-06-01T09:00:00+00:00")
    panel = fromstring(leader.get("/office/").text).get_element_by_id("criteria").xpath("ancestor::section")[0]
    assert "De 8 kriterier i 2018" in panel.text_content()
    shown = [
        (row.find_class("badge")[0].text_content(), [link.text for link in row.iter("a")])
        for row in panel.xpath(".//ul/li")
    ]
    with app.app_context():
        findings = [each for each in evaluation.evaluate(2018).findings if each.state != "not_applicable"]
    assert sorted((word, id) for word, ids in shown for id in ids) == sorted(
        (each.state.words, each.id) for each in findings
    )


def test_what_is_missing_is_named_and_leads_to_where_it_is_entered(app, leader, moment):
    moment.set("2017-11-20T09:00:00+00:00")
    with app.app_context():
        missing = evaluation.evaluate(2017).lacking
    page = leader.get("/office/")
    words = part(page, "waiting")
    assert f"{len(missing)} oplysninger mangler for 2017" in words
    assert "Grundlæggende tryghed, afdelingen (M1), grundlæggende tryghed, byen (M1), oplevet" in words
    assert f"og {len(missing) - 4} mere. Indtast" in words
    link = fromstring(page.text).xpath("//ul[@class='todo']//a[contains(., 'Indtast')]/@href")
    assert link == ["/office/evaluation/2017/figures"]


def test_where_only_milestones_are_missing_it_leads_to_them(app, leader, moment):
    moment.set("2017-11-20T09:00:00+00:00")
    reached = [each for each in document()["criteria"] if "milestones" in each["measures"][0]["of"][0]]
    with app.app_context():
        adopt_only({**document(), "figures": [], "criteria": reached})
    link = fromstring(leader.get("/office/").text).xpath("//ul[@class='todo']//a[contains(., 'Indtast')]/@href")
    assert link == ["/office/evaluation/2017/meetings"]
    lacking = fromstring(leader.get("/office/evaluation/2017").text).xpath(
        "//section[.//h2[@id='lacking']]//tbody//a/@href"
    )
    assert set(lacking) == {"/office/evaluation/2017/meetings#milestones"}


def test_the_year_before_still_waits_for_what_comes_in_this_one(app, leader, moment):
    moment.set("2018-02-01T09:00:00+00:00")
    with app.app_context():
        assert evaluation.lacking_in(2017) == evaluation.evaluate(2017).lacking
    words = part(leader.get("/office/"), "waiting")
    assert words.index("oplysninger mangler for 2017") < words.index("oplysninger mangler for 2018")


def test_after_the_agreement_its_last_year_with_something_in_it_stands(leader, make_walk):
    assert "Aftalen gælder 2017–2020. Hvad med 2026?" in part(leader.get("/office/"), "criteria")
    make_walk("Forårsvandring", date(2019, 4, 20))
    page = leader.get("/office/")
    assert "2019 er det seneste af aftalens år, der er noget i. Hvad med 2026?" in part(page, "criteria")
    assert "oplysninger mangler for 2019" in text(page)
    assert "oplysninger mangler for 2018" not in text(page)
    outside = text(leader.get("/office/evaluation/2026"))
    assert "2026 ligger uden for aftalens år, 2017–2020. Vælg et af dem, eller opret en aftale for 2026." in outside
    assert "Se registreringerne fra 2026" in outside
