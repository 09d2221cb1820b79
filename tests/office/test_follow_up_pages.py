"""The leader's pages of follow-up: the board, several at once, one point, its history; what was typed wrong."""

import io
from datetime import timedelta

import pytest
from conftest import TODAY
from lxml.html import fromstring
from pages import hidden, lines, post, text, words_of
from PIL import Image
from sending import send, statuses, submission

BOARD = "/office/follow-up"


@pytest.fixture
def seen(leader):
    """Takes in an observation to improve; its address as a point."""

    def take(**answers):
        sent = submission(answers=answers)
        assert statuses(send(leader, sent)) == ["stored"]
        return f"{BOARD}/{sent['id']}"

    return take


def change(leader, address, part, **fields):
    """Post one of the point's forms as the page offers it; where the answer leads."""
    page = leader.get(address, follow_redirects=True)
    return post(leader, f"{address}/change/{part}", **{"seen": hidden(page, "seen")} | fields)


def boxes(page):
    return fromstring(page.text).xpath("//tbody//input[@name='chosen']/@value")


def test_an_observation_stands_on_the_board_before_anybody_has_done_anything(leader, seen):
    seen(place="Torvet")
    seen(kind="good", place="Haven")
    page = leader.get(BOARD)
    assert lines(page) == ["Belysning · Torvet ikke fordelt – ingen frist Ny"]
    assert "Alle 1 Åbne 1 Ikke fordelt 1" in text(page)


def test_an_empty_board_says_where_points_come_from(leader):
    assert "De kommer af sig selv" in text(leader.get(BOARD))
    assert "Ingen punkter passer" in text(leader.get(f"{BOARD}?show=overdue"))


def test_several_are_given_to_a_party_at_once_and_the_board_says_who_cannot_read_it(leader, seen):
    for place in ("Torvet", "Tunnelen", "Vaskeriet"):
        seen(place=place)
    chosen = boxes(leader.get(BOARD))[:2]
    answer = post(leader, BOARD, chosen=chosen, party="library", deadline="24.05.2026", priority="urgent")
    assert answer.status_code == 303
    page = leader.get(answer.location)
    assert "2 punkter er ændret." in text(page)
    assert "Biblioteket har ingen bruger, der kan logge ind." in text(page)
    given = [row for row in lines(page) if "Biblioteket Haster 24-05-2026 om 12 dage Ny" in row]
    assert (len(given), len(lines(page))) == (2, 3)


def test_what_somebody_changed_meanwhile_is_left_alone_and_named(leader, seen):
    address = seen(place="Torvet")
    seen(place="Tunnelen")
    chosen = boxes(leader.get(BOARD))
    change(leader, address, "assign", party="police")
    page = leader.get(post(leader, BOARD, chosen=chosen, party="library").location)
    assert "1 punkt er ændret." in text(page)
    assert "En anden har ændret noget imens, så det er ikke rørt: Belysning · Torvet." in text(page)
    assert any("Nordjyllands Politi" in row for row in lines(page))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"deadline": "2026-05-11"}, "Fristen er overskredet, allerede før den er sat."),
        ({"deadline": "31-02-2026"}, "Mente du 28.02.2026?"),
        ({"party": "other"}, "Skriv, hvilken part det er."),
        ({"party": "nobody"}, "Vælg en part fra listen."),
        ({}, "Vælg, hvad de skal have"),
        ({"chosen": [], "party": "police"}, "Vælg mindst ét punkt."),
        ({"chosen": ["nothing"], "party": "police"}, "Vælg mindst ét punkt."),
        ({"chosen": ["d0000000-0000-4000-8000-000000000009:0"], "party": "police"}, "findes ikke længere"),
    ],
)
def test_what_cannot_be_given_is_said_and_nothing_changes(leader, seen, fields, message):
    seen()
    chosen = boxes(leader.get(BOARD))
    usual = {"chosen": chosen, "party": "unchanged", "priority": "unchanged", "deadline": ""}
    answer = post(leader, BOARD, **usual | fields)
    assert answer.status_code == 422
    assert message in text(answer)
    assert "ikke fordelt" in lines(leader.get(BOARD))[0]


