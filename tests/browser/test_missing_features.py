"""Browsers that lack something: what a few lines make good is made good, all else is said at once, and what waits can be taken out."""

from pathlib import Path
from typing import Any

import pytest
from patience import until
from playwright.sync_api import BrowserContext, Page, Route, expect

from app.intake.queue_file import read_queue_file

from .releases import look_for_update, serve_next, visit
from .server import Server

pytestmark = pytest.mark.once

# What Safari 15 does not have, or not from its first version on.
OLDER = """
    delete AbortSignal.timeout;
    delete Crypto.prototype.randomUUID;
    delete window.BroadcastChannel;
    delete Navigator.prototype.locks;
    delete Array.prototype.at;
    delete window.structuredClone;
"""
NEEDED = {
    "Den kan ikke gemme på telefonen": "Object.defineProperty(window, 'indexedDB', { value: undefined })",
    "Den kan ikke sende": "delete window.AbortController",
    "Den kan ikke kontrollere": "Object.defineProperty(crypto, 'subtle', { value: undefined })",
    "Den kan ikke vise skemaer": "delete HTMLDialogElement.prototype.showModal",
    "Den kan ikke vise skemaer og spørgsmål": "CSS.supports = () => false",
    "Den kan ikke læse Feltbogs programmer": "delete HTMLScriptElement.prototype.noModule",
}
TOLD = "Browseren er for gammel til Feltbog"


def capture(page: Page, server: Server) -> None:
    visit(page, server, "/form/observation")
    page.check("[name=kind][value=improve]")
    page.check("[name=category][value=lighting]")
    page.fill("[name=place]", "Blok 4")
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()


def assert_copy_has_the_record(page: Page) -> None:
    with page.expect_download() as download:
        page.locator("#lacking").get_by_role("button", name="Gem en kopi").click()
    queue = read_queue_file(Path(download.value.path()).read_bytes())
    assert [one.answers["place"] for one in queue.submissions] == ["Blok 4"]
    expect(page.get_by_text("Kopien er gemt")).to_be_visible()


def test_a_phone_of_some_years_ago_records_and_sends(context: BrowserContext, own_server: Server) -> None:
    own_server.join(context, own_server.add_walk())
    context.add_init_script(OLDER)
    page, other = context.new_page(), context.new_page()
    visit(page, own_server)
    visit(other, own_server)
    assert page.evaluate("() => 'timeout' in AbortSignal") is False
    capture(page, own_server)
    expect(page.locator("#status")).to_have_attribute("data-state", "safe")
    expect(other.get_by_text("Mine observationer")).to_be_visible()
    until(lambda: own_server.count() == 1, lambda: page.wait_for_timeout(50))


@pytest.mark.parametrize("lack", NEEDED)
def test_what_is_lacking_is_said_at_once(page: Page, server: Server, lack: str) -> None:
    page.add_init_script(NEEDED[lack])
    page.goto(server.url + "/form/observation")
    expect(page.get_by_text(TOLD)).to_be_visible()
    expect(page.get_by_text(lack)).to_be_visible()
    expect(page.locator("#form")).to_be_hidden()


def test_what_a_browser_holds_that_lacks_something_can_be_taken_out(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    visit(page, server)
    context.set_offline(True)
    capture(page, server)
    page.add_init_script(NEEDED["Den kan ikke vise skemaer"])
    page.goto(server.url + "/")
    assert_copy_has_the_record(page)


def test_a_browser_that_cannot_read_the_scripts_says_so_and_hands_out_what_it_holds(
    page: Page, own_server: Server, next_release: Path
) -> None:
    capture(page, own_server)
    visit(page, own_server)
    serve_next(own_server, next_release, ("static/js/phone/words.js", "export const words", "}{ export const words"))
    assert look_for_update(page) == "installed"
    page.click("[data-action=update]")
    expect(page.get_by_text(TOLD)).to_be_visible()
    expect(page.get_by_text("Den kan ikke læse Feltbogs programmer")).to_be_visible()
    own_server.stop()
    page.goto(own_server.url + "/queue")
    assert_copy_has_the_record(page)


def test_a_script_that_does_not_come_is_asked_for_once_more_and_then_said(
    context: BrowserContext, server: Server
) -> None:
    asked = []
    context.route("**/phone/shell.js", lambda route: [asked.append(route), route.abort()])
    page = context.new_page()
    page.goto(server.url + "/")
    expect(page.get_by_text("Feltbog kom ikke helt frem")).to_be_visible()
    assert len(asked) >= 2


def test_without_a_worker_it_is_said_that_a_network_is_needed(page: Page, server: Server) -> None:
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(server.url + "/")
    expect(page.get_by_text("Feltbog virker kun med net her")).to_be_visible()
    expect(page.locator("#online-only")).to_contain_text("almindeligt vindue")
    expect(page.locator("#safety")).to_contain_text("Virker kun med net")


HTML = {"status": 200, "content_type": "text/html", "body": "<!doctype html><p>Log ind p\u00e5 netv\u00e6rket"}
MISSING = {"status": 404, "content_type": "text/html", "body": "Not Found"}


@pytest.mark.parametrize("answer", [HTML, MISSING], ids=["a page", "404"])
@pytest.mark.parametrize("script", ["**/phone/main.js", "**/phone/shell.js", "**/phone/home.js", "**/phone/*.js"])
def test_a_script_that_is_something_else_does_not_leave_the_page_looking(
    context: BrowserContext, server: Server, script: str, answer: dict[str, Any]
) -> None:
    context.route(script, lambda route: route.fulfill(**answer))
    page = context.new_page()
    page.goto(server.url + "/")
    expect(page.get_by_text("Feltbog kom ikke helt frem")).to_be_visible()


@pytest.mark.parametrize("path", ["", "form/observation", "queue"])
def test_below_a_path_of_a_proxy_the_page_says_so(context: BrowserContext, server: Server, path: str) -> None:
    """One that takes its path away and does not tell."""

    def forward(route: Route) -> None:
        place = route.request.url.removeprefix(server.url)
        if not place.startswith("/feltbog/"):
            route.fulfill(status=404, body="another program's")
            return
        route.fulfill(response=route.fetch(url=server.url + place.removeprefix("/feltbog")))

    context.route(f"{server.url}/**", forward)
    page = context.new_page()
    page.goto(f"{server.url}/feltbog/{path}")
    expect(page.get_by_text("Feltbog kan ikke ligge i en undermappe")).to_be_visible()
    expect(page.get_by_text("Feltbog kom ikke helt frem")).to_be_hidden()
