"""*Opfølgning*: the sheet says what the database says, point by point, and nothing of who observed it."""

from datetime import date, datetime

from accounts import LEADER
from reading import download, record, records

from app import follow_up, intake
from app.base import clock, db
from app.definitions import Observation
from app.store import FollowUp, FollowUpObservation

SHEET = "Opfølgning"


def test_a_point_in_full(app, leader, observe, change, make_walk, moment):
    walk = make_walk("Aftenvandring", date=date(2026, 5, 11))
    first = observe(10, walk=walk.id, place="Stien", description="Mørkt", suggestion="Lys", observer="police")
    second = observe(20, walk=walk.id, description="Meget mørkt")
    with app.test_request_context():
        id = follow_up.group([first, second], LEADER)
    change(id, party="other", party_other="Kirkecentret", priority="urgent", deadline="2026-05-20", state="planned")
    with app.test_request_context(), db.writing() as session:
        follow_up.recheck(session, id, "same", "", [], LEADER, clock.now())
    moment.set("2026-05-23T12:00:00+00:00")
    assert record(download(leader), SHEET) == {
        "Id": id,
        "Nr.": 1,
        "Vandring": "Aftenvandring",
        "Dato": datetime.fromisoformat("2026-05-11"),
        "Observationer": 2,
        "Observationernes id": f"{first}, {second}",
        "Kategori": "Belysning",
        "Sted": "Stien",
        "Område": "Løvvangen, afdeling 12",
        "Problem": "Mørkt\nMeget mørkt",
        "Forslag": "Lys",
        "Part": "Kirkecentret",
        "Hastegrad": "Haster",
        "Frist": datetime.fromisoformat("2026-05-20"),
        "Dage over fristen": 3,
        "Tilstand": "Planlagt",
        "Begrundelse": None,
        "Sendt videre til": None,
        "Dublet af nr.": None,
        "Set af": None,
        "Set den": None,
        "Gensyn": "Uændret",
        "Gensyn den": datetime.fromisoformat("2026-05-12"),
        "Begyndt": datetime.fromisoformat("2026-05-12T14:40"),
        "Givet til parten": datetime.fromisoformat("2026-05-12T14:40"),
        "Seneste svar": datetime.fromisoformat("2026-05-12T14:40"),
        "Senest ændret": datetime.fromisoformat("2026-05-12T14:40"),
        "Intet svar i 30 dage": "Nej",
        "Trukket tilbage": "Nej",
    }


def test_what_nobody_has_begun_with_is_a_row_too(leader, observe):
    id = observe(place="Torvet")
    found = record(download(leader), SHEET)
    assert {name: value for name, value in found.items() if value is not None} == {
        "Id": id,
        "Dato": datetime.fromisoformat("2026-05-12"),
        "Observationer": 1,
        "Observationernes id": id,
        "Kategori": "Belysning",
        "Sted": "Torvet",
        "Tilstand": "Ny",
        "Intet svar i 30 dage": "Nej",
        "Trukket tilbage": "Nej",
    }