def test_the_same_matter_is_put_together_and_taken_apart_again(leader, seen):
    seen(place="Torvet")
    seen(place="Torvet, ved bænken")
    alone = post(leader, f"{BOARD}/group", chosen=boxes(leader.get(BOARD))[:1])
    assert "Der skal være mindst to." in text(alone)
    address = post(leader, f"{BOARD}/group", chosen=boxes(leader.get(BOARD))).location
    page = leader.get(address)
    assert "Observation 1 af 2" in text(page)
    assert "(2 samlet)" in lines(leader.get(BOARD))[0]
    second = fromstring(page.text).xpath("//button[@name='observation']/@value")[1]
    other = post(leader, f"{address}/split", observation=second).location
    assert "Nr. 2" in text(leader.get(other))
    assert len(lines(leader.get(BOARD))) == 2
    assert post(leader, f"{other}/split", observation=second).status_code == 303


def test_a_point_is_found_by_observation_and_by_number(leader, seen):
    address = seen()
    first = change(leader, address, "assign", party="police").location
    assert first != address
    assert leader.get(address).location == first
    assert leader.get(f"{BOARD}/1").location == first
    for nothing in (f"{BOARD}/2", f"{BOARD}/nothing", f"{BOARD}/{'9' * 30}"):
        assert leader.get(nothing).status_code == 404


def test_the_state_is_changed_with_what_belongs_to_it(leader, seen):
    address = change(leader, seen(), "assign", party="police").location
    answer = change(leader, address, "state", state="checked", checked_on="2026-05-12", checked_by="")
    assert answer.status_code == 422
    page = fromstring(answer.text)
    [link] = page.xpath("//*[@id='error-summary']//a")
    control = page.get_element_by_id("checked_by")
    assert (link.get("href"), link.text_content()) == ("#checked_by", "Skriv, hvem der har set, at det er gjort.")
    assert control.get("aria-describedby").split()[-1] == "checked_by-error"
    assert "Skriv, hvem" in page.get_element_by_id("checked_by-error").text_content()
    assert "Fejl:" in page.find(".//title").text
    answer = change(
        leader, address, "state", state="checked", checked_on="2026-05-12", checked_by="Viceværten", reason="glemt"
    )
    page = text(leader.get(answer.location))
    assert "Kontrolleret på stedet" in page
    assert "af Viceværten den 12. maj 2026" in page
    assert "glemt" not in page


def test_the_history_says_who_changed_what_from_what_to_what(leader, seen):
    address = change(leader, seen(), "assign", party="police", deadline="2026-05-20").location
    change(leader, address, "assign", party="library", deadline="2026-05-28")
    change(leader, address, "words", problem="Lampen ved 010190-1234")
    page = text(leader.get(address))
    assert "Givet videre af Leder Part før Nordjyllands Politi, nærpolitiet nu Biblioteket" in page
    assert "Frist før 20-05-2026 nu 28-05-2026" in page
    assert "Et CPR-nummer er fjernet fra teksten." in page
    assert "Lampen ved ******-****" in page


def test_the_second_of_two_sees_both_and_can_save_again(leader, seen):
    address = change(leader, seen(), "assign", party="police").location
    stale = hidden(leader.get(address), "seen")
    change(leader, address, "assign", party="library")
    answer = post(leader, f"{address}/change/assign", seen=stale, party="programme", deadline="", priority="")
    assert answer.status_code == 409
    assert "Part Biblioteket Helhedsplanen" in text(answer)
    form = fromstring(answer.text).xpath("//form[contains(@action, '/change/assign')]")[0]
    assert form.fields["party"] == "programme"
    assert "Biblioteket" in text(leader.get(address))
    fields = {name: form.fields[name] or "" for name in ("seen", "party", "party_other", "deadline", "priority")}
    assert post(leader, f"{address}/change/assign", **fields).status_code == 303
    assert "Helhedsplanen" in text(leader.get(address))


def test_what_is_wrong_keeps_the_version_that_was_seen(leader, seen):
    address = change(leader, seen(), "assign", party="police").location
    stale = hidden(leader.get(address), "seen")
    change(leader, address, "assign", party="library")
    answer = post(leader, f"{address}/change/assign", seen=stale, party="programme", deadline="1.1.1990", priority="")
    assert answer.status_code == 422
    form = fromstring(answer.text).xpath("//form[contains(@action, '/change/assign')]")[0]
    assert form.fields["seen"] == stale


