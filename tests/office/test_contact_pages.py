"""The contacts: a counsellor's own with the year's counts, all of them for the leader."""

import pytest
from pages import post, text
from sending import send, submission


@pytest.fixture
def contacts(sign_in):
    """Two counsellors' contacts: three of the first, one of the second."""
    first, second = sign_in("counsellor"), sign_in("counsellor", "anden@example.org")
    own = [submission("contact", {"note": f"nr. {number}", "referrals": ["borgerservice"]}) for number in range(3)]
    other = submission("contact", {"note": "hemmelig", "date": "2026-01-05"})
    send(first, *own)
    send(second, other)
    return first, own, other


def test_a_counsellor_sees_their_own_alone(contacts):
    counsellor, own, other = contacts
    page = counsellor.get("/office/contacts")
    assert all(each["id"] in page.text for each in own)
    assert other["id"] not in page.text
    assert "Henvendelser i alt 3" in text(page)
    assert other["id"] not in counsellor.get("/office/contacts?q=hemmelig&person=&state=all").text


def test_the_leader_sees_all(contacts, sign_in):
    page = sign_in("leader").get("/office/contacts")
    assert contacts[2]["id"] in page.text
    assert "Henvendelser i alt 4" in text(page)
    assert "Henvist til et tilbud i helhedsplanen eller kommunen 3 af 4 · 75,0 %" in text(page)


def test_few_contacts_are_told_of_the_year_alone(contacts, sign_in):
    page = text(sign_in("leader").get("/office/contacts"))
    assert "Januar–maj 4 I alt 4" in page
    assert "Kontaktform" not in page
    assert "er rækker eller kolonner lagt sammen, så ingen kan genkendes" in page
    assert "Kom selv (målgruppe 1) 4" in page


def test_months_of_few_contacts_are_told_together(counsellor, leader):
    send(counsellor, *[submission("contact", {"date": f"2026-{month:02}-05"}) for month in (1, 1, 2, 3, 3, 3) * 2])
    send(counsellor, *[submission("contact", {"date": "2026-04-05"}) for _contact in range(9)])
    page = text(leader.get("/office/contacts"))
    assert "Januar–marts 12 0 12 April 9 0 9 Maj 0 0 0 I alt 21 0 21" in page


def test_what_was_withdrawn_is_out_of_the_counts(contacts, leader):
    post(leader, f"/office/records/contact/{contacts[1][0]['id']}/withdraw", reason="Dobbelt")
    assert "Henvendelser i alt 2" in text(contacts[0].get("/office/contacts"))


def test_another_year_is_empty(contacts):
    page = text(contacts[0].get("/office/contacts?year=2025"))
    assert "Henvendelser i alt 0" in page
    assert "Der er ingen henvendelser i 2025 endnu" in page
