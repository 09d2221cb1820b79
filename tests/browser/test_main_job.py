"""From the leader's first page to the last cell: a phone joins by code, works offline, is killed, and loses nothing."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from app.base import clock

from .engine import eventually
from .releases import ready_offline

PLACE = {"latitude": 57.0721, "longitude": 9.9213}


@pytest.fixture
def year():
    return clock.today().year


# Whether the draft on the phone's disk has this at the end of its description.
DRAFTED = """async (end) => {
    const { $store: store } = await import(`/static/${document.documentElement.dataset.digest}/phone/shell.js`);
    return (await store.overview()).drafts.some(({ answers }) => answers.description?.endsWith(end));
}"""


def join(page, code):
    page.goto("/join")
    page.fill("[name=code]", code.lower().replace("-", " "))
    page.locator("form:has([name=code]) [type=submit]").click()
    page.wait_for_url("**/")


def sign_in(page, email, password):
    page.goto("/account/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.locator("form:has([name=email]) [type=submit]").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def saved(page):
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()


def cells(workbook, sheet):
    """The rows of a sheet's table as dicts by header."""
    page = workbook[sheet]
    (table,) = page.tables.values()
    header, *rows = page[table.ref]
    return [dict(zip((cell.value for cell in header), (cell.value for cell in row), strict=True)) for row in rows]


@pytest.mark.once
def test_from_the_phone_to_the_workbook(own_server, installed_phone, browser, year):
    walk, event = own_server.add_walk(), own_server.add_event(doors="Hoveddøren")
    counsellor = own_server.account("counsellor")
    leader = own_server.account("leader")

    phone = installed_phone(base_url=own_server.url, geolocation=PLACE | {"accuracy": 8}, permissions=["geolocation"])
    page = phone.new_page()
    join(page, walk.code.shown)
    join(page, event.code.shown)
    ready_offline(page)
    # What can be chosen has come; the event's title alone is the host's name as well.
    expect(page.locator("#now")).to_contain_text(event.title)

    phone.set_offline(True)
    page.reload()
    expect(page.locator("#safety")).to_be_visible()

    # An observation, killed half-way: the draft is back without asking.
    page.goto("/form/observation")
    page.check("[name=kind][value=improve]")
    page.check("[name=category][value=lighting]")
    page.check("[name=feeling][value=unsafe]")
    page.locator("summary, button", has_text="Tilføj tekst").first.click()
    page.fill("[name=description]", "To ud af tre lamper er slukket.\n=1+1")
    eventually(page, DRAFTED, "=1+1")
    address = page.url
    phone.close()

    phone = installed_phone(base_url=own_server.url, geolocation=PLACE | {"accuracy": 8}, permissions=["geolocation"])
    phone.set_offline(True)
    page = phone.new_page()
    page.goto(address)
    expect(page.locator("[name=category][value=lighting]")).to_be_checked()
    expect(page.locator("[name=description]")).to_have_value("To ud af tre lamper er slukket.\n=1+1")
    expect(page.get_by_text("inden for 8 meter")).to_be_visible()
    page.locator("#form [type=submit]").click()
    saved(page)

    # Guests at the door.
    page.goto("/form/attendance")
    for question, taps in {"adults": 3, "children": 2}.items():
        for _ in range(taps):
            page.click(f"button[data-add='1'][data-question={question}]")
    page.click("button[data-add='5'][data-question=youth]")
    page.click("button[data-add='1'][data-question=youth]")
    page.click("#undo")
    page.locator("[name=countries][value=DK]").check(force=True)
    expect(page.locator("#status")).to_have_attribute("data-waiting", "2")
    eventually(
        page, "() => navigator.locks.query().then(({ held }) => !held.some(({ name }) => name === 'feltbog-unsaved'))"
    )

    # The phone is restarted with a network, and everything goes out by itself.
    phone.close()
    phone = installed_phone(base_url=own_server.url)
    page = phone.new_page()
    page.goto("/")
    expect(page.locator("#safety")).to_have_attribute("data-waiting", "0")

    # A counsellor on the same phone: a contact, offline too.
    sign_in(page, *counsellor)
    page.goto("/")
    expect(page.get_by_text("Logget ind som rådgiver")).to_be_visible()
    page.goto("/form/contact")
    ready_offline(page)
    phone.set_offline(True)
    page.reload()
    page.check("[name=channel][value=visit]")
    page.check("[name=target_group][value=self]")
    page.check("[name=topics][value=letters]")
    page.check("[name=topics][value=eboks]")
    page.check("[name=digital_asked][value=true]")
    page.check("[name=digital_outcome][value=helped]")
    page.check("[name=referrals][value=borgerservice]")
    page.locator("#form [type=submit]").click()
    saved(page)
    phone.set_offline(False)
    page.goto("/queue")
    expect(page.locator("#status")).to_have_attribute("data-waiting", "0")

    # The leader's workbook: each once, cell by cell.
    office = browser.new_context(base_url=own_server.url)
    desk = office.new_page()
    sign_in(desk, *leader)
    answer = office.request.get(f"/office/workbook/{year}.xlsx")
    assert answer.ok
    workbook = load_workbook(BytesIO(answer.body()))

    (observation,) = cells(workbook, "Observationer")
    assert observation["Vandring"] == "Tryghedsvandring"
    assert observation["Godt sted eller skal forbedres?"] == "Skal forbedres"
    assert observation["Hvad drejer det sig om?"] == "Belysning"
    assert observation["Hvor tryg føler du dig her?"] == "Utryg"
    assert observation["Beskrivelse"] == "To ud af tre lamper er slukket.\n=1+1"
    assert (observation["Breddegrad"], observation["Længdegrad"]) == (57.0721, 9.9213)
    assert observation["Nøjagtighed (m)"] == 8
    assert observation["Forslag"] is None
    assert abs(observation["Registreret"] - clock.local(clock.now()).replace(tzinfo=None)) < timedelta(minutes=5)

    (tally,) = cells(workbook, "Fremmøde")
    assert tally["Arrangement"] == "Kulturfest"
    assert (tally["Voksne (18+)"], tally["Unge (13–17)"], tally["Børn (0–12)"]) == (3, 5, 2)
    assert tally["Lande repræsenteret"] == "Danmark"
    (gathered,) = cells(workbook, "Arrangementer")
    assert gathered["Antal lande"] == 1

    (contact,) = cells(workbook, "Henvendelser")
    assert contact["Kontaktform"] == "Kom forbi"
    assert contact["Emner"] == "e-Boks, Breve (læsning/oversættelse)"
    assert (contact["Emner: e-Boks"], contact["Emner: Gæld"]) == (1, 0)
    assert contact["Digital hjælp"] == "Hjulpet på stedet"
    assert contact["Dato"].date() == clock.today()
    assert contact["Minutter"] is None
