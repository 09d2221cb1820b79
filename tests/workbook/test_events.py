"""*Arrangementer*: sums over the phones, how many countries and never which."""

from datetime import datetime, time

import pytest
from reading import download, record, records
from sending import DEVICE, send, statuses, store, submission

from app import intake
from app.access import Person
from app.activities import scheduling
from app.definitions import forms
from app.store import Event

SECOND = "d0000000-0000-4000-8000-000000000002"


@pytest.fixture
def event(make_event):
    return make_event(
        "Kulturfest på Torvet",
        counts_for=("tryghed/A3c",),
        place="Torvet",
        start=time(12, 30),
        end=time(18, 0),
    )


def tally(client, event, device=DEVICE, **answers):
    sent = submission("attendance", {"adults": None, "children": None, "event": event.id, **answers})
    assert statuses(send(client, sent, device=device)) == ["stored"]
    return sent["id"]


def test_what_is_known_of_it(leader, event):
    found = record(download(leader), "Arrangementer")
    known = {name: value for name, value in found.items() if not name.startswith("Parter") and name != "Referat"}
    assert known == {
        "Id": event.id,
        "Arrangement": "Kulturfest på Torvet",
        "Slags": "Kulturfest",
        "Dato": datetime.fromisoformat("2026-05-12"),
        "Start": time(12, 30),
        "Slut": time(18, 0),
        "Sted": "Torvet",
        "Område": "Løvvangen, afdeling 12",
        "Aflyst": "Nej",
        "Lukket": "Nej",
        "Tæller for": "A3c",
        "Tæller for: A1b": 0,
        "Tæller for: A3c": 1,
        "Voksne (18+)": None,
        "Unge (13–17)": None,
        "Børn (0–12)": None,
        "Frivillige (tælles kun her)": None,
        "Optællinger": 0,
        "Telefoner": 0,
        "Antal lande": None,
    }


def test_phones_are_summed_and_countries_united(leader, event):
    tally(leader, event, adults=10, children=8, countries=["DK", "SO", "SY"])
    tally(leader, event, SECOND, adults=5, volunteers=6, countries=["DK", "TR"])
    tally(leader, event, SECOND, youth=0)
    found = record(download(leader), "Arrangementer")
    assert (found["Voksne (18+)"], found["Børn (0–12)"], found["Frivillige (tælles kun her)"]) == (15, 8, 6)
    assert found["Unge (13–17)"] == 0
    assert (found["Optællinger"], found["Telefoner"], found["Antal lande"]) == (3, 2, 4)


def test_guests_of_events_with_small_counts_stand_below_together(leader, event, make_event):
    small, other = make_event("Café"), make_event("Spil")
    tally(leader, event, adults=40, children=20, volunteers=5)
    tally(leader, small, adults=9, children=2, volunteers=5)
    tally(leader, other, adults=6, children=7, volunteers=0)
    found = {row["Arrangement"]: row for row in records(download(leader), "Arrangementer")}
    guests = ("Voksne (18+)", "Unge (13–17)", "Børn (0–12)", "Frivillige (tælles kun her)")
    assert {title: [row[name] for name in guests] for title, row in found.items()} == {
        "Kulturfest på Torvet": [40, None, 20, 5],
        "Café": [None, None, None, None],
        "Spil": [None, None, None, None],
        "Lagt sammen: Café, Spil": [15, 0, 9, 5],
    }
    assert found["Café"]["Optællinger"] == 1
    assert {name: value for name, value in found["Lagt sammen: Café, Spil"].items() if value is not None}.keys() == {"Arrangement", *guests}  # fmt: skip
    written = leader.get("/office/csv/2026/event.csv").get_data(as_text=True)
    assert "Lagt sammen: Café, Spil" in written
    assert ";9;" not in next(line for line in written.splitlines() if ";Café;" in line)


def test_a_cancelled_events_guests_are_not_told(app, leader, event):
    tally(leader, event, adults=40)
    with app.app_context():
        scheduling.cancel(Event, event.id, cancelled=True)
    assert record(download(leader), "Arrangementer")["Voksne (18+)"] is None


def test_only_fremmoede_says_which_countries(leader, event):
    tally(leader, event, countries=["SO", "XK"])
    book = download(leader)
    assert "Somalia" in str(records(book, "Fremmøde"))
    assert "Somalia" not in str(records(book, "Arrangementer"))
    assert not [name for name in records(book, "Fremmøde")[0] if "Somalia" in name]


def test_withdrawn_and_quarantined_tallies_count_for_nothing(app, leader, event, make_user):
    id = tally(leader, event, adults=100, countries=["DK", "SO", "SY", "TR", "IQ"])
    tally(leader, event, SECOND, adults=7, countries=["DK"])
    wrong = submission("attendance", {"event": event.id, "adults": 5001, "countries": ["VN"]})
    assert statuses(send(leader, wrong)) == ["quarantined"]
    with app.app_context():
        intake.withdraw(forms.of("attendance"), id, Person(make_user("leader"), "Leder", "leader"))
    found = record(download(leader), "Arrangementer")
    assert (found["Voksne (18+)"], found["Optællinger"], found["Telefoner"], found["Antal lande"]) == (7, 1, 1, 1)


def test_a_cancelled_and_a_closed_one_stay_and_say_so(app, leader, event):
    with app.app_context():
        scheduling.cancel(Event, event.id, cancelled=True)
        scheduling.close(Event, event.id, closed=True)
    found = record(download(leader), "Arrangementer")
    assert (found["Aflyst"], found["Lukket"]) == ("Ja", "Ja")


def test_the_front_page_says_how_much_there_is_and_what_is_left_out(app, leader, event, make_user):
    withdrawn = store(leader, "observation")
    store(leader, "observation")
    tally(leader, event, adults=1)
    send(leader, submission("contact", {"date": "2027-01-01"}), submission("observation", {"kind": "ugly"}))
    with app.app_context():
        intake.withdraw(forms.of("observation"), withdrawn, Person(make_user("leader"), "Leder", "leader"))
    front = {row[0]: row[1:5] for row in download(leader)["Forside"].values}
    assert front["Observationer"] == (1, 1, 1, 1)
    assert front["Arrangementer"] == (1, 1, None, None)
    assert front["Fremmøde"] == (1, 1, 0, 0)
    assert front["Henvendelser"] == (0, 0, 0, 1)
    text = str(list(front))
    assert "Feltbog 2026" in text
    assert "1. januar – 31. december 2026" in text
    assert "Hentet 12.05.2026 kl. 14.40." in text
