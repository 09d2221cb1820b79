"""The row of pages within *Evaluering*: on each of them, of the year and agreement that the page is about, for who may see them."""

import pytest
from agreeing import adopt_only, document
from lxml.html import fromstring
from pages import post, text

YEAR = "/office/evaluation/2017"
ROW = "//nav[@class='within']//a"
CURRENT = {
    YEAR: "Kriterier", f"{YEAR}/A2": "Kriterier", f"{YEAR}/criterion/A2b": "Kriterier", f"{YEAR}/report": "Kriterier",
    "/office/evaluation/years": "Kriterier", f"{YEAR}/figures": "Årets tal", f"{YEAR}/figures/evictions": "Årets tal",
    f"{YEAR}/figures/sheet": "Årets tal", f"{YEAR}/meetings": "Møder og milepæle", "/office/hours?year=2017": "Timer", f"{YEAR}/held": "Skriv evalueringen",
    f"{YEAR}/held?about=A1": "Skriv evalueringen", f"{YEAR}/hand-in": "Skriv evalueringen", "/office/agreements": "Aftaler",
    "/office/agreements/tryghed": "Aftaler",
}  # fmt: skip


@pytest.fixture
def leader(sign_in, moment):
    moment.set("2018-06-01T10:00:00+00:00")
    return sign_in("leader")


def row(page):
    return fromstring(page.text).xpath(ROW)


@pytest.mark.parametrize("path", CURRENT)
def test_it_stands_on_every_page_and_says_where_one_is(leader, path):
    page = leader.get(path)
    found = row(page)
    assert len(found) <= 6
    assert [each.text for each in found if each.get("aria-current") == "page"] == [CURRENT[path]]
    year = (
        "2018" if path in {"/office/evaluation/years", "/office/agreements", "/office/agreements/tryghed"} else "2017"
    )
    for link in found:
        assert year in link.get("href") or link.text == "Aftaler"
        assert leader.get(link.get("href")).status_code == 200


@pytest.mark.parametrize("path", ["/office/", "/office/walks", "/office/records"])
def test_it_stands_nowhere_else(leader, path):
    assert row(leader.get(path)) == []


@pytest.mark.parametrize("role", ["counsellor", "host", "party"])
def test_who_only_enters_hours_has_no_row_and_finds_them_in_the_bar(sign_in, role):
    page = sign_in(role).get("/office/hours")
    assert row(page) == []
    assert "Timer" in [each.text_content() for each in fromstring(page.text).xpath("//header//nav//a")]


def test_it_keeps_the_agreement_that_the_page_is_about(app, leader):
    other = {**document(), "code": "andet", "name": "Et andet"}
    with app.app_context():
        adopt_only(document(), other)
    page = leader.get(f"{YEAR}/figures?agreement=andet")
    assert all("agreement=andet" in each.get("href") for each in row(page) if each.text != "Aftaler")
    chosen = fromstring(page.text).xpath("//nav[@aria-label='Aftale']//a[@aria-current]")
    assert [each.text for each in chosen] == ["Et andet"]


def test_on_an_agreement_s_page_it_is_about_that_one_and_its_years(app, leader):
    with app.app_context():
        adopt_only(document(), {**document("blandet"), "code": "andet"})
    links = {each.text: each.get("href") for each in row(leader.get("/office/agreements/andet"))}
    assert links["Årets tal"] == "/office/evaluation/2021/figures?agreement=andet"
    assert leader.get(links["Timer"]).status_code == 200


def test_a_page_that_says_a_fault_has_it_too(leader):
    page = post(leader, "/office/hours", date="2017-05-05", hours="1")
    assert page.status_code == 422
    assert [each.text for each in row(page) if each.get("aria-current")] == ["Timer"]
    assert "2017" in row(page)[0].get("href")
    assert "Timer 2017" in text(page)
