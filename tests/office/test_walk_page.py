"""A walk's page after the walk: what was seen, what may be the same matter, and what the leader says of it."""

import re
from functools import partial

import pytest
from lxml.html import fromstring
from pages import post, text, words_of
from sending import send, statuses, submission
from site_planning import NORTH, WEST, put_up

from app import create_app
from app.activities import scheduling
from app.store import Walk


@pytest.fixture
def observe(observe, walk):
    """Of the walk."""
    return partial(observe, walk=walk.id)


@pytest.fixture
def page(leader, walk):
    """The page, read."""

    def read(**arguments):
        answer = leader.get(f"/office/walks/{walk.id}", query_string=arguments)
        assert answer.status_code == 200
        return fromstring(answer.text)

    return read


def rows(page):
    """The numbers in the list, matter by matter."""
    return [
        [int(each.get("id").removeprefix("nr-")) for each in row.xpath(".//*[starts-with(@id, 'nr-')]")]
        for row in page.xpath("//li[starts-with(@class, 'matter')]")
    ]


def questions(page):
    return [words_of(each) for each in page.xpath("//details[contains(@class, 'same-matter')]/summary")]


def answer(leader, walk, said, *points):
    return post(leader, f"/office/walks/{walk.id}/same", point=list(points), answer=said)


def test_matters_come_first_then_good_places_by_their_numbers(observe, page):
    observe(10, kind="good", place="Legepladsen")
    observe(20)
    observe(30, place="Torvet", category="litter")
    assert rows(page()) == [[2], [3], [1]]


def test_what_is_alike_is_asked_about_side_by_side_with_its_words(observe, page):
    observe(10, place="Torvet", description="Lampen er gået")
    observe(20, place="torvet", description="Der er helt mørkt")
    assert questions(page()) == ["Nr. 1 og 2: belysning, samme sted. Samme sag?"]
    side_by_side = page().xpath("//ul[@class='side-by-side']")[0].text_content()
    assert "Lampen er gået" in side_by_side
    assert "Der er helt mørkt" in side_by_side


def test_distance_counts_where_a_position_is_known(observe, page):
    for minute, metres in ((10, 0), (20, 25), (30, 90)):
        position = {"latitude": 57.07 + metres / 111_195, "longitude": 9.91, "accuracy": 5}
        observe(minute, place=f"Sted {minute}", position=position)
    assert questions(page()) == ["Nr. 1 og 2: belysning, 25 m fra hinanden. Samme sag?"]


def test_a_position_that_is_kilometres_off_says_nothing(observe, page):
    for minute in (10, 20):
        observe(minute, place=f"Sted {minute}", position={"latitude": 57.07, "longitude": 9.91, "accuracy": 3000})
    assert questions(page()) == []


def test_the_leader_puts_them_together_and_takes_one_out_again(observe, page, leader, walk):
    first, _second, third = (observe(minute, place="Torvet") for minute in (10, 20, 30))
    said = answer(leader, walk, "same", first, third)
    assert (said.status_code, said.location) == (303, f"/office/walks/{walk.id}#nr-1")
    assert rows(page()) == [[1, 3], [2]]
    assert "Samme sag: 2 observationer" in page().text_content()
    post(leader, f"/office/walks/{walk.id}/split", observation=third)
    assert rows(page()) == [[1], [2], [3]]
    assert questions(page()) == ["Nr. 1 og 2: belysning, samme sted. Samme sag?"]


def test_a_refusal_is_remembered(observe, page, leader, walk):
    first, second = (observe(minute, place="Torvet") for minute in (10, 20))
    answer(leader, walk, "apart", first, second)
    assert "Husket: Nr. 1 og 2 er ikke samme sag." in (shown := page()).text_content()
    assert questions(shown) == []
    observe(30, place="Torvet")
    assert questions(page()) == ["Nr. 1 og 3: belysning, samme sted. Samme sag?"]


def test_one_alone_is_no_answer(observe, page, leader, walk):
    first = observe(10)
    answer(leader, walk, "same", first)
    assert "Vælg mindst to" in page().text_content()
    assert rows(page()) == [[1]]


def test_what_is_of_another_walk_cannot_be_decided_here(observe, page, leader, walk, make_walk):
    first = observe(10)
    elsewhere = observe(20, walk=make_walk("Forårsvandring").id)
    answer(leader, walk, "same", first, elsewhere)
    assert "Vælg mindst to" in page().text_content()
    assert post(leader, f"/office/walks/{walk.id}/split", observation=elsewhere).status_code == 404


