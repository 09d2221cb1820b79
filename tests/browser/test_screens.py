"""Every page fits every phone: nothing is wider than the screen, nothing to tap is smaller than a finger, the form is short."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.base import clock

from .server import Server

LINK = "https://www.openstreetmap.org/?mlat=57.07210&mlon=9.92130#map=19/57.07210/9.92130"
WORD = "Speciallægepraksisplanlægningsstabiliseringsperiodebygningen"
HERE = {"latitude": 57.0720, "longitude": 9.9160, "accuracy": 8}
MOST_HIGH = 1600
# What can be tapped, by what a finger meets: the tile of a choice, not its circle. Links in running text and what only keys reach are left out.
SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].flatMap((one) => {
    const target = one.matches("[type=radio], [type=checkbox]") ? one.closest("label") ?? one : one;
    const isShown = target.checkVisibility({ visibilityProperty: true }) && !one.matches(".skip-link");
    const isRunning = getComputedStyle(one).display === "inline" && one.parentElement.textContent.trim() !== one.textContent.trim();
    const { width, height } = target.getBoundingClientRect();
    if (!isShown || isRunning || Math.min(width, height) >= 48) return [];
    return [`${one.outerHTML.slice(0, 90)} ${Math.round(width)} × ${Math.round(height)}`];
})"""
WIDE = """() => {
    const most = document.documentElement.clientWidth;
    const over = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > most + 1);
    return document.documentElement.scrollWidth > most ? over.map((one) => one.outerHTML.slice(0, 90)) : [];
}"""
UNFOLD = "() => document.querySelectorAll('main details').forEach((one) => one.setAttribute('open', ''))"


@pytest.fixture
def plan(put_plan_up: Callable[..., str]) -> str:
    return put_plan_up((0, 0), (1, 1))


@pytest.fixture
def phone(server: Server, plan: str, new_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A leader's phone, which has all pages; everything on it has names as long as people write them."""
    context = new_context(base_url=server.url, geolocation=HERE, permissions=["geolocation"], has_touch=True)
    server.sign_in(context, server.add_account("leader"))
    return context


@pytest.fixture
def pages(server: Server, phone: BrowserContext) -> list[str]:
    """The address of every page of the phone, with something on it."""
    before = server.add_walk(clock.today() - timedelta(days=10))
    for place in (LINK, WORD):
        server.observe(clock.now() - timedelta(days=10), walk=before.id, place=place)
    walk = server.add_walk(title=WORD, meeting_place=LINK)
    server.add_event()
    event = server.add_event(title=WORD, place=LINK, doors=f"{WORD[:40]}\nBagdøren")
    page = phone.new_page()
    page.goto("/")
    page.locator("#fill a").first.wait_for(state="attached")
    page.goto("/form/attendance")
    page.locator("[name=event]").select_option(event.id)
    page.locator("#doors button").first.click()
    with page.expect_response("**/api/sync"):
        page.locator("[data-add='1']").first.click()
    page.goto("/queue")
    tally = page.locator("[data-action=edit][href*=attendance]").first.get_attribute("href")
    page.goto(f"/points?walk={walk.id}")
    page.locator("[data-outcome=better]").first.click()
    recheck = page.locator("[data-more]:visible").first.get_attribute("href")
    page.goto("/form/observation")
    fill_in(page)
    page.fill("[name=place]", LINK)
    page.click("#form [type=submit]")
    expect(page.locator("#saved")).to_be_visible()
    receipt = page.url.removeprefix(server.url)
    page.close()
    assert recheck
    assert tally
    return [
        "/", "/form/observation", "/form/attendance", tally, "/form/contact", recheck, receipt, "/queue",
        f"/walk?id={walk.id}", f"/points?walk={walk.id}", "/offline", "/account/about", "/no-such-page",
    ]  # fmt: skip


def fill_in(page: Page) -> None:
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.check("[name=kind][value=improve]")
    page.check("[name=category][value=lighting]")


def opened(page: Page, path: str, text: str = "100%") -> Page:
    """The page in letters of this size, when nothing of it is still to come."""
    page.goto(path)
    if page.locator("body[data-page]").count():
        page.wait_for_selector("body[data-ready], body[data-page=offline]", state="attached")
    page.evaluate(UNFOLD)
    page.evaluate("(size) => (document.documentElement.style.fontSize = size)", text)
    return page


def faults(page: Page, pages: list[str], script: str, text: str = "100%") -> dict[str, list[str]]:
    return {path: found for path in pages if (found := opened(page, path, text).evaluate(script))}


@pytest.mark.parametrize(("width", "text"), [(320, "100%"), (360, "100%"), (390, "100%"), (320, "200%")])
def test_no_page_is_wider_than_the_screen(width: int, text: str, phone: BrowserContext, pages: list[str]) -> None:
    page = phone.new_page()
    page.set_viewport_size({"width": width, "height": 740})
    assert faults(page, pages, WIDE, text) == {}
    phone.clear_cookies()
    assert faults(page, ["/", "/join", "/account/sign-in"], WIDE, text) == {}


def test_a_number_is_seen_between_its_buttons_in_large_letters(phone: BrowserContext, server: Server) -> None:
    page = phone.new_page()
    page.set_viewport_size({"width": 320, "height": 740})
    opened(page, f"/walk?id={server.add_walk().id}", "200%")
    page.fill("#participants", "25")
    assert page.locator("#participants").evaluate("(one) => one.scrollWidth <= one.clientWidth && one.clientWidth > 48")


@pytest.mark.parametrize("width", [320, 390])
def test_everything_to_tap_is_as_large_as_a_finger(width: int, phone: BrowserContext, pages: list[str]) -> None:
    page = phone.new_page()
    page.set_viewport_size({"width": width, "height": 740})
    assert faults(page, pages, SMALL) == {}
    phone.clear_cookies()
    assert faults(page, ["/", "/join", "/account/sign-in"], SMALL) == {}


@pytest.mark.parametrize("permissions", [["geolocation"], []])
def test_the_form_is_short_and_shows_every_category(
    permissions: list[str], server: Server, plan: str, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(base_url=server.url, geolocation=HERE, permissions=permissions)
    server.join(context, server.add_walk())
    page = context.new_page()
    page.goto("/form/observation")
    expect(page.locator("[data-action=plan]")).to_be_visible()
    expect(page.locator(".where")).to_have_attribute("data-state", "found" if permissions else "denied")
    assert page.locator(".tile:has([name=category]):visible").count() == 13
    assert page.evaluate("() => document.documentElement.scrollHeight") <= MOST_HIGH
    # With places of before to choose from.
    fill_in(page)
    page.fill("[name=place]", "Bag containerne")
    page.click("#form [type=submit]")
    expect(page.locator("#saved")).to_be_visible()
    page.goto("/form/observation")
    expect(page.locator(".where")).to_have_attribute("data-state", "found" if permissions else "denied")
    page.locator(".used-places button").first.wait_for(state="attached")
    assert page.evaluate("() => document.documentElement.scrollHeight") <= MOST_HIGH
