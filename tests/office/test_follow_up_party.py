"""A party's own pages: its list, its points, its answers; nothing of anybody else's."""

import io

import pytest
from accounts import PASSWORD
from lxml.html import fromstring
from pages import hidden, post, text, token
from PIL import Image
from sending import new_id, send, statuses, submission

from app.access import people

BOARD = "/office/follow-up"


@pytest.fixture
def given(leader):
    """Gives a party an observation's follow-up; the address of the point."""

    def give(to="police", **answers):
        sent = submission(answers={"observer": "volunteer", "description": "Lampen er slukket"} | answers)
        assert statuses(send(leader, sent)) == ["stored"]
        fields = {"seen": 0, "party": to, "deadline": "2026-05-30", "priority": "urgent"}
        answer = post(leader, f"{BOARD}/{sent['id']}/change/assign", **fields)
        assert answer.status_code == 303
        return answer.location

    return give


def picture(kind="JPEG"):
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(body, kind)
    return (io.BytesIO(body.getvalue()), "faerdig.jpg")


def answer(party, address, **fields):
    return post(party, f"{address}/answer", **{"seen": hidden(party.get(address), "seen"), "state": ""} | fields)


def links(page):
    return fromstring(page.text).xpath("//tbody//a/@href")


def test_its_front_page_is_its_own_list(leader, party, given):
    assert "Intet venter på jer" in text(party.get("/office/", follow_redirects=True))
    mine = given(place="Torvet")
    given("library", place="Tunnelen")
    page = party.get("/office/", follow_redirects=True)
    assert links(page) == [mine]
    assert "Torvet" in text(page)
    assert "Tunnelen" not in text(page)
    assert [a.text_content() for a in fromstring(page.text).xpath("//header//nav//a")] == ["Jeres punkter", "Timer"]


def test_of_others_there_is_nothing(leader, party, given):
    loose = submission()
    send(leader, loose)
    for address in (given("library"), f"{BOARD}/{loose['id']}", f"{BOARD}/1", f"{BOARD}/{new_id()}"):
        assert party.get(address).status_code == 404
        assert post(party, f"{address}/answer", seen=1, state="done").status_code == 404
    assert "Alle" not in text(party.get(f"{BOARD}?show=all&party=library"))


def test_it_reads_what_is_to_be_done_and_not_who_saw_it(leader, party, given):
    address = given()
    post(leader, f"{address}/comment", text="Kun os", internal="1")
    post(leader, f"{address}/comment", text="Til jer")
    page = text(party.get(address))
    for words in ("Lampen er slukket", "Haster", "30-05-2026", "Til jer", "Givet til jer af projektlederen"):
        assert words in page
    for words in ("frivillig", "Kun os", "Leder", "Set af"):
        assert words not in page
    assert "frivillig" in text(leader.get(address))


def test_it_answers_with_a_state_and_words(leader, party, given):
    address = given()
    done = answer(party, address, state="planned", note="I næste uge. Ring 010190-1234")
    page = text(party.get(done.location))
    assert "Tak. Svaret er gemt" in page
    assert "Et CPR-nummer er fjernet fra teksten." in page
    assert "Planlagt af Teknisk afdeling I næste uge. Ring ******-****" in page
    assert "Planlagt af Teknisk afdeling, Nordjyllands Politi, nærpolitiet" in text(leader.get(address))


def test_what_cannot_be_done_has_a_reason(party, given):
    address = given()
    refused = answer(party, address, state="not_possible", note="Nej")
    assert refused.status_code == 422
    [link] = fromstring(refused.text).xpath("//*[@id='error-summary']//a")
    assert (link.get("href"), link.text_content()[:12]) == ("#reason", "Skriv, hvorf")
    assert "Kan ikke gennemføres" in text(
        party.get(answer(party, address, state="not_possible", reason="Privat vej").location)
    )


def test_an_empty_answer_says_what_is_missing(party, given):
    assert "Vælg, hvor langt I er" in text(answer(party, given()))


