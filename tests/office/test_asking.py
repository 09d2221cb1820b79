"""*Tal, vi mangler*: a message to each party that delivers some of it, ready to be sent."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from accounts import LEADER
from lxml.html import fromstring
from pages import text

from app import agreement, criteria, evaluation
from app.evaluation import reported

SKOVPARKEN = Path(__file__).parents[1] / "agreement/plan_files/skovparken.toml"
GIVEN = {
    "safety_basic_estate": "85,2", "safety_basic_city": "89,4", "safety_perceived_estate": "60,1",
    "safety_perceived_city": "66,5", "residents": "1824", "evictions": "2", "eviction_level": "0,13",
    "bike_patrol_hours": "187,5", "club_visits": "31",
}  # fmt: skip


@pytest.fixture
def year(app, moment):
    """20 November 2017: trust in the police, the water, and two more of the administration's are not there."""
    moment.set("2017-11-20T10:00:00+00:00")
    with app.app_context():
        reported.figures.enter(2017, GIVEN, source="Brev", person=LEADER)


def asked(page):
    """The messages by party: the text, and the link's subject and body."""
    found = {}
    for card in fromstring(page.text).xpath("//section[contains(@class, 'asking')]/details"):
        (field,), (link,) = card.xpath(".//textarea"), card.xpath(".//a[starts-with(@href, 'mailto:')]/@href")
        assert card.xpath(f".//label[@for='{field.get('id')}']")
        assert card.xpath(f".//button[@data-copy='{field.get('id')}']")
        assert field.get("readonly") is not None
        address = urlsplit(link)
        assert address.path == ""
        found[field.get("id").removeprefix("ask-")] = field.text_content().strip(), parse_qs(address.query)
    return found


@pytest.mark.usefixtures("year")
def test_each_party_is_asked_for_what_it_delivers(sign_in):
    page = sign_in("leader").get("/office/evaluation/2017")
    found = asked(page)
    assert list(found) == ["police", "housing_admin"]
    message, link = found["housing_admin"]
    assert (
        message
        == """Hej

Vi samler tal til den årlige evaluering af »Tryghed og Trivsel« i Løvvangen, afdeling 12. Vi mangler disse 3 tal fra jer for 2017:

1. Efterregning for vand over 1.000 kr., 2017. Gerne senest den 30. april 2018.
Enhed: husstande, et helt tal for hele året.
Husstande, der skal betale mere end 1.000 kr. Præcis 1.000 kr. tæller ikke med. Året er det år, vandet er brugt.
I 2015 var tallet 49 husstande.

2. Rykker 2, 2017. Gerne senest den 31. januar 2018.
Enhed: breve, et helt tal for hele året.
I 2015 var tallet 68 breve.

3. Sendt til fogedretten, 2017. Gerne senest den 31. januar 2018.
Enhed: sager, et helt tal for hele året.
Alle sager, der er sendt, også dem, der ikke endte med en udsættelse.
I 2015 var tallet 10 sager.

Svar på denne besked. Skriv også, hvor tallet kommer fra, og hvilken dag det er gjort op.
Er det gjort op på en anden måde end i 2015, så skriv hvordan.
Er et tal 0, så skriv 0. Findes det ikke, så skriv det; så venter vi ikke på det.
Send kun tal: ingen navne, adresser eller CPR-numre.

På forhånd tak.

Med venlig hilsen
Projektlederen, Løvvangen"""
    )
    assert link["subject"] == ["Tal for 2017 til evalueringen af »Tryghed og Trivsel«, Løvvangen"]
    assert link["body"][0].split("\r\n") == message.split("\n")


@pytest.mark.usefixtures("year")
def test_one_figure_is_asked_for_in_the_singular_and_its_unit_where_nobody_knows_it(sign_in):
    message, _link = asked(sign_in("leader").get("/office/evaluation/2017"))["police"]
    assert (
        "Vi mangler dette tal fra jer for 2017:\n\nTillid til politiet, 2017. Gerne senest den 31. december" in message
    )
    assert "Enhed: skriv den sammen med tallet." in message


def test_who_answers_late_is_given_a_fortnight(sign_in, moment):
    moment.set("2018-06-01T10:00:00+00:00")
    found = asked(sign_in("leader").get("/office/evaluation/2017"))
    assert all("senest den 15. juni 2018" in message for message, _link in found.values())


def test_a_message_that_is_too_long_for_a_link_gives_it_the_subject(sign_in, moment):
    moment.set("2018-06-01T10:00:00+00:00")
    page = sign_in("leader").get("/office/evaluation/2017")
    assert set(asked(page)["housing_admin"][1]) == {"subject"}
    assert "Beskeden er for lang til et link." in text(page)


def test_a_year_that_has_not_begun_asks_nobody(sign_in, moment):
    moment.set("2017-11-20T10:00:00+00:00")
    page = sign_in("leader").get("/office/evaluation/2018")
    assert "Tal, vi mangler" in page.text
    assert asked(page) == {}


@pytest.mark.usefixtures("year")
def test_what_is_there_is_not_asked_for(app, sign_in):
    with app.app_context():
        reported.figures.enter(2017, {"police_trust": "87"}, source="Brev", person=LEADER)
    assert list(asked(sign_in("leader").get("/office/evaluation/2017"))) == ["housing_admin"]


def test_another_agreement_is_asked_about_in_its_own_words(app, moment):
    moment.set("2022-11-20T10:00:00+00:00")
    with app.app_context(), app.test_request_context():
        (message,) = evaluation.messages(
            evaluation.evaluate(2022, plan=agreement.Agreement(criteria.read(SKOVPARKEN).document))
        )
    assert (message.party, message.name) == ("police", "Politiet")
    assert message.subject == "Tal for 2022 til evalueringen af »Sammen om Skovparken«, Skovparken"
    assert (
        "1. Tryghed i Skovparken, 2022. Gerne senest den 4. december 2022.\nEnhed: point, med de decimaler, I har.\nI 2020 var tallet 6,25 point."
        in message.text
    )
    assert "Løvvangen" not in message.text