def test_a_remark_is_for_the_party_or_for_the_office_alone(leader, seen):
    address = seen()
    assert post(leader, f"{address}/comment", text=" ").status_code == 422
    address = post(leader, f"{address}/comment", text="Til alle").location
    post(leader, f"{address}/comment", text="Kun os", internal="1")
    items = [words_of(li) for li in fromstring(leader.get(address).text).find_class("internal")]
    assert len(items) == 1
    assert "Kun os" in items[0]


def test_photos_of_the_finished_work(leader, seen):
    def picture():
        body = io.BytesIO()
        Image.new("RGB", (40, 30), "green").save(body, "JPEG")
        return (io.BytesIO(body.getvalue()), "faerdig.jpg")

    address = seen()
    assert "Vælg et foto." in text(post(leader, f"{address}/photo"))
    no_picture = post(leader, f"{address}/photo", photo=(io.BytesIO(b"%PDF-1.4"), "brev.pdf"))
    assert no_picture.status_code == 422
    address = post(leader, f"{address}/photo", photo=picture()).location
    [src] = set(fromstring(leader.get(address).text).xpath("//section[.//h2[@id='finished']]//img/@src"))
    assert leader.get(src).mimetype == "image/jpeg"


def test_a_withdrawn_observation_is_marked_and_the_point_stays_open(leader, seen):
    observation = seen(place="Torvet")
    address = change(leader, observation, "assign", party="police").location
    record = observation.replace(BOARD, "/office/records/observation")
    assert f'href="{observation}"' in leader.get(record).text
    post(leader, f"{record}/withdraw", reason="Forkert sted")
    page = text(leader.get(address))
    assert "Observationen er trukket tilbage. Punktet er stadig ny." in page
    assert "Trukket tilbage" in lines(leader.get(BOARD))[0]
    loose = seen()
    post(leader, loose.replace(BOARD, "/office/records/observation") + "/withdraw", reason="Forkert")
    assert leader.get(loose).status_code == 404
    assert len(lines(leader.get(BOARD))) == 1


def test_one_goes_from_point_to_point_in_the_order_of_the_board(leader, seen):
    for place in ("A", "B", "C"):
        seen(place=place)
    links = fromstring(leader.get(f"{BOARD}?show=open").text).xpath("//tbody//a/@href")
    page = fromstring(leader.get(links[1]).text)
    assert page.xpath("//a[@rel='prev']/@href") == [links[0]]
    assert page.xpath("//a[@rel='next']/@href") == [links[2]]
    address = links[1].partition("?")[0]
    for nowhere in ("-1", "9" * 30, "x"):
        assert leader.get(f"{address}?at={nowhere}").status_code == 200
    moved = change(leader, address, "assign", party="police").location
    assert fromstring(leader.get(f"{moved}?show=open&at=2").text).xpath("//a[@rel='next']") == []


def test_the_front_page_says_what_waits_in_the_order_of_harm(leader, seen, moment):
    for party, days, state in (("police", 5, ""), ("library", 90, ""), ("programme", 90, "done"), ("", 0, "")):
        address = seen()
        if party:
            deadline = (TODAY + timedelta(days=days)).isoformat()
            address = change(leader, address, "assign", party=party, deadline=deadline).location
        if state:
            change(leader, address, "state", state=state)
    moment.set("2026-06-15T10:00:00+00:00")
    page = leader.get("/office/")
    items = fromstring(page.text).xpath("//ul[@class='todo']/li")
    assert [" ".join(item.xpath("./strong/text() | ./div/strong/text()")) for item in items] == [
        "1 punkt er over fristen",
        "2 punkter har ikke fået svar i 30 dage",
        "1 punkt er udført, men ikke kontrolleret",
        "1 punkt er ikke fordelt",
    ]
    bar = next(a for a in fromstring(page.text).xpath("//header//nav//a") if "Opfølgning" in a.text_content())
    assert bar.text_content().split() == ["Opfølgning", "1", "over", "fristen"]
    for link in fromstring(page.text).xpath("//ul[@class='todo']//a/@href"):
        assert lines(leader.get(link))
