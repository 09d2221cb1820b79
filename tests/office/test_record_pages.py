"""The leader's pages of records: see, correct with a history, withdraw, restore; who may see what."""

import pytest
from lxml.html import fromstring
from pages import hidden, post, text
from sending import new_id, send, statuses, submission

ANSWERS = {"kind": "improve", "category": "litter", "place": "Blok 9"}


@pytest.fixture
def stored(leader):
    """An observation that has arrived, and its address."""
    sent = submission(answers={"description": "Det er mørkt"})
    assert statuses(send(leader, sent)) == ["stored"]
    return sent, f"/office/records/observation/{sent['id']}"


def amend(leader, address, seen=None, **answers):
    seen = hidden(leader.get(f"{address}/amend"), "seen") if seen is None else seen
    return post(leader, f"{address}/amend", seen=seen, **ANSWERS | answers)


def test_the_list_links_to_the_record_which_says_everything_in_words(leader, stored):
    _sent, address = stored
    assert address in leader.get("/office/records").text
    page = text(leader.get(address))
    for words in ("Skal forbedres", "Belysning", "Stien ved vaskeriet", "Det er mørkt", "12-05-2026 14.32", "Leder"):
        assert words in page


def test_an_amendment_shows_field_by_field_in_the_history(leader, stored):
    _sent, address = stored
    assert amend(leader, address, why="Forkert emne").status_code == 303
    page = text(leader.get(address))
    assert "Rettet på kontoret af Leder" in page
    assert "Hvad drejer det sig om? Belysning Affald og renholdelse" in page
    assert "Beskrivelse Det er mørkt ikke besvaret" in page
    assert "Forkert emne" in page


def test_two_amendments_are_two_steps(leader, stored):
    _sent, address = stored
    amend(leader, address, place="Blok 1")
    amend(leader, address, place="Blok 2")
    page = text(leader.get(address))
    assert "Sted Stien ved vaskeriet Blok 1" in page
    assert "Sted Blok 1 Blok 2" in page


def test_faulty_answers_are_named_and_nothing_is_written(leader, stored):
    _sent, address = stored
    page = amend(leader, address, place="", category="nonsense")
    assert page.status_code == 422
    assert "2 svar skal rettes" in text(page)
    assert 'href="#q-place"' in page.text
    assert "<title>Fejl:" in page.text
    assert "Rettet" not in text(leader.get(address))


def test_a_walk_that_does_not_exist_is_an_error(leader, stored):
    _sent, address = stored
    page = amend(leader, address, walk=new_id())
    assert page.status_code == 422
    assert "»Vandring« findes ikke" in text(page)


def test_the_same_answers_again_are_no_change(leader, stored):
    _sent, address = stored
    amend(leader, address, kind="improve", category="lighting", place="Stien ved vaskeriet", description="Det er mørkt")
    assert "Rettet på kontoret" not in text(leader.get(address))


def test_who_changed_it_meanwhile_is_not_overwritten_unseen(leader, stored, sign_in):
    _sent, address = stored
    seen = hidden(leader.get(f"{address}/amend"), "seen")
    amend(leader, address, place="Blok 1")
    page = amend(leader, address, seen=seen, place="Blok 2")
    assert page.status_code == 409
    assert "Sted Blok 1 Blok 2" in text(page)
    assert amend(leader, address, seen=hidden(page, "seen"), place="Blok 2").status_code == 303


def test_an_amended_record_turns_the_phones_next_revision_into_a_conflict(leader, stored):
    sent, address = stored
    amend(leader, address)
    assert statuses(send(leader, sent | {"revision": 2})) == ["quarantined"]


def test_personal_numbers_typed_at_the_desk_are_masked_and_counted(leader, stored):
    _sent, address = stored
    amend(leader, address, description="Ring til 010190-1234", why="010190-1234 sagde det")
    page = text(leader.get(address))
    assert "1234" not in page
    assert "1 er fjernet fra teksten" in page


