"""*Aftaler*: a row an agreement, with its years, how it stands, what it lacks, and the way into it."""

import pytest
from accounts import LEADER, OTHER
from agreeing import adopt_only, changed, document, next_version
from lxml.html import fromstring
from pages import lines, text, words_of

from app import closing, criteria

PATH = "/office/agreements"


@pytest.fixture
def agreed(app):
    """Call it to let these agreements be the only ones."""

    def adopt(*documents):
        with app.app_context():
            adopt_only(*documents)

    return adopt


def strip(page, row=0):
    """The years of a row, each with its class (a year to come has none)."""
    (marks,) = fromstring(page.text).xpath(f"(//ol[@class='year-strip'])[{row + 1}]")
    return [(words_of(each), each.get("class", "")) for each in marks.xpath("./li/*")]


def test_the_years_lead_to_their_evaluation_of_that_agreement(agreed, leader):
    other = next_version("2026-01-01") | {"code": "livschancer", "name": "Livschancer"}
    agreed(document(), other)
    links = [each.get("href") for each in fromstring(leader.get(PATH).text).xpath("//ol[@class='year-strip']//a")]
    assert links == [
        "/office/evaluation/2026?agreement=livschancer",
        *(f"/office/evaluation/{year}?agreement=tryghed" for year in range(2017, 2021)),
    ]
    assert all(leader.get(each).status_code == 200 for each in links)


def test_a_row_says_what_holds_and_what_is_on_its_way(app, agreed, leader):
    first = next_version("2026-01-01")
    agreed(first, changed(first))
    third = changed(changed(first))
    third["version"]["valid_from"] = "2028-01-01"
    third["figures"][0]["party"] = "nobody"
    with app.app_context():
        criteria.draft(third, OTHER)
    (row,) = lines(leader.get(PATH))
    assert "2026–2029" in row
    assert (
        "Version 1fra 1. januar 2026 · version 2 fra 1. januar 2027 · kladde til version 3, 1 oplysning mangler" in row
    )
    assert "Gælder" in row
    assert row.endswith("Åbn Tryghed og Trivsel")


def test_a_draft_alone_says_what_it_lacks_and_leads_into_it(app, agreed, leader):
    agreed()
    spoilt = next_version()
    for row in spoilt["figures"][:2]:
        row["party"] = "nobody"
    with app.app_context():
        criteria.draft(spoilt, LEADER)
    page = leader.get(PATH)
    (row,) = lines(page)
    assert "Kladde2 oplysninger mangler" in row
    assert row.endswith("Skriv videre Tryghed og Trivsel")
    assert fromstring(page.text).xpath("//tbody//a[contains(@class, 'button')]/@href") == [f"{PATH}/tryghed/draft"]
    assert {state for _year, state in strip(page)} == {""}
    assert "endnu ikke begyndt" in text(page)
    assert "skal afleveres" not in text(page)


def test_the_strip_shows_what_is_handed_in_what_waits_and_what_is_worked_in(app, agreed, leader):
    agreed(next_version("2024-01-01") | {"first_year": 2024})
    assert [state for _year, state in strip(leader.get(PATH))] == ["late", "now", "", "", "", ""]
    with app.test_request_context():
        closing.close(2024, "tryghed", LEADER)
    page = leader.get(PATH)
    assert strip(page)[0] == ("Evaluering afleveret og låst: 2024", "locked")
    assert strip(page)[1] == ("Evaluering 2025, det år, du arbejder i", "now")
    with app.test_request_context():
        closing.close(2025, "tryghed", LEADER)
    assert [state for _year, state in strip(leader.get(PATH))] == ["locked", "locked", "now", "", "", ""]


def test_an_agreement_whose_years_are_over_is_ended(agreed, leader):
    agreed(document())
    (row,) = lines(leader.get(PATH))
    assert "Afsluttet" in row


def test_the_list_leads_to_the_ways_to_begin(leader):
    links = set(fromstring(leader.get(PATH).text).xpath("//main//a/@href"))
    assert {f"{PATH}/new", f"{PATH}/new#ready", f"{PATH}/new#from-file"} <= links
    assert leader.get(f"{PATH}/new").status_code == 200
