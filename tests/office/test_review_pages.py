"""*Til gennemsyn*: every way of deciding, what each leaves behind, and pages that bear whatever a phone sent."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import post, text
from sending import new_id, send, statuses, submission

from app.base import clock, db
from app.definitions import forms
from app.store import History, Quarantine


@pytest.fixture
def decide(leader, rows):
    """Press a button of the newest one that waits; the response."""

    def press(decision, **fields):
        return post(leader, f"/office/quarantine/{rows(Quarantine)[-1].id}", decision=decision, **fields)

    return press


@pytest.fixture
def conflict(leader):
    """A record, and another copy of the same revision that waits; both submissions."""
    first = submission(answers={"feeling": "neutral"})
    other = first | {"answers": first["answers"] | {"feeling": "unsafe", "description": "Løst trin"}}
    assert statuses(send(leader, first, other)) == ["stored", "quarantined"]
    return first, other


def actions(rows, record_id):
    return [change.action for change in rows(History) if change.record_id == record_id]


def test_a_conflict_stands_side_by_side_with_what_differs_marked(leader, conflict):
    page = leader.get("/office/quarantine")
    assert "Samme observation i to udgaver" in text(page)
    assert "To forskellige udgaver" in text(page)
    assert page.text.count("differs") == 4
    for button in (
        "Behold A, gem B i historikken", "Brug B, gem A i historikken", "Behold begge som to registreringer", "Kassér begge",
    ):  # fmt: skip
        assert button in text(page)


def test_keep_a(rows, decide, conflict, leader):
    assert decide("keep").status_code == 303
    (row,) = rows("observation")
    assert (row["feeling"], row["withdrawn_at"]) == ("neutral", None)
    assert actions(rows, row["id"]) == ["discarded"]
    history = text(leader.get(f"/office/records/observation/{row['id']}"))
    assert "En anden udgave blev kasseret af Leder" in history
    assert "Hverken eller Utryg" in history


def test_use_b(rows, decide, conflict, leader):
    assert decide("replace").status_code == 303
    (row,) = rows("observation")
    assert (row["feeling"], row["description"]) == ("unsafe", "Løst trin")
    assert actions(rows, row["id"]) == ["replaced"]
    assert "Hverken eller Utryg" in text(leader.get(f"/office/records/observation/{row['id']}"))


def test_keep_both(rows, decide, conflict, leader):
    assert decide("keep_both").status_code == 303
    first, second = sorted(rows("observation"), key=lambda row: row["feeling"])
    assert (first["feeling"], second["feeling"]) == ("neutral", "unsafe")
    assert actions(rows, first["id"]) == ["kept_both"]
    assert actions(rows, second["id"]) == ["accepted"]
    page = leader.get(f"/office/records/observation/{first['id']}")
    assert f"/office/records/observation/{second['id']}" in page.text


def test_discard_both(rows, decide, conflict):
    assert decide("discard_both").status_code == 303
    (row,) = rows("observation")
    assert row["withdrawn_at"] is not None
    assert actions(rows, row["id"]) == ["discarded", "withdrawn"]


def test_b_in_the_place_of_a_withdrawn_a_counts_again(rows, decide, leader):
    first = submission()
    send(leader, first)
    post(leader, f"/office/records/observation/{first['id']}/withdraw", reason="Prøve")
    assert statuses(send(leader, first | {"revision": 2, "answers": first["answers"] | {"place": "Blok 2"}})) == [
        "quarantined"
    ]
    assert "trukket tilbage" in text(leader.get("/office/quarantine"))
    decide("replace")
    (row,) = rows("observation")
    assert (row["place"], row["withdrawn_at"]) == ("Blok 2", None)


def test_a_faulty_copy_is_mended_before_it_is_used(rows, decide, leader):
    first = submission()
    send(leader, first, first | {"answers": first["answers"] | {"kind": "nonsense"}})
    page = leader.get("/office/quarantine")
    assert "Udgave B har fejl" in text(page)
    refused = decide("replace", asked=["kind"])
    assert refused.status_code == 422
    assert "Ét svar" in text(refused) or "1 svar skal rettes" in text(refused)
    decide("replace", asked=["kind"], kind="good")
    assert rows("observation")[0]["kind"] == "good"


def test_invalid_answers_are_mended_in_place_and_the_rest_is_kept(rows, decide, sign_in, leader, make_user):
    answers = {"date": "2026-06-12", "digital_outcome": None, "note": "rolig"}
    assert statuses(send(sign_in("counsellor"), submission("contact", answers))) == ["quarantined"]
    page = leader.get("/office/quarantine")
    assert "Henvendelse med 2 svar, der skal rettes" in text(page)
    assert "Mente du 12.05.2026?" in text(page)
    assert "Kort note rolig" in text(page)
    still = decide(
        "accept", asked=["date", "digital_asked", "digital_outcome"], date="2026-05-11", digital_asked="true"
    )
    assert still.status_code == 422
    assert 'value="2026-05-11"' in still.text
    assert "Vælg, hvad der skete med den digitale hjælp" in text(still)
    done = decide(
        "accept", asked=["date", "digital_asked", "digital_outcome"], date="2026-05-11", digital_asked="false"
    )
    assert done.status_code == 303
    (row,) = rows("contact")
    assert (row["date"], row["digital_asked"], row["note"]) == (date(2026, 5, 11), False, "rolig")
    assert (row["user_id"], row["amended"]) == (make_user("counsellor"), True)
    assert actions(rows, row["id"]) == ["accepted"]
    assert "Intet venter" in text(leader.get("/office/quarantine"))


def test_a_clock_that_is_wrong_can_be_mended_or_left(rows, decide, leader):
    wrong = submission(captured_at="2031-05-12T14:32:05+02:00")
    send(leader, wrong)
    page = leader.get("/office/quarantine")
    assert "Telefonen siger 12-05-2031 14.32" in text(page)
    assert 'value="2031-05-12T14:32"' in page.text
    assert decide("accept", captured_at="i går").status_code == 422
    assert decide("accept", captured_at="2026-05-12T14:30").status_code == 303
    (row,) = rows("observation")
    assert clock.iso(row["captured_at"]) == "2026-05-12T12:30:00Z"
    assert row["amended"] is False


def test_what_was_not_joined_is_accepted_with_the_walk_that_the_leader_chooses(rows, decide, joined, make_walk, leader):
    walk, other = make_walk("Den ene"), make_walk("Den anden")
    send(joined(walk), submission(answers={"walk": other.id}))
    page = leader.get("/office/quarantine")
    assert "Telefonen er ikke med her" in text(page)
    assert f'<option value="{other.id}" selected>' in page.text
    decide("accept", asked=["walk"], walk=walk.id)
    assert rows("observation")[0]["walk"] == walk.id


def test_an_unknown_walk_cannot_be_accepted(decide, leader, rows):
    send(leader, submission(answers={"walk": new_id()}))
    assert decide("accept").status_code == 422
    assert decide("accept", asked=["walk"], walk=new_id()).status_code == 422
    assert rows("observation") == []


def test_a_version_from_the_future_keeps_what_is_known(rows, decide, leader):
    send(leader, submission(version=9, answers={"smell": "røg", "wind": ["nord", 3]}))
    page = text(leader.get("/office/quarantine"))
    assert "smell: røg" in page
    assert 'wind: ["nord", 3]' in page
    assert "Serveren skal opdateres" in page
    decide("accept")
    (row,) = rows("observation")
    assert (row["version"], row["place"]) == (forms.of("observation").version, "Stien ved vaskeriet")
    assert json.loads(rows(History)[0].answers)["smell"] == "røg"


def test_an_unknown_form_is_shown_raw_and_can_only_be_discarded(rows, decide, leader):
    send(leader, submission("survey", {"name": "<script>alert(1)</script>"}))
    page = leader.get("/office/quarantine")
    assert "<script>alert" not in page.text
    assert "alert(1)" in text(page)
    assert decide("accept").status_code == 400
    assert decide("discard").status_code == 303
    assert [change.action for change in rows(History)] == ["discarded"]


def test_unreadable_answers_can_be_filled_in(rows, decide, leader):
    send(leader, submission() | {"answers": "ingenting"})
    assert "ingenting" in text(leader.get("/office/quarantine"))
    asked = list(forms.of("observation").questions)
    assert decide("accept", asked=asked, kind="good", category="paths", place="Broen").status_code == 303
    assert rows("observation")[0]["place"] == "Broen"


def test_one_id_in_two_forms_offers_no_replacing(rows, decide, leader):
    first = submission("contact")
    send(leader, first, submission() | {"id": first["id"]})
    page = text(leader.get("/office/quarantine"))
    assert "Behold begge" in page
    assert "Brug B" not in page
    assert decide("keep_both").status_code == 303
    assert len(rows("contact")) == len(rows("observation")) == 1


def test_the_second_to_decide_is_told_that_somebody_has(rows, decide, leader, conflict):
    decide("keep")
    answer = decide("replace")
    assert answer.status_code == 303
    assert "En anden har allerede taget stilling" in text(leader.get(answer.location))
    assert rows("observation")[0]["feeling"] == "neutral"


def test_what_was_decided_can_be_seen(decide, leader, conflict):
    decide("keep")
    page = leader.get("/office/quarantine?resolved=1")
    assert "Kasseret" in text(page)
    assert "Løst trin" in text(leader.get("/office/quarantine/1"))


def test_personal_numbers_typed_in_review_are_masked(rows, decide, leader):
    send(leader, submission(answers={"kind": "x"}))
    decide("accept", asked=["kind", "description"], kind="good", description="010190-1234")
    assert (rows("observation")[0]["description"], rows("observation")[0]["masked"]) == ("******-****", 1)


def test_many_come_in_pages(leader):
    send(leader, *(submission(answers={"kind": "x"}) for _number in range(23)))
    first, last = leader.get("/office/quarantine"), leader.get("/office/quarantine?page=3")
    assert "1–10 af 23" in text(first)
    assert "21–23 af 23" in text(last)
    assert 'id="w23-q-kind"' in last.text


def test_what_is_not_there_is_not_found(leader):
    assert leader.get("/office/quarantine/7").status_code == 404
    assert post(leader, "/office/quarantine/7", decision="keep").status_code == 404


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([name for form in forms.every() for name in form.questions])
ANSWERS = st.dictionaries(NAMES | st.text(max_size=8), JSON, max_size=6) | JSON


@settings(max_examples=30)
@given(form=st.sampled_from([*forms.names(), "survey", ""]), answers=ANSWERS, rest=st.tuples(JSON, JSON, JSON))
def test_whatever_a_phone_sent_can_be_looked_at_and_discarded(form, answers, rest, app, leader):
    version, revision, captured_at = rest
    kept = {"id": new_id(), "form": form, "version": version, "revision": revision, "captured_at": captured_at}
    with app.app_context(), db.writing() as session:
        row = Quarantine(
            submission_id=kept["id"], revision=0, digest=new_id()[:32], kind="invalid", form=form[:40],
            content=json.dumps(kept | {"answers": answers}), errors=json.dumps({"captured_at": "Ur", "walk": "Hvilken?"}),
            person_id=new_id(), person_name="Nogen", device_id=None, received_at=clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        id = row.id
    assert leader.get(f"/office/quarantine/{id}").status_code == 200
    assert leader.get(f"/office/quarantine/{id}?all=1").status_code == 200
    assert post(leader, f"/office/quarantine/{id}", decision="accept").status_code in {303, 400, 422}
    assert post(leader, f"/office/quarantine/{id}", decision="discard").status_code == 303
    assert leader.get("/office/quarantine?resolved=1").status_code == 200
    assert leader.get(f"/office/quarantine/{id}").status_code == 200
