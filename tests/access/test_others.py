"""What belongs to somebody else is refused, whoever knows its id."""

from pages import post, token
from picturing import file, scene
from sending import new_id, put_photo, send, statuses, submission

from app import follow_up
from app.access import Person
from app.base import db
from app.definitions import forms
from app.store import Photo, PhotoUse

from .conftest import party_of


def test_a_counsellor_s_contacts_are_not_another_one_s(things, other, app):
    stranger = other("counsellor")
    page = f"/office/records/contact/{things.contact}"
    assert [stranger.get(page + below).status_code for below in ("", "/amend")] == [404, 404]
    for below in ("/amend", "/withdraw", "/restore"):
        assert post(stranger, page + below, reason="Nysgerrig", note="x", seen=0).status_code == 404
    for path in (
        "/office/contacts",
        f"/office/contacts?person={things.person}",
        f"/office/contacts?text={things.contact}",
    ):
        assert things.contact not in stranger.get(path).text
    assert things.contact not in stranger.get("/office/csv/2026/contact.csv").text
    with app.app_context():
        assert (
            db.session.scalar(
                forms.of("contact").table.select().where(forms.of("contact").table.c.withdrawn_at.isnot(None))
            )
            is None
        )


def test_a_counsellor_opens_no_other_kind_of_record(things, everybody):
    for path in (f"/office/records/observation/{things.observation}", f"/office/records/contact/{things.observation}"):
        assert everybody["counsellor"].get(path).status_code == 404
    for key in ("observation", "attendance", "follow_up", "walks"):
        assert everybody["counsellor"].get(f"/office/csv/2026/{key}.csv").status_code == 404


def test_a_revision_of_another_one_s_contact_waits_for_the_leader(things, other):
    sent = submission("contact", id=things.contact, revision=2)
    assert statuses(send(other("counsellor"), sent, device=new_id())) == ["quarantined"]


def test_a_party_sees_and_answers_its_own_points_alone(things, everybody, other, app):
    own, stranger = everybody["party"], other("party")
    assert own.get(f"/office/follow-up/{things.party_point}").status_code == 200
    for browser, id in ((own, things.point), (stranger, things.party_point), (stranger, things.point)):
        assert browser.get(f"/office/follow-up/{id}").status_code == 404
        assert (
            post(browser, f"/office/follow-up/{id}/answer", state="done", note="Klaret", version=1).status_code == 404
        )
    numbers = [str(number) for number in range(1, 4)]
    found = [stranger.get(f"/office/follow-up/{number}").status_code for number in numbers]
    assert found == [404, 404, 404]
    assert things.party_point not in stranger.get("/office/follow-up").text


def test_a_party_sees_the_photos_of_its_own_points_alone(things, everybody, app):
    party = everybody["party"]
    for size in ("", "/small"):
        assert party.get(f"/office/photos/{things.photo}{size}").status_code == 404
    with app.test_request_context():
        chief = Person(new_id(), "Leder", "leader")
        follow_up.change(things.point, {"party": party_of(app)}, chief, follow_up.get(things.point).version)
    assert party.get(f"/office/photos/{things.photo}").status_code == 200


def test_a_photo_that_belongs_to_nothing_is_no_party_s(things, everybody, app):
    with app.app_context(), db.writing() as session:
        session.query(PhotoUse).delete()
        assert session.get(Photo, things.photo)
    assert everybody["party"].get(f"/office/photos/{things.photo}").status_code == 404


def test_a_host_sees_the_own_events_alone(things, everybody, other):
    own, stranger = everybody["host"], other("host")
    for below in ("", "/poster"):
        assert own.get(f"/office/events/{things.event}{below}").status_code == 200
        assert stranger.get(f"/office/events/{things.event}{below}").status_code == 403
    assert things.event not in stranger.get("/office/events").text


def test_a_group_leader_leads_the_walk_of_the_code_alone(things, everybody, make_walk):
    guide = everybody["guide"]
    for id in (things.walk, new_id()):
        assert guide.get(f"/api/walks/{id}").status_code == 403
        change = {"changes": {"weather": {"now": "Sol", "seen": []}}}
        answer = guide.post(f"/api/walks/{id}", json=change, headers={"X-CSRFToken": token(guide)})
        assert answer.status_code == 403
    led = guide.get("/api/reference").get_json()["leads"]
    assert [walk["title"] for walk in led] == ["Gruppens vandring"]


def test_a_code_opens_one_walk_or_event_and_shows_no_other(things, everybody):
    for who in ("walker", "door", "guide"):
        reference = everybody[who].get("/api/reference").get_json()
        assert things.walk not in {walk["id"] for walk in reference["walks"]}
        assert things.event not in {event["id"] for event in reference["events"]}
    walker = everybody["walker"]
    assert statuses(send(walker, submission(answers={"walk": things.walk}))) == ["quarantined"]
    assert statuses(send(walker, submission("contact"), submission("attendance"))) == ["forbidden", "forbidden"]
    assert statuses(send(everybody["door"], submission("observation"))) == ["forbidden"]


def test_a_code_s_session_changes_nobody_else_s_record(things, everybody, app):
    sent = submission(id=things.observation, revision=2)
    assert statuses(send(everybody["walker"], sent, device=new_id())) == ["quarantined"]


def test_nobody_puts_another_picture_in_the_place_of_one(things, everybody):
    walker = everybody["walker"]
    other = file(scene(64, 48))
    answer = put_photo(walker, things.photo, other)
    assert answer.status_code == 409


def test_a_workbook_on_its_way_is_its_maker_s_alone(everybody, things):
    leader, counsellor = everybody["leader"], everybody["counsellor"]
    making = leader.post("/office/workbook/2026/make", headers={"X-CSRFToken": token(leader)}).get_json()["id"]
    assert counsellor.get(f"/office/workbook/making/{making}").status_code == 404
    taken = counsellor.get(f"/office/workbook/2026.xlsx?made={making}")
    assert things.observation.encode() not in taken.data


def test_the_counsellor_s_workbook_has_the_own_contacts_alone(everybody, things, other):
    listed = other("counsellor").get("/office/workbook/2026").text
    assert "Henvendelser" in listed
    assert "Observationer" not in listed
