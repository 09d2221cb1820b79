"""The second step of signing in: turned on with a first code, asked for, never twice the same, given up on paper."""

from datetime import timedelta

import pyotp
import pytest
from accounts import PASSWORD, make_account, sign, who
from lxml.html import fromstring
from pages import fill, fill_again, form_of, post, text
from running import run
from sqlalchemy import select

from app import audit
from app.access import second_factor
from app.base import db
from app.store import RecoveryCode, SecondFactor

pytestmark = pytest.mark.usefixtures("limits")


@pytest.fixture
def anna(app):
    return make_account(app, role="leader")


class Phone:
    """The app with the codes."""

    def __init__(self, secret, moment):
        self.totp, self.moment = pyotp.TOTP(secret), moment

    @property
    def code(self):
        return self.totp.at(self.moment.at)


def turn_on(client, moment):
    """The app, and the codes for the paper."""
    sign(client)
    shown = fill(client, "/account/second-step", password=PASSWORD)
    secret = "".join(fromstring(shown.text).xpath("//span[@class='secret']/text()")).replace(" ", "").strip()
    phone = Phone(secret, moment)
    done = fill_again(client, shown, "", code=phone.code)
    codes = fromstring(done.text).xpath("//ol[@class='codes']/li/text()")
    assert len(codes) == 10
    moment.at += timedelta(seconds=30)
    return phone, codes


def test_the_password_alone_is_no_longer_enough(app, client, anna, moment):
    phone, _codes = turn_on(client, moment)
    other = app.test_client()
    answer = sign(other, path="/account/sign-in?next=/office/walks")
    assert answer.location == "/account/code"
    assert who(other) is None
    assert other.get("/office/").status_code == 302
    page = other.get("/account/code")
    wrong = fill_again(other, page, "", code="000000")
    assert wrong.status_code == 401
    assert "Koden er forkert, brugt eller for gammel." in text(wrong)
    assert fill_again(other, page, "", code=phone.code).location == "/office/walks"
    assert who(other)["name"] == "Anna"


def test_a_code_works_once_and_for_about_a_minute(app, client, anna, moment):
    phone, _codes = turn_on(client, moment)
    with app.app_context():
        code = phone.code
        assert second_factor.verify(anna, f"{code[:3]} {code[3:]}")
        assert not second_factor.verify(anna, code)
        later = phone.totp.at(moment.at + timedelta(seconds=30))
        assert second_factor.verify(anna, later)
        moment.at += timedelta(minutes=5)
        assert not second_factor.verify(anna, phone.totp.at(moment.at - timedelta(minutes=2)))
        assert not second_factor.verify(anna, "")


def test_a_code_from_paper_works_once(app, client, anna, moment):
    _phone, codes = turn_on(client, moment)
    for expected in (303, 401):
        other = app.test_client()
        sign(other)
        assert fill(other, "/account/code", code=codes[3].lower()).status_code == expected
    with app.app_context():
        assert second_factor.left(anna) == 9
        kept = db.session.scalars(select(RecoveryCode.hash)).all()
        assert all(each.startswith("$argon2id$") for each in kept)


def test_turning_it_on_or_off_ends_every_other_session(app, client, anna, moment):
    other = app.test_client()
    sign(other)
    phone, _codes = turn_on(client, moment)
    assert (who(other), who(client)["name"]) == (None, "Anna")
    sign(other)
    assert fill(other, "/account/code", code=phone.code).status_code == 303
    assert fill(client, "/account/second-step", password="noget helt andet").status_code == 401
    assert fill(client, "/account/second-step", password=PASSWORD).status_code == 303
    assert (who(other), who(client)["name"]) == (None, "Anna")
    with app.test_request_context():
        noted = [entry.action for entry in audit.listed(audit.Search()).rows]
    assert noted == [
        "second_step_off", "sign_in_failed", "signed_in", "second_step_on", "signed_in", "signed_in",
    ]  # fmt: skip


def test_codes_cannot_be_guessed(app, client, anna, moment):
    turn_on(client, moment)
    other = app.test_client()
    sign(other)
    answers = [fill(other, "/account/code", code=f"{number:06}").status_code for number in range(11)]
    assert answers == [401] * 10 + [429]


def test_the_half_that_was_done_is_forgotten_after_five_minutes(app, client, anna, moment):
    phone, _codes = turn_on(client, moment)
    other = app.test_client()
    sign(other)
    page = other.get("/account/code")
    moment.at += timedelta(minutes=6)
    assert fill_again(other, page, "", code=phone.code).location == "/account/sign-in"
    assert who(other) is None


def test_it_needs_the_password_and_a_right_code_to_begin(client, anna, app, moment):
    sign(client)
    assert fill(client, "/account/second-step", password="noget helt andet").status_code == 401
    shown = fill(client, "/account/second-step", password=PASSWORD)
    assert "<svg" in shown.text
    wrong = fill_again(client, shown, "", code="123")
    assert wrong.status_code == 401
    assert "Koden passer ikke." in text(wrong)
    with app.app_context():
        assert not second_factor.is_on(anna)
    moment.at += timedelta(minutes=16)
    late = fill_again(client, shown, "", code="123")
    assert late.location == "/account/second-step"


def test_it_is_turned_off_with_the_password(client, anna, app, moment):
    turn_on(client, moment)
    assert "10 ubrugte koder" in text(client.get("/account/second-step"))
    assert fill(client, "/account/second-step", password="noget helt andet").status_code == 401
    assert fill(client, "/account/second-step", password=PASSWORD).status_code == 303
    with app.app_context():
        assert db.session.get(SecondFactor, anna) is None
        assert second_factor.left(anna) == 0


def test_another_leader_or_the_command_turns_it_off_for_somebody_without_phone_and_paper(
    client, anna, app, moment, sign_in
):
    turn_on(client, moment)
    other = sign_in("leader")
    assert "Totrinslogin" in text(other.get(f"/office/people/{anna}"))
    post(other, f"/office/people/{anna}/second-step")
    with app.app_context():
        assert not second_factor.is_on(anna)
    result = run(app, "user", "one-step", "anna@example.org")
    assert result.exit_code == 0
    assert run(app, "user", "one-step", "ukendt@example.org").exit_code == 1


def test_once_a_day_the_office_asks_for_both(client, anna, moment):
    phone, _codes = turn_on(client, moment)
    moment.at += timedelta(hours=2)
    assert "code" not in form_of(client.get("/account/confirm")).fields
    assert fill(client, "/account/confirm", password=PASSWORD).status_code == 303
    moment.at += timedelta(hours=12)
    assert fill(client, "/account/confirm", password=PASSWORD).status_code == 401
    assert fill(client, "/account/confirm", password=PASSWORD, code=phone.code).status_code == 303
