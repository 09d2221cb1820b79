"""*Årets tal*: entering, correcting, previewing."""

import pytest
from lxml.html import fromstring
from pages import post, text

from app.evaluation import reported

PATH = "/office/evaluation/2017/figures"


@pytest.fixture
def leader(sign_in, moment):
    moment.set("2018-04-05T10:00:00+00:00")
    return sign_in("leader")


def filled(page):
    """What the page's form would send, without the token."""
    inputs = fromstring(page.text).xpath("//form[@id='figures']//input[@name!='csrf_token']")
    return {each.get("name"): each.get("value") or "" for each in inputs}


def enter(leader, source="Brev", **values):
    typed = filled(leader.get(PATH)) | {f"figure-{id}": text for id, text in values.items()} | {"source": source}
    return post(leader, PATH, **typed)


def value(app, id):
    with app.app_context():
        found = reported.figures.current([2017]).get((id, 2017, ""))
        return found and str(found.value)


def test_what_was_changed_is_written_down_and_nothing_else(app, leader):
    assert enter(leader, evictions="2", residents="1824", eviction_level="0,13").status_code == 303
    assert "3 tal er gemt." in leader.get(PATH).text
    assert enter(leader, evictions="3", source="Nyt brev").status_code == 303
    assert (value(app, "evictions"), value(app, "residents")) == ("3", "1824")
    with app.app_context():
        assert [each.source for each in reported.figures.history("evictions", 2017)] == ["Nyt brev", "Brev"]
        assert len(reported.figures.history("residents", 2017)) == 1
    page = text(leader.get(f"{PATH}/evictions"))
    assert "3 sager Nyt brev, givet den 5. april 2018" in page
    assert "2 sager Brev" in page


def test_an_empty_field_takes_it_back_and_nought_is_a_figure(app, leader):
    enter(leader, evictions="0")
    assert value(app, "evictions") == "0"
    assert "Effektive fogedsager" in leader.get(PATH).text
    enter(leader, evictions="")
    assert value(app, "evictions") is None
    assert "Taget tilbage" in leader.get(f"{PATH}/evictions").text


@pytest.mark.parametrize(
    ("id", "typed", "said"),
    [
        ("residents", "1.824", "Mente du 1824?"),
        ("safety_basic_city", "101", "kan ikke være over 100 %"),
        ("evictions", "-1", "kan ikke være under 0"),
        ("evictions", "to", "Skriv et tal med cifre"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_lost(app, leader, id, typed, said):
    answer = enter(leader, club_visits="31", **{id: typed})
    assert answer.status_code == 422
    page = fromstring(answer.text)
    field = page.get_element_by_id(f"figure-{id}")
    assert field.get("value") == typed
    assert said in page.get_element_by_id(f"error-{id}").text_content()
    assert said in page.get_element_by_id("error-summary").text_content()
    assert page.get_element_by_id("figure-club_visits").get("value") == "31"
    assert page.findtext(".//title").startswith("Fejl:")
    assert value(app, "club_visits") is None


def test_source_and_date_are_asked_for(app, leader):
    assert "Skriv, hvor du har tallet fra." in enter(leader, source=" ", evictions="2").text
    wrong = filled(leader.get(PATH)) | {"figure-evictions": "2", "source": "Brev", "on": "32-01-2018"}
    assert post(leader, PATH, **wrong).status_code == 422
    assert value(app, "evictions") is None


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(app, leader):
    old = filled(leader.get(PATH))
    enter(leader, evictions="2")
    answer = post(leader, PATH, **old | {"figure-evictions": "5", "source": "Brev"})
    assert answer.status_code == 422
    assert "En anden har imens skrevet »2«" in answer.text
    assert value(app, "evictions") == "2"
    assert post(leader, PATH, **old | {"figure-residents": "1824", "source": "Brev"}).status_code == 303


def test_the_preview_says_what_the_figures_would_mean_and_writes_nothing(app, leader):
    typed = filled(leader.get(PATH)) | {"figure-water_bills_over_1000": "41", "figure-residents": "mange"}
    found = text(post(leader, f"{PATH}/preview", **typed))
    assert "41 husstande Opfyldt" in found
    assert "41 mod 49 husstande i 2015: −16,3 %" in found
    assert value(app, "water_bills_over_1000") is None
    assert "Mangler" in text(leader.get(PATH))
