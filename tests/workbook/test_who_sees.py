"""A role sees only the sheets that it may see."""

from pages import token
from reading import download, records
from sending import send, store, submission

OWN = ["contact", "codebook"]
ALL = [
    "criterion",
    "observation",
    "follow_up",
    "walk",
    "event",
    "attendance",
    "hours",
    "figure",
    "milestone",
    "promise",
    "years",
]
KEYS = [*ALL, "chart", "change", *OWN]


def test_a_counsellor_gets_front_page_own_contacts_and_their_codebook(sign_in):
    first, second = sign_in("counsellor"), sign_in("counsellor", "anden@example.org")
    own, _other = store(first, "contact"), store(second, "contact")
    send(second, submission("contact", {"date": "2027-01-01"}))
    book = download(first)
    assert book.sheetnames == ["Forside", "Henvendelser", "Kodebog"]
    assert [row["Id"] for row in records(book, "Henvendelser")] == [own]
    assert {row["Ark"] for row in records(book, "Kodebog")} == {"Henvendelser", "Kodebog"}
    front = {row[0]: row[1:5] for row in book["Forside"].values}
    assert front["Henvendelser"] == (1, 1, 0, 0)
    assert any("egne" in str(line) for line in front)


def test_a_leader_gets_everybodys(sign_in):
    ids = {store(sign_in("counsellor"), "contact"), store(sign_in("leader"), "contact")}
    assert {row["Id"] for row in records(download(sign_in("leader")), "Henvendelser")} == ids


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get("/office/workbook/2026.xlsx")
    assert answer.status_code == 302
    assert "/account/sign-in" in answer.headers["Location"]


def test_csv_follows_the_same_rule(leader, counsellor):
    assert [leader.get(f"/office/csv/2026/{key}.csv").status_code for key in KEYS] == [200] * len(KEYS)
    assert [counsellor.get(f"/office/csv/2026/{key}.csv").status_code for key in KEYS] == [404] * (len(KEYS) - 2) + [
        200
    ] * 2
    assert leader.get("/office/csv/2026/quarantine.csv").status_code == 404


def test_the_page_counts_what_the_person_would_get(sign_in):
    store(sign_in("counsellor"), "contact")
    store(sign_in("leader"), "contact")
    page = sign_in("counsellor").get("/office/workbook/2026").get_data(as_text=True)
    assert "Observationer" not in page
    assert 'href="/office/workbook/2026.xlsx"' in page
    assert 'href="/office/csv/2026/contact.csv"' in page
    assert page.count('<td class="number">1</td>') == 1


def test_nobody_fetches_anothers_workbook(leader, counsellor):
    begun = leader.post("/office/workbook/2026/make", headers={"X-CSRFToken": token(leader)}).get_json()
    assert counsellor.get(f"/office/workbook/making/{begun['id']}").status_code == 404
    stolen = counsellor.get(f"/office/workbook/2026.xlsx?made={begun['id']}")
    assert stolen.status_code == 200  # the counsellor's own, made anew
    assert b"Observationer" not in stolen.data
