"""The first run in a browser: from the printed link to this year's criteria, in few steps, with a real phone beside it."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from app.activities import trials
from app.base import clock

from .releases import ready_offline
from .server import Server
from .test_accessibility import both_ways

MOST_CLICKS, MOST_FIELDS = 25, 12
DESK = {"width": 1366, "height": 768}
STEPS = ("place", "agreement", "promises", "parties", "phone")


class Hand:
    """Somebody at a desk: each click and each field that is typed in is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.fields = page, 0, 0

    def click(self, what: str) -> None:
        self.clicks += 1
        self.page.locator(what).click()

    def type(self, name: str, text: str) -> None:
        """Into a field; to get there is a click too."""
        self.click(f"[name='{name}']")
        self.fields += 1
        self.page.fill(f"[name='{name}']", text)

    def on(self, step: str) -> None:
        """The button on, and the page that it leads to."""
        self.click(".turn .primary")
        self.page.wait_for_url(f"**/{step}")


@pytest.fixture
def empty_server(tmp_path):
    """A server as it is right after `init`."""
    server = Server(tmp_path / "instance", agreed=False)
    server.start()
    yield server
    server.stop()


def desk(browser, server, **settings):
    """A leader's browser on it."""
    context = browser.new_context(base_url=server.url, viewport=DESK, reduced_motion="reduce", **settings)
    server.sign_in(context, server.add_account("leader"))
    return context.new_page()


def observe(installed_phone, server, code):
    """A phone joins by the code that the page shows, and sends one observation."""
    phone = installed_phone(base_url=server.url)
    page = phone.new_page()
    page.goto("/join")
    page.fill("[name=code]", code)
    page.locator("form:has([name=code]) [type=submit]").click()
    page.wait_for_url("**/")
    ready_offline(page)
    page.goto("/form/observation")
    page.check("[name=kind][value=improve]")
    page.check("[name=category][value=lighting]")
    page.fill("[name=place]", "Vaskeriet")
    page.locator("#form [type=submit]").click()
    expect(page.locator("#status, #safety").first).to_have_attribute("data-waiting", "0")


@pytest.mark.once
def test_from_the_printed_link_to_a_report_with_this_years_criteria(empty_server, installed_phone, browser):
    page = browser.new_context(base_url=empty_server.url, viewport=DESK, reduced_motion="reduce").new_page()
    hand = Hand(page)
    page.goto(empty_server.first_link())
    hand.type("name", "Leder")
    hand.type("email", "leder@example.org")
    hand.type("password", "lygtepæl-og-havehæk")
    hand.click("form:has([name=password]) [type=submit]")
    page.goto("/office/")
    hand.click("#first-run ~ * .button, .card:has(#first-run) .button")
    hand.type("areas", "Nordparken")
    hand.on("agreement")
    hand.on("promises")
    hand.click("#tick-set-A2a")
    assert page.locator("tr:has(#tick-set-A2b) .number").inner_text() == "A2a"
    expect(page.locator("tr:has(#tick-set-A2a) .not-promised")).to_be_visible()
    expect(page.locator("#chosen")).to_have_text("11 kriterier er valgt.")
    hand.type("target-set-A1b", "4")
    hand.on("parties")
    hand.on("phone")
    hand.click("button[value=trial]")
    code = page.locator("p.code").inner_text()
    observe(installed_phone, empty_server, code)
    # The page asks for it by itself.
    expect(page.locator("#arrival")).to_contain_text("Den er kommet.")
    expect(page.locator("#arrival")).to_contain_text("Vaskeriet")
    hand.click(".turn .primary")
    page.wait_for_url(f"**/office/evaluation/{clock.today().year}")
    for criterion in ("A1a", "A1b", "A2a", "A3c", "M3"):
        expect(page.get_by_text(criterion, exact=True).first).to_be_visible()
    assert hand.clicks <= MOST_CLICKS, hand.clicks
    assert hand.fields <= MOST_FIELDS, hand.fields
    # What was tried counts nowhere.
    page.goto("/office/records")
    expect(page.locator("main")).not_to_contain_text("Vaskeriet")
    page.goto("/office/")
    expect(page.locator("main")).not_to_contain_text("Vaskeriet")
    assert empty_server.count() == 1


def test_each_step_can_be_skipped_and_gone_back_to(empty_server, browser):
    page = desk(browser, empty_server)
    page.goto("/office/begin")
    for step in STEPS[1:3]:
        page.get_by_role("link", name="Spring over").click()
        page.wait_for_url(f"**/{step}")
    page.fill("#target-set-A1b", "7")
    page.get_by_role("button", name="Tilbage").click()
    page.wait_for_url("**/agreement")
    page.locator(".step-line button[value=promises]").click()
    page.wait_for_url("**/promises")
    assert page.input_value("#target-set-A1b") == "7"
    page.get_by_role("button", name="Gem og luk").click()
    page.wait_for_url("**/office/")
    page.get_by_role("link", name="Gå videre").click()
    page.wait_for_url("**/begin/place")
    page.goto("/office/walks/new")
    page.fill("[name=title]", "Aftenvandring")
    page.fill("[name=date]", clock.today().isoformat())
    page.locator("main form [type=submit]").click()
    page.wait_for_url("**/office/walks/*-*")


def test_enter_goes_on_and_a_wrong_number_is_said_at_its_field(empty_server, browser):
    page = desk(browser, empty_server)
    page.goto("/office/begin/promises")
    page.fill("#target-set-A1b", "tre")
    page.press("#target-set-A1b", "Enter")
    page.wait_for_selector("#error-summary")
    assert page.locator("#error-summary a").inner_text() == "Skriv et helt tal, for eksempel 3"
    page.locator("#error-summary a").click()
    assert page.evaluate("document.activeElement.id") == "target-set-A1b"
    page.fill("#target-set-A1b", "3")
    page.press("#target-set-A1b", "Enter")
    page.wait_for_url("**/parties")


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_every_step_works_and_axe_finds_nothing(empty_server, browser, width):
    size = {"width": width, "height": 740}
    plain = browser.new_context(base_url=empty_server.url, viewport=size, java_script_enabled=False)
    looking = browser.new_context(base_url=empty_server.url, viewport=size, reduced_motion="reduce")
    who = empty_server.add_account("leader")
    for context in (plain, looking):
        empty_server.sign_in(context, who)
    page, seen = plain.new_page(), looking.new_page()
    wrong = {}
    page.goto("/office/begin/place")
    page.fill("[name=areas]", "Nordparken")
    for step, following in pairwise(STEPS):
        wrong |= look(seen, step)
        if step == "promises":
            page.uncheck("#tick-set-A2a")
            page.fill("#target-set-A1b", "5")
            page.locator("#tick-set-A1b").uncheck()
            page.locator("#tick-set-A1b").check()
        page.locator(".turn .primary").click()
        page.wait_for_url(f"**/{following}")
    page.locator("button[value=trial]").click()
    wrong |= look(seen, "phone")
    with empty_server.app.app_context():
        trial = trials.current()
    assert trial
    empty_server.observe(walk=trial.id, place="Torvet")
    page.locator("#look").click()
    page.get_by_text("Torvet").wait_for()
    wrong |= look(seen, "phone")
    page.locator(".turn .primary").click()
    page.wait_for_url("**/office/evaluation/*")
    assert wrong == {}


def look(page, step):
    """What axe says of a step, and whether it is wider than the screen."""
    page.goto(f"/office/begin/{step}")
    found = both_ways(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the screen")
    return {step: found} if found else {}
