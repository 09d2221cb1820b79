"""*Vandringer*: what is known of a walk, what was seen on it, and what has become of that."""

from datetime import date, datetime, time

from accounts import LEADER
from reading import download, record, records
from sending import DEVICE

from app import follow_up, intake
from app.activities import scheduling
from app.definitions import Observation
from app.store import Walk

SECOND = "d0000000-0000-4000-8000-000000000002"
SHEET = "Vandringer"


def test_what_is_known_of_it(app, leader, make_walk):
    walk = make_walk(
        start=time(16, 30), end=time(18, 30), meeting_place="Beboerhuset", light="dark", weather="6 °C, tørt",
        participants=18, parties=("police", "programme"), group_leader="Helhedsplanen",
    )  # fmt: skip
    with app.app_context():
        scheduling.close(Walk, walk.id, closed=True)
    found = record(download(leader), SHEET)
    assert {name: value for name, value in found.items() if value not in (None, 0)} == {
        "Id": walk.id,
        "Vandring": "Aftenvandring",
        "Dato": datetime.fromisoformat("2026-05-12"),
        "Start": time(16, 30),
        "Slut": time(18, 30),
        "Mødested": "Beboerhuset",
        "Område": "Løvvangen, afdeling 12",
        "Lysforhold": "Mørkt",
        "Vejr": "6 °C, tørt",
        "Deltagere": 18,
        "Gruppeleder": "Helhedsplanen",
        "Parter": "Nordjyllands Politi, nærpolitiet, Helhedsplanen",
        "Parter: Nordjyllands Politi, nærpolitiet": 1,
        "Parter: Helhedsplanen": 1,
        "Aflyst": "Nej",
        "Lukket": "Ja",
    }
    assert found["Parter: Samrådet"] == 0


def test_what_was_seen_and_what_has_become_of_it(app, leader, walk, observe, change, moment):
    observe(walk=walk.id, kind="good", feeling="safe")
    first, second, third, fourth, _fifth, sixth = (
        observe(walk=walk.id, device=device, feeling="unsafe")
        for device in (DEVICE, SECOND, SECOND, SECOND, SECOND, SECOND)
    )
    with app.test_request_context():
        together = follow_up.group([first, second], LEADER)
        intake.withdraw(Observation, sixth, LEADER, "Prøve")
    change(together, party="police", deadline="2026-05-13", state="planned")
    change(third, state="done", party="police")
    change(fourth, state="checked", checked_by="Leder", checked_on="2026-05-12")

    moment.set("2026-05-20T12:00:00+00:00")
    found = record(download(leader), SHEET)
    numbers = {name: found[name] for name in list(found)[list(found).index("Observationer") :]}
    assert numbers == {
        "Observationer": 6,
        "Gode steder": 1,
        "Skal forbedres": 5,
        "Føler sig utryg": 5,
        "Telefoner": 2,
        "Fotos": 0,
        "Punkter": 4,
        "Punkter, åbne": 2,
        "Punkter uden part": 1,
        "Punkter over fristen": 1,
        "Punkter, udført": 1,
        "Punkter, kontrolleret": 1,
        "Punkter, kan ikke gennemføres": 0,
    }


def test_a_point_seen_on_two_walks_counts_once_on_each(app, leader, make_walk, observe):
    walks = make_walk("Første", date=date(2026, 5, 10)), make_walk("Anden")
    with app.test_request_context():
        follow_up.group([observe(walk=walk.id) for walk in walks], LEADER)
    found = records(download(leader), SHEET)
    assert [(row["Vandring"], row["Punkter"]) for row in found] == [("Første", 1), ("Anden", 1)]


def test_a_walk_without_observations_has_zeros(leader, make_walk):
    make_walk()
    found = record(download(leader), SHEET)
    assert (found["Observationer"], found["Punkter"], found["Telefoner"]) == (0, 0, 0)


def test_its_codebook_names_parties_and_light(leader):
    lines = {(row["Kolonne"], row["Kode"]) for row in records(download(leader), "Kodebog") if row["Ark"] == SHEET}
    assert ("Lysforhold", "dusk") in lines
    assert ("Parter: Biblioteket", "library") in lines
