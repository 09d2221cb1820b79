"""A code that is read without a network is kept and joined later; nobody with a code is ever told to sign in."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.store import Event, Walk

from .releases import ready_offline
from .server import Server


def code_of(server: Server, gathering: Walk | Event) -> str:
    with server.app.app_context():
        return gathering.code.shown


@pytest.fixture
def phone(context: BrowserContext, server: Server) -> Page:
    """A phone that holds the app, of nobody."""
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#welcome")).to_be_visible()
    ready_offline(page)
    return page


def observe(page: Page, place: str) -> None:
    page.wait_for_url("**/form/observation")
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.get_by_label("Skal forbedres").check()
    page.get_by_label("Belysning").check()
    page.fill("[name=place]", place)
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()


def scan(page: Page, server: Server, code: str) -> None:
    page.context.set_offline(True)
    page.goto(f"{server.url}/join/{code}")


def scan_with_a_slash(page: Page, server: Server, code: str) -> None:
    page.context.set_offline(True)
    page.goto(f"{server.url}/join/{code.lower()}/")


def type_on_the_page_in_its_place(page: Page, server: Server, code: str) -> None:
    page.context.set_offline(True)
    page.goto(f"{server.url}/join")
    page.get_by_label("Skriv koden").fill(f"Kode: {code}")
    page.get_by_role("button", name="Gem koden").click()


def paste_where_the_network_goes_meanwhile(page: Page, server: Server, code: str) -> None:
    page.goto(f"{server.url}/join")
    page.get_by_label("Kode").fill(f"{server.url}/join/{code}")
    page.context.set_offline(True)
    page.get_by_role("button", name="Deltag").click()


WAYS = [scan, scan_with_a_slash, type_on_the_page_in_its_place, paste_where_the_network_goes_meanwhile]


@pytest.mark.parametrize("read", WAYS)
def test_a_code_without_a_network_is_kept_and_joined_later(
    phone: Page, server: Server, walk: Walk, read: Callable[[Page, Server, str], None]
) -> None:
    read(phone, server, code_of(server, walk))
    expect(phone.locator("#code-kept")).to_contain_text("Koden er gemt")
    expect(phone.locator("#code-kept")).to_contain_text("Du er med, når der er net. Du kan begynde nu.")
    phone.locator("#code-kept").get_by_role("link", name="Ny observation").click()
    place = f"Blok {walk.id[:8]}"
    observe(phone, place)
    phone.goto(server.url)
    expect(phone.locator("#code-kept")).to_be_visible()
    expect(phone.locator("#welcome")).to_be_hidden()
    phone.context.set_offline(False)
    phone.goto(server.url)
    expect(phone.locator("#safety")).to_contain_text("Alt er sendt")
    expect(phone.locator("#me")).to_contain_text("Tryghedsvandring")
    expect(phone.locator("#code-kept")).to_be_hidden()
    assert [row["walk"] for row in server.records("observation") if row["place"] == place] == [walk.id]


def test_the_network_comes_back_while_the_code_is_on_the_screen(phone: Page, server: Server, walk: Walk) -> None:
    scan(phone, server, code_of(server, walk))
    expect(phone.locator("#code-kept")).to_be_visible()
    phone.context.set_offline(False)
    phone.wait_for_url(f"{server.url}/")
    expect(phone.locator("#me")).to_contain_text("Tryghedsvandring")


def test_who_is_in_already_joins_the_next_one_too(phone: Page, server: Server, walk: Walk) -> None:
    phone.goto(f"{server.url}/join/{code_of(server, walk)}")
    phone.wait_for_url(f"{server.url}/")
    expect(phone.locator("#me")).to_contain_text("Tryghedsvandring")
    event = server.add_event()
    scan(phone, server, code_of(server, event))
    expect(phone.locator("#code-kept")).to_be_visible()
    phone.context.set_offline(False)
    phone.goto(server.url)
    expect(phone.locator("#me")).to_contain_text("Kulturfest")


def test_a_kept_code_that_lets_nobody_in_is_said_until_somebody_has_read_it(phone: Page, server: Server) -> None:
    scan(phone, server, "ACDE-3479")
    expect(phone.locator("#code-kept")).to_be_visible()
    phone.context.set_offline(False)
    phone.goto(server.url)
    refused = phone.locator("#code-refused")
    expect(refused).to_contain_text("ACDE-3479 findes ikke")
    expect(phone.locator("#welcome")).to_be_visible()
    phone.reload()
    expect(refused).to_be_visible()
    refused.get_by_role("button").click()
    expect(refused).to_be_hidden()


SIGN_IN = re.compile("log ind|logger ind", re.IGNORECASE)


def test_nobody_without_an_account_is_told_to_sign_in(phone: Page, server: Server, walk: Walk) -> None:
    phone.goto(f"{server.url}/form/observation")
    observe(phone, "Blok 2")
    expect(phone.locator("#sent-step")).to_contain_text("Skriv koden")
    expect(phone.locator("#saved")).not_to_contain_text(SIGN_IN)
    phone.goto(f"{server.url}/queue")
    expect(phone.locator("#sending")).to_have_text("Skriv koden, så sender vi")
    phone.goto(f"{server.url}/join/{code_of(server, walk)}")
    phone.wait_for_url(f"{server.url}/")
    expect(phone.locator("#safety")).to_contain_text("Alt er sendt")
    expect(phone.locator("#sign-out")).to_be_hidden()
    expect(phone.locator("#leave")).to_be_visible()
    phone.goto(f"{server.url}/account/sign-in")
    expect(phone.get_by_text("Du skal ikke logge ind")).to_be_visible()


def test_what_an_account_left_on_the_phone_is_nothing_to_a_walker(
    context: BrowserContext, server: Server, walk: Walk
) -> None:
    server.sign_in(context, server.add_account("counsellor"))
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#me")).to_contain_text("Counsellor")
    context.clear_cookies()
    page.goto(f"{server.url}/join/{code_of(server, walk)}")
    page.wait_for_url(f"{server.url}/")
    expect(page.locator("#fill a[href*=observation]")).to_be_visible()
    context.route("**/api/sync", lambda route: route.fulfill(status=429, json={"status": 429}))
    page.goto(f"{server.url}/form/observation")
    observe(page, "Blok 3")
    expect(page.locator("#sent-step")).to_contain_text("Venter")
    for path in ("/", "/queue"):
        page.goto(server.url + path)
        expect(page.locator("#status, #safety").first).to_contain_text("1 venter")
        expect(page.locator("#signed-out")).to_be_hidden()
        expect(page.locator("#main")).not_to_contain_text("så sender vi", use_inner_text=True)


ILL = "Feltbog svarer ikke lige nu"
NO_NET = re.compile("net lige nu|når der er net")


def test_an_ill_server_is_not_the_network_and_says_when(context: BrowserContext, server: Server, walk: Walk) -> None:
    server.join(context, walk)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#me")).to_contain_text("Tryghedsvandring")
    context.route("**/api/**", lambda route: route.fulfill(status=500, json={"status": 500}))
    page.goto(f"{server.url}/form/observation")
    observe(page, "Blok 6")
    expect(page.locator("#sent-step")).to_contain_text(ILL)
    expect(page.locator("#saved")).not_to_contain_text(NO_NET, use_inner_text=True)
    page.goto(f"{server.url}/queue")
    expect(page.locator("#sending")).to_contain_text(ILL)
    expect(page.locator("#main")).not_to_contain_text(NO_NET, use_inner_text=True)
    page.goto(server.url)
    ill = page.locator("#ill")
    expect(ill).to_contain_text(
        re.compile(r"Fejlen er hos os, ikke på din telefon.*Vi prøver selv igen kl\. \d\d\.\d\d\.")
    )
    context.unroute("**/api/**")
    ill.get_by_role("button", name="Prøv nu").click()
    expect(ill).to_be_hidden()
    context.set_offline(True)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    page.goto(f"{server.url}/queue")
    expect(page.locator("#sending")).to_have_text("Intet net lige nu. Alt er gemt")
    expect(page.locator("#main")).not_to_contain_text(ILL, use_inner_text=True)