def test_filters_find_kind_category_feeling_and_state(app, observe, page, leader):
    observe(10, kind="good", feeling="safe")
    second = observe(20, category="litter", feeling="unsafe")
    observe(30, feeling="unsafe")
    post(leader, f"/office/follow-up/{second}/change/state", seen=0, state="planned")
    assert rows(page(kind="good")) == [[1]]
    assert rows(page(kind="improve")) == [[2], [3]]
    assert rows(page(category="litter")) == [[2]]
    assert rows(page(feeling="unsafe")) == [[2], [3]]
    assert rows(page(state="planned")) == [[2]]
    assert rows(page(category="litter", feeling="safe")) == []
    chips = [words_of(each) for each in page(feeling="unsafe").xpath("//a[@class='filter']")]
    assert chips == ["Alle 2", "Skal forbedres 2", "Gode steder 0"]
    assert rows(page(kind="nonsense", category="'", page="x")) == [[2], [3], [1]]


def test_a_long_walk_comes_in_pages(observe, page, leader, walk):
    sent = [
        submission(answers={"walk": walk.id, "kind": "good", "place": f"Sted {number}"}, version=2)
        for number in range(61)
    ]
    assert statuses(send(leader, *sent)) == ["stored"] * 61
    assert len(rows(page())) == 60
    assert len(rows(page(page=2))) == 1
    assert rows(page(page=99)) == rows(page(page=2))


def test_pins_have_the_numbers_of_the_list_and_lead_there(app, observe, page):
    with app.app_context():
        plan = put_up((0.1, 0.1), (0.9, 0.9))
    observe(10, kind="good", plan={"plan": plan, "x": 0.25, "y": 0.5})
    observe(20, position={"latitude": NORTH - 0.0005, "longitude": WEST + 0.001, "accuracy": 8})
    observe(30)
    pins = page().xpath("//*[contains(@class, 'plan-map')]/a")
    found = {pin.get("href"): pin.get("class") for pin in pins}
    assert found == {"#nr-1": "pin good", "#nr-2": "pin improve"}
    assert "1 observation har ingen nål" in page().text_content()


def test_without_a_map_of_the_operators_nothing_is_loaded_from_elsewhere(observe, leader, walk):
    observe(10, position={"latitude": 57.07, "longitude": 9.91, "accuracy": 8})
    answer = leader.get(f"/office/walks/{walk.id}")
    assert "leaflet" not in answer.text
    assert "img-src 'self' data: blob:;" in answer.headers["Content-Security-Policy"]


def test_a_map_of_the_operators_is_offered_on_this_page_alone(app, observe, leader, walk):
    app.config.update(FELTBOG_TILES="https://{s}.tile.example.org/{z}/{x}/{y}.png", FELTBOG_TILES_ATTRIBUTION="© Kort")
    position = {"latitude": 57.07, "longitude": 9.91, "accuracy": 8}
    observe(10, position=position)
    observe(20)
    answer = leader.get(f"/office/walks/{walk.id}")
    assert "img-src 'self' data: blob: https://*.tile.example.org;" in answer.headers["Content-Security-Policy"]
    [drawn] = fromstring(answer.text).xpath("//*[@id='map']")
    assert drawn.get("data-attribution") == "© Kort"
    assert re.findall(r'"number": (\d+)', drawn.get("data-positions")) == ["1"]
    assert "tile.example.org" not in leader.get("/office/walks").headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["https://example.org/tiles", "javascript:{z}{x}{y}", "https://a b/{z}/{x}/{y}"])
def test_an_address_that_cannot_be_a_maps_stops_the_start(instance, address):
    with pytest.raises(ValueError, match="FELTBOG_TILES"):
        create_app({"FELTBOG_INSTANCE": instance, "FELTBOG_TILES": address})


def test_late_arrivals_after_closing_do_not_move_the_numbers(app, observe, page, walk, moment):
    observe(20)
    assert "Numrene ligger fast, når vandringen er lukket." in page().text_content()
    moment.set("2026-05-12T18:00:00+00:00")
    with app.app_context():
        scheduling.close(Walk, walk.id, closed=True)
    moment.set("2026-05-13T08:00:00+00:00")
    observe(10, kind="good")
    assert rows(page()) == [[1], [2]]
    assert "Numrene ligger fast" not in page().text_content()


def test_a_withdrawn_observation_is_not_shown(app, observe, page, leader):
    observe(10)
    second = observe(20)
    post(leader, f"/office/records/observation/{second}/withdraw", reason="Prøve")
    assert rows(page()) == [[1]]


def test_what_people_wrote_is_text_whatever_it_says(observe, leader, walk):
    observe(10, place="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    body = leader.get(f"/office/walks/{walk.id}").text
    assert "<script>alert" not in body
    assert "<img src=x" not in body


def test_before_anything_has_arrived_the_page_says_how_phones_join(leader, walk):
    said = text(leader.get(f"/office/walks/{walk.id}"))
    assert "Der er ikke modtaget observationer endnu." in said
    assert "Udskriv plakaten" in said
    assert "Vis på skærm" not in said
