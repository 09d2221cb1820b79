"""Joining with a code: typed or scanned, without a name, told what is recorded; wrong and old codes are refused."""

from itertools import product

import pytest
from accounts import make_account, sign, who
from lxml.html import fromstring
from pages import fill, fill_again, form_of, post, text
from sending import count

from app.activities import scheduling
from app.store import Guest, Joined, Walk


def test_a_code_is_understood_however_it_is_typed(app, make_walk):
    code = make_walk().code.code
    for form, case in product(("{}-{}", "{}{}", " {} {} ", "{}–{}"), (str.upper, str.lower)):
        phone = app.test_client()
        answer = fill(phone, "/join", code=case(form.format(code[:4], code[4:])))
        assert (answer.status_code, answer.location) == (303, "/")
        assert (who(phone)["role"], who(phone)["name"]) == ("walker", "Aftenvandring")


@pytest.mark.parametrize(
    "around",
    [
        "Kode: {}", "KODEN ER {}", "kode{}", "http://localhost/join/{}", "HTTPS://FELTBOG.DK/JOIN/{}/", "Kom med: feltbog.dk/join/{}?fra=sms kl. 18",
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [0, 0xFEE0])
def test_a_code_is_understood_with_what_stands_around_it(client, make_walk, around, width):
    code = make_walk().code.shown.replace("-", "\uff0d" if width else "-")
    wide = "".join(chr(ord(one) + width) if one.isalnum() else one for one in code)
    assert fill(client, "/join", code=around.format(wide)).status_code == 303
    assert who(client)["name"] == "Aftenvandring"


def test_a_codes_address_may_end_in_a_slash(client, make_walk):
    page = client.get(f"/join/{make_walk().code.shown}/")
    assert "Aftenvandring" in text(page)
    assert fill_again(client, page, "").status_code == 303


def test_an_events_code_makes_a_host(client, make_event):
    fill(client, "/join", code=make_event().code.code)
    assert client.get("/api/session").get_json()["forms"] == ["attendance"]
    assert who(client)["role"] == "host"


def test_looking_at_a_codes_address_changes_nothing(app, client, make_walk):
    path = f"/join/{make_walk().code.shown}"
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert who(client) is None
    assert (count(app, Guest), count(app, Joined)) == (0, 0)


def test_the_page_of_a_scanned_code_posts_itself_and_has_a_button_where_there_is_no_script(client, walk):
    page = client.get(f"/join/{walk.code.code}")
    assert "js/phone/join.js" in page.text
    assert "Aftenvandring" in text(page)
    assert "tirsdag den 12. maj 2026" in text(page)
    form = form_of(page)
    assert form.get("id") == "join"
    assert form.xpath(".//button[@type='submit']")
    answer = fill_again(client, page, "")
    assert (answer.status_code, answer.location) == (303, "/")
    assert who(client)["role"] == "walker"


def test_every_page_of_joining_says_what_is_recorded_and_why(client, make_walk):
    assert "Vi gemmer dine svar, tid og sted for at gøre Løvvangen tryggere." in text(client.get("/join"))
    scanned = client.get(f"/join/{make_walk().code.code}")
    assert "Du skal ikke skrive dit navn." in text(scanned)
    assert fromstring(scanned.text).xpath("//a[@href='/account/about']")


def test_people_are_told_what_the_law_asks_for(client):
    words, joining = text(client.get("/account/about")), text(client.get("/join"))
    for topic in (
        "Boligselskabet er ansvarligt",
        "Spørg projektlederen",
        "skal hvert år vise, hvad der er sket",
        "artikel 6",
        "Hvad bliver gemt?",
        "Hvem ser det?",
        "Hvor længe?",
        "90 dage",
        "se, rette eller slette",
        "Datatilsynet",
    ):
        assert topic in words
        assert topic in joining


def test_a_wrong_code_is_404_with_the_form_again(client):
    for code in ("AAAA-AAAA", "AAAA", "", "x" * 3000, "ÆØÅ\x00=1+1"):
        answer = fill(client, "/join", code=code)
        assert answer.status_code == 404
        assert "<title>Fejl: Deltag med kode" in answer.text
        assert ("Koden findes ikke." if code else "Skriv koden fra plakaten.") in text(answer)
        assert "code" in form_of(answer).fields


def test_a_wrong_scanned_code_is_404_with_the_form_and_does_not_post_itself(client):
    page = client.get("/join/AAAA-AAAA")
    assert page.status_code == 404
    assert "js/phone/join.js" not in page.text
    assert form_of(page).fields["code"] == "AAAA-AAAA"
    assert post(client, "/join/AAAA-AAAA").status_code == 404


def test_the_form_that_comes_back_works(client, make_walk):
    answer = fill(client, "/join", code="AAAA-AAAA")
    assert fill_again(client, answer, "/join", code=make_walk().code.code).status_code == 303


def test_a_code_can_be_joined_until_14_days_after_the_date(client, make_walk, moment):
    code = make_walk().code.code
    moment.set("2026-05-26T21:59:00+00:00")
    assert fill(client, "/join", code=code).status_code == 303
    moment.set("2026-05-26T22:01:00+00:00")  # past midnight in Denmark
    answer = fill(client, "/join", code=code)
    assert answer.status_code == 404
    assert "Koden er udløbet." in text(answer)
    assert client.get(f"/join/{code}").status_code == 404


def test_a_revoked_code_is_404_and_says_so(app, client, walk):
    with app.app_context():
        new = scheduling.replace_code(Walk, walk.id).code
    answer = fill(client, "/join", code=walk.code.code)
    assert answer.status_code == 404
    assert "Koden er lukket." in text(answer)
    assert fill(client, "/join", code=new).status_code == 303


@pytest.mark.parametrize("path", ["/join", "/join/{code}"])
def test_a_stale_form_is_403_with_the_form_again(client, make_walk, path):
    code = make_walk().code.shown
    answer = client.post(path.format(code=code), data={"code": code})
    assert answer.status_code == 403
    assert "Siden har ligget for længe." in text(answer)
    assert who(client) is None
    assert fill_again(client, answer, "/join").status_code == 303


def test_joining_never_replaces_a_signed_in_account(app, client, make_walk):
    anna = make_account(app)
    sign(client)
    assert fill(client, "/join", code=make_walk().code.code).status_code == 303
    assert who(client)["id"] == anna
    assert client.get("/api/session").get_json()["forms"] == ["observation", "contact"]


def test_a_phone_collects_codes_and_stays_the_same_guest(app, client, walk, event):
    fill(client, "/join", code=walk.code.code)
    first = who(client)["id"]
    fill(client, "/join", code=event.code.code)
    fill(client, "/join", code=walk.code.code)
    assert who(client)["id"] == first
    assert client.get("/api/session").get_json()["forms"] == ["observation", "attendance"]
    assert (count(app, Guest), count(app, Joined)) == (1, 2)


def test_a_phone_that_joined_stays_joined_when_its_browser_is_closed(client, make_walk):
    cookie = fill(client, "/join", code=make_walk().code.code).headers["Set-Cookie"]
    assert "Expires=" in cookie


def test_91_days_later_the_phone_is_a_stranger_and_the_code_has_expired(client, make_walk, moment):
    code = make_walk().code.code
    fill(client, "/join", code=code)
    moment.set("2026-08-10T12:00:00+00:00")
    assert who(client) is not None
    moment.set("2026-08-11T12:00:00+00:00")
    assert who(client) is None
    assert "Koden er udløbet." in text(fill(client, "/join", code=code))
