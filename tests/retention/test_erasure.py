"""Somebody asks to have it erased: it is gone for good, leaves a trace without content, and no phone brings it back."""

import pytest
from accounts import LEADER
from leftovers import in_file
from pages import post
from sending import DEVICE, new_id, put_photo, send, statuses, submission
from sqlalchemy import select

from app import audit, follow_up, intake, photos
from app.base import db
from app.definitions import forms
from app.maintenance import retention
from app.store import History, Quarantine

SAID = "Hegnet ved nummer fyrre er væltet igen"
PHOTO = "a7000000-0000-4000-8000-00000000000b"


@pytest.fixture
def sent(leader):
    """An observation with everything, corrected in the office, in a follow-up of its own."""
    item = submission(answers={"description": SAID, "photos": [PHOTO], "observer": "resident"})
    assert statuses(send(leader, item)) == ["stored"]
    put_photo(leader, PHOTO)
    return item


def erase(leader, item):
    return post(leader, f"/office/records/{item['form']}/{item['id']}/erase")


def row(app, item):
    with app.app_context():
        table = forms.of(item["form"]).table
        return db.session.execute(select(table).where(table.c.id == item["id"])).mappings().one()


def test_nothing_is_left_but_the_id(app, leader, sent):
    with app.test_request_context():
        point = follow_up.change(sent["id"], {"problem": SAID}, LEADER, 0).id
        intake.amend(
            forms.of("observation"), sent["id"], {"kind": "good", "category": "litter", "place": SAID}, LEADER, 0, SAID
        )
    assert in_file(app, "fyrre")
    assert erase(leader, sent).status_code == 303
    left = row(app, sent)
    assert {name for name in forms.of("observation").questions if left.get(name)} == set()
    assert (left["device_id"], left["withdrawn_at"] is not None) == (None, True)
    assert not in_file(app, "fyrre")
    for page in ("/office/workbook/2026.xlsx", f"/office/follow-up/{point}", "/office/follow-up"):
        assert leader.get(page).status_code == 200, page
    with app.test_request_context():
        assert photos.find(PHOTO) is None
        assert follow_up.get(point).problem == ""
        actions = db.session.execute(select(History.action, History.answers).order_by(History.id)).all()
        assert [tuple(each) for each in actions] == [("amended", "{}"), ("erased", "{}")]


def test_the_phone_that_sends_it_again_changes_nothing(app, leader, sent):
    erase(leader, sent)
    again = [sent, sent | {"revision": 2}, sent | {"answers": sent["answers"] | {"place": "Et andet sted"}}]
    assert statuses(send(leader, *again)) == ["stale"] * 3
    assert statuses(send(leader, sent, device=new_id())) == ["stale"]
    assert row(app, sent)["place"] is None
    picture = put_photo(leader, PHOTO)
    assert picture.status_code == 200
    assert leader.get(f"/office/photos/{PHOTO}").status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Quarantine)).all() == []


def test_copies_that_waited_for_review_go_too(app, leader, sent):
    other = sent | {"answers": sent["answers"] | {"description": f"{SAID} og igen"}}
    assert statuses(send(leader, other)) == ["quarantined"]
    erase(leader, sent)
    assert not in_file(app, "fyrre")


def test_the_page_says_so_and_offers_nothing_more(leader, sent):
    page = f"/office/records/observation/{sent['id']}"
    assert "for altid?" in leader.get(f"{page}/erase").text
    erase(leader, sent)
    shown = leader.get(page).text
    assert "Indholdet er slettet for altid" in shown
    for path in ("/restore", "/withdraw", "/amend", "/erase"):
        assert f'{page}{path}"' not in shown
    post(leader, f"{page}/restore")
    assert "Indholdet er slettet for altid" in leader.get(page).text
    assert leader.get("/office/records?state=all").status_code == 200
    assert leader.get("/office/workbook/2026.xlsx").status_code == 200


def test_the_trace_has_no_content(app, leader, sent):
    erase(leader, sent)
    with app.test_request_context():
        entry = audit.listed(audit.Search(group="deleted")).rows[0]
        assert (entry.person_name, entry.action, entry.kind, entry.subject) == (
            "Leder",
            "erased",
            "observation",
            sent["id"],
        )
        assert entry.facts == {}


def test_a_contact_and_a_tally_can_be_erased_too(app, leader, sign_in, make_event):
    contact, tally = submission("contact", answers={"note": SAID}), submission("attendance", answers={"note": SAID})
    tally["answers"]["event"] = make_event().id
    assert statuses(send(leader, contact, tally)) == ["stored", "stored"]
    for item in (contact, tally):
        assert erase(leader, item).status_code == 303
        assert leader.get(f"/office/records/{item['form']}/{item['id']}").status_code == 200
    assert not in_file(app, "fyrre")
    assert leader.get("/office/contacts").status_code == 200


def test_a_photo_that_another_record_has_too_stays(app, leader, sent):
    other = submission(answers={"photos": [PHOTO]})
    send(leader, other)
    erase(leader, sent)
    assert leader.get(f"/office/photos/{PHOTO}").status_code == 200


def test_the_command(app, leader, sent):
    run = app.test_cli_runner().invoke
    assert run(args=["erase", "observation", new_id()]).exit_code == 1
    assert run(args=["erase", "observation", sent["id"]]).exit_code == 0
    assert not in_file(app, "fyrre")
    assert row(app, sent)["digest"] == "erased"


def test_twice_is_once(app, leader, sent):
    erase(leader, sent)
    first = row(app, sent)
    erase(leader, sent)
    assert row(app, sent) == first
    with app.test_request_context():
        retention.erase(forms.of("observation"), sent["id"], LEADER)
        assert db.session.query(History).count() == 1


def test_what_was_never_there_is_a_404(leader):
    assert leader.get(f"/office/records/observation/{new_id()}/erase").status_code == 404
    assert leader.get(f"/office/records/nonsense/{DEVICE}/erase").status_code == 404
