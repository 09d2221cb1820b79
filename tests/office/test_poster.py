"""The poster: the code as a picture and in letters, what to do, what is recorded and why."""

import io

import segno
from lxml.html import fromstring
from pages import text


def drawn(page):
    """The path of the QR code in a page."""
    return fromstring(page.text).find_class("qrline")[0].get("d")


def picture_of(address):
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=4, omitsize=True)
    return fromstring(out.getvalue()).find_class("qrline")[0].get("d")


def test_the_qr_code_opens_the_joining_page_at_the_address_that_was_asked_for(leader, walk):
    for path in (f"/office/walks/{walk.id}", f"/office/walks/{walk.id}/poster"):
        assert drawn(leader.get(path)) == picture_of(f"http://localhost/join/{walk.code.code}")


def test_the_poster_says_how_to_join_and_what_is_recorded(sign_in, make_walk):
    walk = make_walk(meeting_place="Beboerhuset")
    page = text(sign_in("leader").get(f"/office/walks/{walk.id}/poster"))
    for words in (
        walk.code.shown,
        "Aftenvandring Tirsdag den 12. maj · Beboerhuset",
        "Åbn kameraet på din telefon.",
        "Gå til localhost/join og skriv koden.",
        "Vi gemmer det, du vælger og skriver, tidspunktet og stedet. Vi bruger det til at gøre Løvvangen tryggere.",
        "Skriv ingen navne og CPR-numre.",
        "Boligselskabet er ansvarligt for oplysningerne.",
        "localhost/account/about",
    ):
        assert words in page


def test_an_address_that_no_phone_can_reach_is_pointed_out(sign_in, make_walk):
    page = sign_in("leader").get(f"/office/walks/{make_walk().id}/poster")
    assert "Telefoner kan ikke nå denne adresse." in text(page)


def test_an_expired_code_is_not_printed(leader, event, moment):
    moment.set("2026-05-27T08:00:00+00:00")
    page = leader.get(f"/office/events/{event.id}/poster")
    assert "Koden er udløbet." in text(page)
    assert event.code.shown not in page.text
    assert "Koden er udløbet." in text(leader.get(f"/office/events/{event.id}"))
