"""After a restore the office says which phones have come, and only the leader sees what had been made black."""

from datetime import datetime, timedelta

import pytest
from conftest import NOW
from pages import post, token
from sending import DEVICE, new_id, put_photo, send, submission
from sqlalchemy import select, update

from app import photos
from app.base import clock, db
from app.store import AuditEntry, Device, Photo, generation


@pytest.fixture
def restore(app):
    """Says that the database was restored, up to a moment, now."""

    def say(to="2026-05-12T00:31:00+00:00", came_again=0):
        with app.app_context(), db.writing() as session:
            now = clock.now()
            generation.begin_generation(session, datetime.fromisoformat(to), now)
            generation.change(session, came_again=came_again)
            session.execute(update(Device).values(awaited_since=now))

    return say


def front(leader):
    return leader.get("/office/").get_data(as_text=True)


def test_nothing_is_said_where_nothing_was_restored(leader):
    assert "Gendannet" not in front(leader)


def test_the_front_page_says_how_many_have_come(app, leader, restore, moment):
    for _ in range(9):
        send(leader, submission(), device=new_id())
    restore(came_again=23)
    with app.app_context(), db.writing() as session:
        come = session.scalars(select(Device.id).limit(7)).all()
        session.execute(update(Device).where(Device.id.in_(come)).values(again_at=NOW))
    said = "Gendannet fra 12.5. kl. 02.31. 7 af 9 telefoner har meldt sig, 23 registreringer er kommet igen."
    assert said in front(leader)
    assert leader.get("/office/phones").get_data(as_text=True).count("Har ikke meldt sig efter gendannelsen") == 2
    moment.at += timedelta(days=14)
    assert "Gendannet" not in front(leader)
    assert "har ikke meldt sig" not in leader.get("/office/phones").get_data(as_text=True)


def test_one_is_said_as_one(app, leader, restore):
    send(leader, submission())
    restore(came_again=1)
    assert "0 af 1 telefon har meldt sig, 1 registrering er kommet igen." in front(leader)
    page = leader.get("/office/phones").get_data(as_text=True)
    assert "Har ikke meldt sig efter gendannelsen" in page
    assert "Alt er sendt<" not in page


def test_a_phone_that_came_after_an_earlier_restore_is_awaited_again(app, leader, restore, moment):
    send(leader, submission())
    restore()
    with app.app_context(), db.writing() as session:
        session.get_one(Device, DEVICE).again_at = NOW
    moment.at += timedelta(days=1)
    restore()
    assert "0 af 1 telefon har meldt sig" in front(leader)


@pytest.fixture
def hidden(app, leader):
    """A photo of a record that was made black before a restore; its record's id and its own."""
    id = new_id()
    sent = submission(answers={"photos": [id]})
    send(leader, sent)
    put_photo(leader, id)
    with app.app_context(), db.writing() as session:
        session.get_one(Photo, id).hidden_at = NOW
    return sent["id"], id


def test_nobody_but_the_leader_sees_a_hidden_photo(app, leader, hidden, sign_in, monkeypatch):
    record, id = hidden
    monkeypatch.setattr("app.follow_up.may_see_photo", lambda who, photo: True)
    for size in ("", "/small"):
        assert sign_in("party").get(f"/office/photos/{id}{size}").status_code == 404
        assert leader.get(f"/office/photos/{id}{size}").status_code == 200
    page = leader.get(f"/office/records/observation/{record}").get_data(as_text=True)
    assert "1 foto er skjult, til projektlederen har set på det" in page
    assert id not in page
    with app.test_request_context():
        assert photos.of("observation", [record]) == {}
        assert photos.received(db.session(), [id]) == {id}


def test_the_leader_is_led_to_it_and_shows_it_as_it_is(app, leader, hidden):
    record, id = hidden
    assert "foto er skjult efter gendannelsen" in front(leader)
    assert id in leader.get("/office/photos/hidden").get_data(as_text=True)
    assert "Vis fotoet, som det er" in leader.get(f"/office/photos/{id}/edit").get_data(as_text=True)
    assert post(leader, f"/office/photos/{id}/show").status_code == 303
    assert "foto er skjult efter gendannelsen" not in front(leader)
    assert "Ingen fotos er skjult" in leader.get("/office/photos/hidden").get_data(as_text=True)
    assert id in leader.get(f"/office/records/observation/{record}").get_data(as_text=True)
    with app.app_context():
        assert "shown" in db.session.scalars(select(AuditEntry.action)).all()


def test_made_black_again_everybody_sees_it(app, leader, hidden):
    record, id = hidden
    data = {"csrf_token": token(leader), "left": 0, "top": 0, "width": 50, "height": 50}
    assert leader.post(f"/office/photos/{id}/blacken", data=data).status_code == 303
    assert id in leader.get(f"/office/records/observation/{record}").get_data(as_text=True)
    assert "Vis fotoet, som det er" not in leader.get(f"/office/photos/{id}/edit").get_data(as_text=True)
