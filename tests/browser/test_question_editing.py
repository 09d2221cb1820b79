"""An extra question from the leader's hands to a phone and back: written, seen as the phone will ask it, adopted, answered, in the
workbook, and a choice of it out of use.
"""

from collections.abc import Iterator

import pytest
from patience import until
from playwright.sync_api import Browser, FrameLocator, Page, expect

from app.base import clock

from .server import Server
from .test_accessibility import DESK, both_ways

PATH = "/office/agreements/tryghed"
QUESTION = "observation.hvordan_lugter_her"
AXED = [
    "draft/questions", f"draft/questions/{QUESTION}", "draft/questions/new?form=attendance", "draft/choices",
    "draft/choices/list/contacts.referrals", "draft/choices/list/hours.role", "draft/choices/contacts.referrals.borgerservice",
    "draft/preview/observation", "draft/preview/attendance?easy=1", "draft/preview/contact",
]  # fmt: skip
NARROW = {"width": 360, "height": 740}


@pytest.fixture
def leader(browser: Browser, own_server: Server) -> Iterator[Page]:
    """A leader at a desk, who begins the next version of the agreement."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce", base_url=own_server.url)
    own_server.sign_in(context, own_server.add_account("leader"))
    page = context.new_page()
    begin(page)
    yield page
    context.close()


def begin(page: Page) -> None:
    page.goto(PATH)
    page.locator("form[action$='/revise'] button").first.click()
    page.wait_for_url(f"**{PATH}/draft")


def ask(page: Page) -> None:
    """A question with two choices, by hand."""
    page.goto(f"{PATH}/draft/questions")
    page.get_by_role("link", name="Tilføj et spørgsmål til Observation").click()
    page.select_option("[name=kind]", "choice")
    page.fill("[name=label]", "Hvordan lugter her?")
    page.fill("[name=plain]", "Hvad lugter du?")
    page.get_by_role("button", name="Gem", exact=True).click()
    page.wait_for_url(f"**/{QUESTION}")
    page.fill("[name=label-1]", "Fint")
    page.fill("[name=label-2]", "Grimt")
    page.fill("[name=plain-2]", "Det lugter dårligt")


def phone_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[name=phone]")


def adopt(page: Page, since: str) -> None:
    page.goto(f"{PATH}/draft/adopt")
    page.fill("[name=valid_from]", since)
    page.fill("[name=note]", "Vi vil vide mere")
    page.locator("#decision [type=submit]").last.click()
    page.wait_for_url(lambda url: "/draft" not in url)


def test_a_question_is_seen_adopted_answered_and_a_choice_of_it_retired(
    leader: Page, own_server: Server, browser: Browser
) -> None:
    ask(leader)
    # What is typed saves itself, and the phone beside follows.
    inside = phone_of(leader)
    expect(inside.locator("#q-hvordan_lugter_her")).to_contain_text("Hvordan lugter her?")
    expect(inside.locator("#q-hvordan_lugter_her")).to_contain_text("Grimt")
    inside.get_by_role("link", name="Let dansk").click()
    expect(inside.locator("#q-hvordan_lugter_her")).to_contain_text("Hvad lugter du?")
    expect(inside.locator("#q-hvordan_lugter_her")).to_contain_text("Det lugter dårligt")
    leader.fill("[name=plain-1]", "Det lugter godt")
    expect(inside.locator("#q-hvordan_lugter_her")).to_contain_text("Det lugter godt")
    # Nothing in it is sent anywhere.
    inside.get_by_role("button", name="Gem").click()
    expect(inside.locator("h1")).to_have_text("Ny observation")
    adopt(leader, "2018-01-01")

    phone = browser.new_context(viewport=NARROW, base_url=own_server.url)
    own_server.join(phone, own_server.add_walk())
    page = phone.new_page()
    send(page, "grimt")
    until(own_server.count)
    (record,) = own_server.records("observation")
    assert record["extra"] == {"hvordan_lugter_her": "grimt"}
    leader.goto(f"/office/records/observation/{record['id']}")
    expect(leader.locator("main")).to_contain_text("Hvordan lugter her?")
    expect(leader.locator("main")).to_contain_text("Grimt")
    table = leader.request.get(f"/office/csv/{clock.today().year}/observation.csv").text()
    assert "Hvordan lugter her?" in table.splitlines()[0]
    assert "Grimt" in table

    begin(leader)
    leader.goto(f"{PATH}/draft/questions/{QUESTION}")
    leader.fill("[name=retired_on-2]", clock.today().isoformat())
    leader.get_by_role("button", name="Gem valgene").last.click()
    expect(phone_of(leader).locator("#q-hvordan_lugter_her")).not_to_contain_text("Grimt")
    adopt(leader, "2019-01-01")
    page.goto("/")
    page.wait_for_selector("body[data-ready]")
    other = browser.new_context(viewport=NARROW, base_url=own_server.url)
    own_server.join(other, own_server.add_walk())
    page = other.new_page()
    page.goto("/form/observation")
    page.wait_for_selector("body[data-ready]")
    expect(page.get_by_text("Fint", exact=True)).to_be_visible()
    expect(page.get_by_text("Grimt", exact=True)).to_be_hidden()
    phone.close()
    other.close()


def send(page: Page, smell: str) -> None:
    page.goto("/form/observation")
    page.wait_for_selector("body[data-ready]")
    page.locator("label:has([name=kind][value=good])").click()
    page.locator("label:has([name=category][value=lighting])").click()
    page.fill("[name=place]", "Porten")
    page.locator(f"label:has([name=hvordan_lugter_her][value={smell}])").click()
    page.locator("#form [type=submit]").click()
    expect(page.locator("#saved")).to_be_visible()


def test_axe_finds_nothing_and_everything_fits_a_phone(leader: Page) -> None:
    ask(leader)
    leader.get_by_role("button", name="Gem valgene").last.click()
    leader.wait_for_url("**#choices")
    wrong = {}
    for path in AXED:
        for size in (DESK, NARROW):
            leader.set_viewport_size(size)
            leader.goto(f"{PATH}/{path}")
            assert leader.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            if found := both_ways(leader):
                wrong[path, size["width"]] = found
    assert not wrong


def test_without_script_and_by_keyboard_alone(browser: Browser, own_server: Server) -> None:
    context = browser.new_context(viewport=DESK, base_url=own_server.url, java_script_enabled=False)
    own_server.sign_in(context, own_server.add_account("leader"))
    page = context.new_page()
    begin(page)
    ask(page)
    # Enter saves, and moves nothing.
    page.locator("[name=plain-2]").press("Enter")
    page.wait_for_url("**#choices")
    expect(page.locator("[name=label-1]")).to_have_value("Fint")
    page.get_by_role("button", name="Flyt Grimt op").press("Enter")
    page.wait_for_url("**#choices")
    expect(page.locator("[name=label-1]")).to_have_value("Grimt")
    inside = phone_of(page)
    inside.get_by_role("link", name="Let dansk").press("Enter")
    expect(inside.locator("#q-hvordan_lugter_her")).to_contain_text("Det lugter dårligt")
    page.goto(f"{PATH}/draft/questions")
    page.get_by_role("link", name="Vis Henvendelse").press("Enter")
    expect(phone_of(page).locator("h1")).to_have_text("Ny henvendelse")
    context.close()
