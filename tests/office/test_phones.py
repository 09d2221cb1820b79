"""The leader's page of phones: who holds records, whose clock is wrong, who is shut out."""

import pytest
from pages import lines, post, text
from sending import DEVICE, new_id, send, statuses, submission


def test_the_longest_silent_one_with_records_stands_first(leader, joined, make_walk, sign_in, moment):
    send(joined(make_walk()), submission(), device="aaaa0000-0000-4000-8000-000000000001", pending=2)
    moment.set("2026-05-13T12:00:00+00:00")
    send(sign_in("counsellor"), submission("contact"), device="bbbb0000-0000-4000-8000-000000000001", pending=1)
    send(leader, submission(), device="cccc0000-0000-4000-8000-000000000001")
    moment.set("2026-05-15T11:00:00+00:00")
    page = leader.get("/office/phones")
    first, second, third = lines(page)
    assert first == "AAAA Aftenvandringmed kode 12-05-2026 14.40for 3 dage siden 2 Tavs i flere dage Luk ude AAAA"
    assert second.startswith("BBBB Rådgiverrådgiver 13-05-2026 14.00for 2 dage siden 1 Mangler at sende")
    assert third.startswith("CCCC Lederprojektleder")
    assert "Alt er sendt" in third
    assert "Bed om, at Feltbog bliver åbnet på telefonen, hvor der er net." in text(page)


def test_what_is_not_saved_on_a_phone_is_said_wherever_what_waits_is(leader, joined, make_walk):
    walk = make_walk()
    send(joined(walk), submission(), drafts=1)
    (line,) = lines(leader.get("/office/phones"))
    assert " 01 er ikke gemt Mangler at gemme" in line
    assert "1 telefon har 1, der ikke er gemt, senest set i dag" in text(leader.get("/office/"))
    assert "En telefon: 1 er ikke gemt." in text(leader.get(f"/office/walks/{walk.id}"))
    assert "1 er ikke gemt." in text(leader.get(f"/office/phones/{DEVICE}/revoke"))


def test_without_records_on_phones_there_is_no_advice(leader):
    assert "Ingen telefon har sendt noget endnu." in text(leader.get("/office/phones"))
    send(leader, submission())
    assert "Hvad gør du ved en telefon" not in text(leader.get("/office/phones"))


@pytest.mark.parametrize(
    ("sent_at", "words"),
    [
        ("2026-05-12T13:05:00+00:00", "Uret er 25 minutter foran"),
        ("2026-05-12T09:40:00+00:00", "Uret er 3 timer bagud"),
        ("2027-05-12T12:40:00+00:00", "Uret er 365 dage foran"),
        ("2026-05-12T12:49:00+00:00", None),
    ],
)
def test_a_clock_is_mentioned_when_it_is_more_than_ten_minutes_wrong(leader, sent_at, words):
    send(leader, submission(), sent_at=sent_at)
    page = text(leader.get("/office/phones"))
    assert (words in page) if words else ("Uret er" not in page)


def test_shutting_out_asks_first_and_can_be_taken_back(leader, joined, make_walk, moment):
    phone = joined(make_walk())
    send(phone, submission())
    address = f"/office/phones/{DEVICE}"
    assert "Luk telefon D000 ude?" in text(leader.get(f"{address}/revoke"))
    assert "Lukket ude" not in text(leader.get("/office/phones"))
    answer = post(leader, f"{address}/revoke")
    assert "Lukket ude 12-05-2026" in text(leader.get(answer.location))
    moment.set("2026-05-12T12:50:00+00:00")
    later = {"captured_at": "2026-05-12T12:45:00+00:00"}
    assert statuses(send(phone, submission(), submission(**later))) == ["stored", "quarantined"]
    assert "Luk telefon D000 ind igen?" in text(leader.get(f"{address}/allow"))
    post(leader, f"{address}/allow")
    assert statuses(send(phone, submission(**later))) == ["stored"]


def test_more_than_a_hundred_are_there_for_whoever_asks(leader):
    for _each in range(102):
        send(leader, submission(), device=new_id())
    page = leader.get("/office/phones")
    assert len(lines(page)) == 100
    assert "Vis også de 2, der er hørt fra før dem." in text(page)
    assert len(lines(leader.get("/office/phones?all=1"))) == 102


def test_an_unknown_phone_is_a_404(leader):
    assert leader.get(f"/office/phones/{new_id()}/revoke").status_code == 404
    assert post(leader, "/office/phones/nothing/allow").status_code == 404