@pytest.mark.parametrize("state", ["checked", "reopened", "duplicate", "passed_on"])
def test_no_form_of_its_own_making_says_more_than_a_party_can(leader, party, given, state):
    address = given()
    forged = answer(party, address, state=state, checked_by="Os", checked_on="2026-05-12", duplicate_of=1)
    assert forged.status_code == 422
    assert "Ny" in text(leader.get(address)).split("Part")[0]


def test_the_leader_and_the_party_at_once(leader, party, given):
    address = given()
    stale = hidden(party.get(address), "seen")
    post(leader, f"{address}/change/state", seen=stale, state="clarifying")
    late = post(party, f"{address}/answer", seen=stale, state="done", note="Færdig")
    assert late.status_code == 409
    assert "Tilstand Under afklaring Udført" in text(late)
    assert "Færdig" in late.text
    assert post(party, f"{address}/answer", seen=hidden(late, "seen"), state="done").status_code == 303


def test_a_photo_of_the_finished_work_is_seen_by_both_and_by_no_other_party(leader, party, given, sign_in, app):
    address = given()
    assert answer(party, address, photo=picture("PNG")).status_code == 303
    for browser in (leader, party):
        [src, *_rest] = fromstring(browser.get(address).text).xpath("//section[.//h2[@id='finished']]//img/@src")
        assert browser.get(src).mimetype == "image/jpeg"
    with app.app_context():
        people.create("bibliotek@example.org", "Biblioteket", "party", "library")
    other = sign_in("party", "bibliotek@example.org")
    assert other.get(src).status_code == 404
    assert other.get(address).status_code == 404


def test_a_photo_that_cannot_be_used_loses_no_answer(party, given):
    address = given()
    done = answer(party, address, state="done", photo=(io.BytesIO(b"%PDF-1.4"), "brev.pdf"))
    page = text(party.get(done.location))
    assert "Svaret er gemt, men fotoet kunne ikke bruges" in page
    assert "Udført" in page


def test_a_walk_s_photos_come_along(leader, party, given):
    photo, strange = new_id(), new_id()
    for id in (photo, strange):
        headers = {"X-CSRFToken": token(leader)}
        assert leader.put(f"/api/photos/{id}", data=picture()[0].getvalue(), headers=headers).status_code == 200
    address = given(photos=[photo])
    given("library", photos=[strange])
    assert f"/office/photos/{photo}" in party.get(address).text
    assert party.get(f"/office/photos/{photo}").status_code == 200
    assert party.get(f"/office/photos/{photo}/small").status_code == 200
    assert party.get(f"/office/photos/{strange}").status_code == 404


def test_given_to_another_it_is_gone(leader, party, given):
    address = given()
    answer(party, address, state="planned")
    post(leader, f"{address}/change/assign", seen=2, party="library")
    assert party.get(address).status_code == 404
    assert links(party.get(BOARD)) == []


def test_a_disabled_account_reads_nothing_and_the_leader_is_told(leader, party, given, app, make_user):
    with app.app_context():
        other = people.create("vagt@example.org", "Vagten", "party", "police", PASSWORD).id
    address = given()
    assert "kan logge ind" not in text(leader.get(address))
    with app.app_context():
        people.disable(other)
        people.disable(make_user("party"))
    assert party.get(address).status_code == 302
    assert "Ingen hos parten kan logge ind" in text(leader.get(address))
    again = given()
    assert "Nordjyllands Politi, nærpolitiet har ingen bruger" in text(leader.get(again))


def test_its_list_can_be_narrowed(party, given):
    done, still = given(place="Torvet"), given(place="Tunnelen")
    answer(party, done, state="done")
    assert links(party.get(BOARD)) == [still]
    assert links(party.get(f"{BOARD}?show=done")) == [done]
    assert links(party.get(f"{BOARD}?show=all")) == [still, done]
    assert "Ingen punkter er sådan lige nu." in text(party.get(f"{BOARD}?show=overdue"))