def test_every_row_agrees_with_the_database(app, leader, observe, change, walk):
    ids = [observe(minute, walk=walk.id, place=f"Sted {minute}") for minute in range(12)]
    observe(20, kind="good", walk=walk.id)
    change(ids[0], party="police", deadline="2026-06-01", priority="soon")
    change(ids[1], state="not_possible", reason="Vejen er privat")
    change(ids[2], state="passed_on", passed_to="Forsyningen", party="housing_admin")
    change(ids[3], state="checked", checked_by="Leder", checked_on="2026-05-11")
    change(ids[4], problem="Som lederen ser det", proposal="Et skilt")
    change(ids[5], state="duplicate", duplicate_of=1)
    with app.test_request_context():
        follow_up.group([ids[6], ids[7]], LEADER)
        follow_up.group([ids[4], ids[3]], LEADER)
        intake.withdraw(Observation, ids[0], LEADER, "Prøve")
        intake.withdraw(Observation, ids[8], LEADER, "Prøve")
        in_database = {point.id: point for point in follow_up.points()}
        follow_ups = db.session.query(FollowUp).count()
        links = {link.observation_id: link.follow_up_id for link in db.session.query(FollowUpObservation)}
    rows = {row["Id"]: row for row in records(download(leader), SHEET)}
    assert rows.keys() == in_database.keys()
    assert len([row for row in rows.values() if row["Nr."]]) == follow_ups == 7
    with app.test_request_context():
        for id, point in in_database.items():
            row = rows[id]
            observed = row["Observationernes id"].split(", ") if row["Observationernes id"] else []
            assert [links.get(each, each) for each in observed] == [id] * row["Observationer"]
            assert (row["Nr."], row["Tilstand"]) == (point.number, str(follow_up.STATES[point.state].label))
            assert (row["Part"] or "", row["Hastegrad"] or "") == (point.party_words, point.priority_words)
            assert (row["Frist"] and row["Frist"].date(), row["Dublet af nr."]) == (point.deadline, point.duplicate_of)
            assert (row["Problem"] or "", row["Forslag"] or "") == (point.said, point.proposed)
            assert (row["Begrundelse"] or "", row["Sendt videre til"] or "") == (point.reason, point.passed_to)
            assert (row["Set af"] or "", row["Set den"] and row["Set den"].date()) == (
                point.checked_by,
                point.checked_on,
            )
            assert row["Trukket tilbage"] == ("Ja" if point.is_withdrawn else "Nej")
            assert row["Observationer"] == len(point.counted)


def test_a_point_is_of_the_years_in_which_it_was_seen(app, leader, observe, change, make_walk):
    before, after = make_walk("Før", date=date(2025, 12, 20)), make_walk("Efter", date=date(2026, 5, 1))
    old = observe(1, on="2025-12-20", walk=before.id)
    new = observe(2, on="2026-05-01", walk=after.id)
    loose = observe(3)
    with app.test_request_context():
        both = follow_up.group([old, new], LEADER)
    assert [row["Id"] for row in records(download(leader, 2025), SHEET)] == [both]
    assert [row["Id"] for row in records(download(leader, 2026), SHEET)] == [both, loose]
    assert records(download(leader, 2024), SHEET) == []


def test_what_was_merged_away_stays_as_a_duplicate_in_the_year_it_was_begun(app, leader, observe, change):
    first, second = observe(1), observe(2)
    kept, gone = change(first, priority="soon"), change(second, priority="soon")
    with app.test_request_context():
        follow_up.group([kept, gone], LEADER)
    rows = records(download(leader), SHEET)
    assert [(row["Id"], row["Tilstand"], row["Dublet af nr."]) for row in rows] == [
        (kept, "Ny", None),
        (gone, "Dublet", 1),
    ]


def test_nothing_of_the_observer(leader, observe, change):
    change(observe(observer="municipality"), party="police")
    book = download(leader)
    assert "fra kommunen" not in str(records(book, SHEET))
    lines = {row["Felt"] for row in records(book, "Kodebog") if row["Ark"] == SHEET}
    assert "observer" not in lines


def test_the_front_page_counts_its_rows(leader, observe, change):
    observe(1)
    change(observe(2), party="police")
    book = download(leader)
    front = {row[0]: row[1:3] for row in book["Forside"].values}
    assert front[SHEET] == (2, 2)


def test_the_codebook_explains_every_code(leader):
    lines = [
        (row["Kolonne"], row["Kode"], row["Betydning"])
        for row in records(download(leader), "Kodebog")
        if row["Ark"] == SHEET
    ]
    assert ("Tilstand", "not_possible", "Kan ikke gennemføres") in lines
    assert ("Part", "police", "Nordjyllands Politi, nærpolitiet") in lines
    assert ("Hastegrad", "later", "Kan vente") in lines
    assert ("Gensyn", "better", "Bedre") in lines
    assert ("Kategori", "lighting", "Belysning") in lines


def test_many_points_come_in_order_without_a_gap(app, leader, observe, change, monkeypatch):
    monkeypatch.setattr(follow_up.reading, "YEAR_CHUNK", 2)
    ids = [change(observe(minute), priority="soon") for minute in range(5)]
    assert [row["Id"] for row in records(download(leader), SHEET)] == ids
    csv = leader.get("/office/csv/2026/follow_up.csv").get_data(as_text=True)
    assert [line.split(";")[0] for line in csv.splitlines()[1:]] == ids
