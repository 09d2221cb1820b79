"""Each form's sheet, cell by cell, of a record with every answer and of one with none but what must be."""

from datetime import datetime

from reading import EVERYTHING, cells, download, record, records
from sending import DEVICE, send, statuses, store, submission

from app import intake
from app.access import Person
from app.definitions import Contact, forms

REGISTERED, RECEIVED = datetime.fromisoformat("2026-05-12T14:32:05"), datetime.fromisoformat("2026-05-12T14:40")
# What a record has when only the questions that must be answered are: see `sending.ANSWERS`.
TIMES = {"Registreret": REGISTERED, "Modtaget": RECEIVED}


def test_an_observation_with_every_answer(leader, make_walk):
    walk = make_walk("Aftenvandring, øst")
    id = store(leader, "observation", EVERYTHING["observation"] | {"walk": walk.id})
    assert record(download(leader), "Observationer") == {
        "Id": id,
        "Vandring": "Aftenvandring, øst",
        "Godt sted eller skal forbedres?": "Godt sted",
        "Hvad drejer det sig om?": "Stier, trapper og belægning",
        "Hvor tryg føler du dig her?": "Hverken eller",
        "Sted": "Stien ved skolen",
        "Breddegrad": 57.0721,
        "Længdegrad": 9.9213,
        "Nøjagtighed (m)": 8,
        "Plan": None,
        "Plan: fra venstre": None,
        "Plan: fra toppen": None,
        "Lysforhold": "Tusmørke",
        "Beskrivelse": "Jævn at gå på.\nOgså med barnevogn.",
        "Forslag": "Behold den",
        "Foto": "2 fotos",
        "Antal fotos": 2,
        "Jeg er …": "fra kommunen",
        "Område": "Løvvangen, afdeling 12",
        **TIMES,
    }


def test_photos_lead_to_the_record_in_the_office(leader):
    id = store(leader, "observation", EVERYTHING["observation"])
    page = download(leader)["Observationer"]
    (cell,) = [cell for row in page.iter_rows() for cell in row if cell.value == "2 fotos"]
    assert cell.hyperlink.target == f"http://127.0.0.1:8000/office/records/observation/{id}"
    assert cell.data_type == "s"


def test_an_observation_with_no_more_than_it_must_have(leader):
    id = store(leader, "observation")
    found = record(download(leader), "Observationer")
    assert {name: value for name, value in found.items() if value is not None} == {
        "Id": id,
        "Godt sted eller skal forbedres?": "Skal forbedres",
        "Hvad drejer det sig om?": "Belysning",
        "Sted": "Stien ved vaskeriet",
        **TIMES,
    }


def test_a_tally_with_every_answer(leader, make_event):
    event = make_event("Kulturfest på Torvet")
    id = store(leader, "attendance", EVERYTHING["attendance"] | {"event": event.id})
    assert record(download(leader), "Fremmøde") == {
        "Id": id,
        "Arrangement": "Kulturfest på Torvet",
        "Indgang": "Nord",
        "Voksne (18+)": 41,
        "Unge (13–17)": 0,
        "Børn (0–12)": 1205,
        "Frivillige (tælles kun her)": 6,
        "Skønnet antal": "Nej",
        "Lande repræsenteret": "Danmark, Kosovo, Somalia",
        "Bemærkning": "God stemning",
        **TIMES,
    }


def test_an_unanswered_count_is_an_empty_cell_and_0_is_0(leader, make_event):
    store(leader, "attendance", {"event": make_event().id, "adults": 0, "children": None})
    found = record(download(leader), "Fremmøde")
    assert (found["Voksne (18+)"], found["Børn (0–12)"], found["Skønnet antal"]) == (0, None, None)


