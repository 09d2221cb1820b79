"""The closing meeting as a plain form, and what its script hears: who takes it, how urgent it is, when it is done."""

from functools import partial

import pytest
from accounts import OTHER
from lxml.html import fromstring
from pages import post, text, token, words_of

from app import follow_up


@pytest.fixture
def walk(make_walk):
    return make_walk(parties=["tenants_board", "police"])


@pytest.fixture
def observe(observe, walk):
    """Of the walk."""
    return partial(observe, walk=walk.id)


@pytest.fixture
def agree(leader, walk):
    """Posts the form of a point as it was seen, with what was agreed."""

    def make(point, seen=0, **said):
        return post(leader, f"/office/walks/{walk.id}/meeting/{point}", seen=seen, **said)

    return make


@pytest.fixture
def known(app):
    """A point as it is now."""

    def ask(id):
        with app.test_request_context():
            return follow_up.get(id)

    return ask


def step(leader, walk, at=None):
    answer = leader.get(
        f"/office/walks/{walk.id}/meeting", query_string={"at": at} if at else {}, follow_redirects=True
    )
    assert answer.status_code == 200
    return answer


def test_it_begins_with_the_first_matter_that_lacks_something(leader, walk, observe, agree):
    first = observe(10, place="Torvet")
    observe(20, place="Trappen")
    assert fromstring(step(leader, walk).text).findtext(".//h1") == "Torvet"
    agree(first, party="police", deadline="2026-06-01")
    assert fromstring(step(leader, walk).text).findtext(".//h1") == "Trappen"


def test_the_answers_of_one_matter_are_stored_and_the_next_one_shows(leader, walk, observe, agree, known):
    first = observe(10)
    observe(20)
    said = agree(first, party="housing_technical", priority="urgent", deadline="2026-06-01", state="planned")
    assert (said.status_code, said.location) == (303, f"/office/walks/{walk.id}/meeting?at=2")
    point = known(first)
    assert (point.party, point.priority, str(point.deadline)) == ("housing_technical", "urgent", "2026-06-01")
    assert (point.state, point.version, point.number) == ("planned", 1, 1)


def test_going_on_without_an_answer_begins_nothing(observe, agree, known):
    first = observe(10)
    agree(first, party="", party_other="", priority="", deadline="", state="new", reason="")
    assert known(first).follow_up_id is None


def test_parties_that_took_part_come_first(leader, walk, observe):
    observe(10)
    options = fromstring(step(leader, walk).text).xpath("//select[@name='party']/option/@value")
    assert options[:3] == ["", "police", "tenants_board"]
    assert "library" in options


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(leader, observe, agree, known):
    first = observe(10)
    said = agree(first, party="other", party_other="", deadline="2026-05-01", state="new")
    assert said.status_code == 422
    page = fromstring(said.text)
    shown = {each.get("id"): words_of(each) for each in page.xpath("//*[@data-error][not(@hidden)]")}
    assert shown == {
        "party_other-error": "Fejl: Skriv, hvilken part det er.",
        "deadline-error": "Fejl: Fristen er overskredet, allerede før den er sat. Vælg i dag eller en senere dag.",
    }
    assert page.xpath("//input[@name='deadline']/@value") == ["2026-05-01"]
    assert known(first).follow_up_id is None


def test_what_cannot_be_done_needs_its_reason(observe, agree, known):
    first = observe(10)
    assert agree(first, state="not_possible").status_code == 422
    assert agree(first, state="not_possible", reason="Loftet bærer det ikke").status_code == 303
    assert known(first).reason == "Loftet bærer det ikke"


def test_a_reason_goes_with_its_state_alone(observe, agree, known):
    first = observe(10)
    agree(first, state="planned", reason="Skrevet, før der blev valgt om")
    assert (known(first).state, known(first).reason) == ("planned", "")


def test_two_who_change_one_at_once_see_both(app, leader, observe, agree, known):
    first = observe(10)
    with app.test_request_context():
        follow_up.change(first, {"party": "library"}, OTHER, 0)
    said = agree(first, seen=0, party="police")
    assert said.status_code == 409
    assert "En anden har ændret punktet imens." in text(said)
    page = fromstring(said.text)
    assert [each.text for each in page.xpath("//td[@class='differs']")] == [
        "Biblioteket",
        "Nordjyllands Politi, nærpolitiet",
    ]
    assert page.xpath("//input[@name='seen']/@value") == ["1"]
    assert known(first).party == "library"
    assert agree(first, seen=1, party="police").status_code == 303
    assert known(first).party == "police"


def test_the_script_hears_what_is_still_lacking(leader, walk, observe):
    first = observe(10)
    observe(20)
    headers = {"X-CSRFToken": token(leader), "Accept": "application/json"}

    def save(**said):
        return leader.post(f"/office/walks/{walk.id}/meeting/{first}", data=said, headers=headers)

    answer = save(seen=0, party="police").get_json()
    assert answer == {
        "version": 1,
        "lacks": "mangler frist",
        "lacking": "1 mangler part, 2 mangler frist",
        "saved": "Gemt kl. 14.40.00",
    }
    assert save(seen=1, party="police", deadline="2026-06-01").get_json()["lacks"] == ""
    refused = save(seen=2, party="police", deadline="2020-01-01")
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["deadline"])
    assert save(seen=0, party="library").status_code == 409


def test_matters_seen_by_several_are_one_step(leader, walk, observe):
    first, second = observe(10, place="Torvet"), observe(20)
    observe(30, kind="good")
    post(leader, f"/office/walks/{walk.id}/same", point=[first, second], answer="same")
    page = fromstring(step(leader, walk).text)
    assert [each.text for each in page.xpath("//header[@class='title']//*[@class='pin-sign improve']")] == ["1", "2"]
    assert page.xpath("//nav[@class='steps']//a/@href")[1:] == [
        f"/office/walks/{walk.id}/meeting?at={at}" for at in (1, "good", "summary")
    ]
    assert leader.get(f"/office/walks/{walk.id}/meeting?at=2").location == f"/office/walks/{walk.id}/meeting?at=1"
    assert leader.get(f"/office/walks/{walk.id}/meeting?at=9").status_code == 404


def test_good_places_and_what_was_agreed_come_last(leader, walk, observe, agree):
    first = observe(10, place="Torvet")
    observe(20, kind="good", place="Legepladsen", description="Her er rart")
    assert agree(first, party="police").location.endswith("?at=good")
    assert "Her er rart" in text(step(leader, walk, "good"))
    said = text(step(leader, walk, "summary"))
    assert "1 mangler frist." in said
    assert "Nordjyllands Politi" in said


def test_the_observer_is_not_on_the_projector(leader, walk, observe):
    observe(10, observer="municipality")
    assert "fra kommunen" not in text(step(leader, walk))


def test_a_walk_without_anything_to_improve_has_only_its_summary(leader, walk):
    assert "Det, der er aftalt" in text(step(leader, walk))
