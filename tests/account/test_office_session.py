"""Sessions: a new one at every sign-in, ended for good, and an office that asks again while the phone goes on."""

from datetime import timedelta

import pytest
from accounts import PASSWORD, make_account, sign, who
from pages import fill_again, post, text, token
from sending import send, statuses, submission

from app.base import db
from app.store import SignIn

pytestmark = pytest.mark.usefixtures("limits")


@pytest.fixture
def anna(app):
    return make_account(app, role="leader")


@pytest.fixture
def office(client, anna):
    sign(client)
    return client


def copy_of(client, app):
    """Another browser with the same cookie."""
    thief = app.test_client()
    thief.set_cookie("feltbog", client.get_cookie("feltbog").value)
    return thief


def test_the_office_asks_for_the_password_after_an_hour_alone(office, moment):
    moment.at += timedelta(minutes=59)
    assert office.get("/office/").status_code == 200
    moment.at += timedelta(minutes=61)
    asked = office.get("/office/walks?year=2026")
    assert asked.location == "/account/confirm?next=/office/walks?year%3D2026"
    page = office.get(asked.location)
    assert "Er det stadig dig?" in text(page)
    assert fill_again(office, page, "", password="noget helt andet").status_code == 401
    assert fill_again(office, page, "", password=PASSWORD).location == "/office/walks?year=2026"
    assert office.get("/office/walks?year=2026").status_code == 200


def test_meanwhile_the_phone_goes_on_capturing(office, moment):
    moment.at += timedelta(hours=2)
    assert who(office)["name"] == "Anna"
    assert office.get("/api/reference").status_code == 200
    assert statuses(send(office, submission("contact"))) == ["stored"]
    assert office.get("/office/").status_code == 302


def test_what_the_phone_does_is_no_use_of_the_office(office, moment):
    for _ in range(4):
        moment.at += timedelta(minutes=20)
        assert office.get("/api/session").status_code == 200
    assert office.get("/office/").status_code == 302


def test_a_busy_office_asks_once_in_twelve_hours(office, moment):
    for _ in range(23):
        moment.at += timedelta(minutes=31)
        assert office.get("/office/").status_code == 200
    moment.at += timedelta(minutes=31)
    assert office.get("/office/").status_code == 302


def test_nobody_is_thrown_out_within_seconds_of_opening_a_page(office, moment):
    for _ in range(23):
        moment.at += timedelta(minutes=31)
        office.get("/office/")
    moment.at += timedelta(minutes=6, seconds=50)
    assert office.get("/office/").status_code == 302


def test_an_open_page_can_ask_how_long_it_lasts_and_put_it_off(office, moment):
    moment.at += timedelta(minutes=56)
    left = office.get("/account/remaining").get_json()
    assert left == {"seconds": 240, "can_stay": True, "asks_code": False}
    assert office.get("/account/remaining").get_json() == left
    assert post(office, "/account/stay").get_json()["seconds"] == 3600
    moment.at += timedelta(minutes=60)
    assert post(office, "/account/stay").get_json()["seconds"] == 0


def test_a_script_that_asks_too_late_is_told_so(office, moment):
    moment.at += timedelta(hours=2)
    assert office.get("/office/", headers={"Sec-Fetch-Mode": "cors"}).status_code == 401


def test_a_page_opens_again_where_it_stands_with_a_new_token(office, moment):
    before = token(office)
    moment.at += timedelta(hours=2)
    said = {"csrf_token": before, "password": "noget helt andet"}
    wrong = office.post("/account/confirm", data=said, headers={"Accept": "application/json"})
    assert (wrong.status_code, wrong.get_json()["errors"]) == (401, {"password": "Adgangskoden er forkert. Prøv igen."})
    said["password"] = PASSWORD
    told = office.post("/account/confirm", data=said, headers={"Accept": "application/json"}).get_json()
    assert told["seconds"] == 3600
    assert told["csrf_token"] != before
    assert office.post("/account/stay", data={"csrf_token": told["csrf_token"]}).status_code == 200


def test_what_was_sent_too_late_leads_back_to_its_page(office, moment):
    moment.at += timedelta(hours=2)
    answer = office.post("/office/people/new", headers={"Referer": "http://localhost/office/people/new"})
    assert answer.location == "/account/confirm?next=/office/people/new"


def test_signing_in_again_is_a_new_session_and_the_old_one_is_over(office, app):
    thief = copy_of(office, app)
    sign(office)
    assert who(thief) is None
    assert who(office)["name"] == "Anna"


def test_signing_out_ends_every_copy_of_the_cookie(office, app):
    thief = copy_of(office, app)
    post(office, "/account/sign-out")
    assert who(thief) is None


def test_signing_out_everywhere_ends_what_was_signed_in_elsewhere(office, app):
    phone = app.test_client()
    sign(phone)
    assert "Her er du logget ind" in text(office.get("/account/"))
    answer = post(office, "/account/sign-out-everywhere")
    assert answer.location == "/account/sign-in"
    assert (who(phone), who(office)) == (None, None)
    assert "Du er logget ud overalt." in text(office.get("/account/sign-in"))


def test_a_session_that_is_silent_for_ninety_days_is_over(office, moment):
    for _ in range(2):
        moment.at += timedelta(days=89)
        assert office.get("/api/reference").status_code == 200
    moment.at += timedelta(days=91)
    assert office.get("/api/reference").status_code == 401


def test_the_account_page_tells_phones_from_computers(app, anna):
    phone = app.test_client()
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"
    sign(phone)
    page = text(phone.get("/account/"))
    assert "Telefon · den, du sidder med" in page
    assert "Computer" not in page


def test_a_use_that_cannot_be_noted_keeps_nobody_from_reading(office, moment, monkeypatch, app):
    moment.at += timedelta(minutes=30)

    def full(*_args, **_kwargs):
        raise app.extensions["engine"].dialect.dbapi.OperationalError("database or disk is full")

    monkeypatch.setattr(app.extensions["engine"].dialect, "do_commit", full)
    assert office.get("/account/about").status_code == 200
    assert office.get("/office/events").status_code == 200


def test_sessions_are_kept_with_their_times(app, office):
    with app.app_context():
        kept = db.session.query(SignIn).one()
        assert kept.ended_at is None
        assert kept.started_at == kept.confirmed_at