def test_a_contact_with_every_answer(leader):
    id = store(leader, "contact", EVERYTHING["contact"])
    found = record(download(leader), "Henvendelser")
    flags = {name: value for name, value in found.items() if ": " in name}
    assert {name: value for name, value in found.items() if name not in flags} == {
        "Id": id,
        "Dato": datetime.fromisoformat("2026-05-11"),
        "Område": "Løvvangen, afdeling 12",
        "Kontaktform": "Sms/mail",
        "Målgruppe": "Kontaktet af os om vand, varme eller husleje (målgruppe 2)",
        "Hørt om tilbuddet via": "Bydelsmødre",
        "Første gang": "Ja",
        "Emner": "Huslejerestance/udsættelse, e-Boks",
        "Har du spurgt, om der er brug for hjælp til MitID, borger.dk eller e-Boks?": "Ja",
        "Digital hjælp": "Spurgt ved en tidligere henvendelse",
        "Henvist til": "Helhedsplanens aktiviteter, Gældsrådgivning",
        "Udfald": "Afdragsordning",
        "Minutter": 45,
        "Kort note": "Ringer igen",
        **TIMES,
    }
    assert len(flags) == len(Contact.topics.options) + len(Contact.referrals.options)
    assert {name for name, value in flags.items() if value == 1} == {
        "Emner: Huslejerestance/udsættelse",
        "Emner: e-Boks",
        "Henvist til: Helhedsplanens aktiviteter",
        "Henvist til: Gældsrådgivning",
    }
    assert set(flags.values()) == {0, 1}


def test_the_columns_of_an_unanswered_choice_of_several_are_empty_not_0(leader):
    store(leader, "contact")
    found = record(download(leader), "Henvendelser")
    assert {value for name, value in found.items() if name.startswith("Henvist til")} == {None}
    assert {value for name, value in found.items() if name.startswith("Emner: ")} == {0, 1}


def test_cells_have_types_and_formats_that_excel_can_count_with(leader, make_event):
    store(leader, "attendance", EVERYTHING["attendance"] | {"event": make_event().id})
    store(leader, "contact", EVERYTHING["contact"])
    store(leader, "observation", EVERYTHING["observation"])
    book = download(leader)
    kinds = {}
    for name in ("Fremmøde", "Henvendelser", "Observationer"):
        header, row = cells(book, name)
        kinds |= {title.value: (cell.data_type, cell.number_format) for title, cell in zip(header, row, strict=True)}
    assert kinds["Børn (0–12)"] == ("n", "#,##0")
    assert kinds["Emner: Vand"] == ("n", "#,##0")
    assert kinds["Breddegrad"] == ("n", "0.0#####")
    assert kinds["Dato"] == ("d", "dd-mm-yyyy")
    assert kinds["Modtaget"] == ("d", "dd-mm-yyyy hh:mm")
    assert kinds["Beskrivelse"] == ("s", "General")


def test_records_stand_in_the_order_in_which_they_were_captured(leader):
    times = ["2026-05-12T12:00:00+02:00", "2026-05-10T09:00:00+02:00", "2026-05-11T10:00:00+02:00"]
    ids = [store(leader, "observation", captured_at=at) for at in times]
    found = [row["Id"] for row in records(download(leader), "Observationer")]
    assert found == [ids[1], ids[2], ids[0]]


def test_what_was_withdrawn_or_waits_for_review_is_left_out(app, leader, make_user):
    withdrawn, kept = store(leader, "observation"), store(leader, "observation")
    wrong = submission("observation", {"kind": "ugly"})
    assert statuses(send(leader, wrong)) == ["quarantined"]
    person = Person(make_user("leader"), "Leder", "leader")
    with app.app_context():
        intake.withdraw(forms.of("observation"), withdrawn, person, "prøve")
    assert record(download(leader), "Observationer")["Id"] == kept


def test_a_corrected_record_stands_once_with_its_last_answers(leader):
    id = store(leader, "observation", {"place": "Torvet"})
    again = submission("observation", {"place": "Boldbanen"}, id=id, revision=2)
    assert statuses(send(leader, again, device=DEVICE)) == ["updated"]
    assert record(download(leader), "Observationer")["Sted"] == "Boldbanen"