def test_withdrawn_it_is_out_of_the_list_and_can_come_back(leader, stored):
    sent, address = stored
    assert post(leader, f"{address}/withdraw", reason="").status_code == 422
    assert post(leader, f"{address}/withdraw", reason="Skrevet to gange").status_code == 303
    assert sent["id"] not in leader.get("/office/records").text
    assert sent["id"] in leader.get("/office/records?state=withdrawn").text
    assert "Skrevet to gange" in text(leader.get(address))
    assert leader.get(f"{address}/amend").status_code == 302
    post(leader, f"{address}/withdraw", reason="Et dobbeltklik")
    assert post(leader, f"{address}/restore").status_code == 303
    assert sent["id"] in leader.get("/office/records").text
    page = text(leader.get(address))
    assert page.count("Trukket tilbage af Leder") == 1
    assert "Tæller med igen af Leder" in page


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_to_withdraw_without_a_reason_is_said_at_the_top_with_the_way_to_it(leader, stored, reason):
    _sent, address = stored
    page = post(leader, f"{address}/withdraw", reason=reason)
    assert page.status_code == 422
    assert "<title>Fejl:" in page.text
    found = fromstring(page.text)
    (link,) = found.xpath('//*[@id="error-summary"]//a')
    assert "øjst 500 tegn" in link.text_content()
    (control,) = found.xpath(f'//*[@id="{link.get("href")[1:]}"]')
    assert control.get("name") == "reason"
    assert control.get("aria-invalid") == "true"


def test_a_counsellor_opens_their_own_contacts_alone(sign_in, leader):
    own, others, seen = submission("contact"), submission("contact"), submission()
    counsellor = sign_in("counsellor")
    send(counsellor, own)
    send(leader, others, seen)
    assert counsellor.get(f"/office/records/contact/{own['id']}").status_code == 200
    assert counsellor.get(f"/office/records/contact/{others['id']}").status_code == 404
    assert counsellor.get(f"/office/records/observation/{seen['id']}").status_code == 404
    assert leader.get(f"/office/records/contact/{own['id']}").status_code == 200
    for page in ("/office/records", "/office/quarantine"):
        assert counsellor.get(page).status_code == 403


def test_a_counsellor_corrects_their_own_contacts_alone(sign_in, leader):
    own, others = submission("contact"), submission("contact")
    counsellor = sign_in("counsellor")
    send(counsellor, own)
    send(leader, others)
    address = f"/office/records/contact/{own['id']}"
    assert "Ret henvendelse" in text(counsellor.get(address))
    assert counsellor.get(f"{address}/amend").status_code == 200
    assert post(counsellor, f"{address}/withdraw", reason="Skrevet to gange").status_code == 303
    assert post(counsellor, f"{address}/restore").status_code == 303
    for action in ("amend", "withdraw", "restore"):
        assert post(counsellor, f"/office/records/contact/{others['id']}/{action}", reason="x").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/office/records/observation/x",
        "/office/records/nonsense/x",
        "/office/records/attendance/0d5c2b8e-6a3f-4a55-9a0b-3f6f0f5c1a11/amend",
        "/office/records?year=99999999999999999999",
        "/office/records?year=0",
    ],
)
def test_what_is_not_there_is_not_found(leader, address):
    assert leader.get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=99999999999", "page=x", "form=x&state=x&walk=x&person=x", "q=%00%FF", "q=%25%5F"],
)
def test_odd_addresses_are_read_as_well_as_they_can_be(leader, stored, query):
    assert leader.get(f"/office/records?{query}").status_code == 200


def test_filters_stay_when_turning_pages(leader):
    send(leader, *(submission() for _number in range(60)))
    page = leader.get("/office/records?form=observation&q=vaskeriet")
    assert "1–50 af 60" in text(page)
    assert "page=2&amp;form=observation&amp;q=vaskeriet" in page.text
    assert "51–60 af 60" in text(leader.get("/office/records?form=observation&q=vaskeriet&page=2"))
