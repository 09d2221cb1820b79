"""The walk's leader with a phone in the hand: nothing that was tapped is lost, whatever the network does."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.activities import scheduling
from app.base import clock, db
from app.store import Walk

from .engine import eventually
from .releases import ready_offline
from .server import Server

# Whether the phone has a draft that lacks nothing.
COMPLETE = """() => new Promise((done) => {
    indexedDB.open("feltbog").onsuccess = ({ target: { result: db } }) => {
        db.transaction("drafts").objectStore("drafts").getAll().onsuccess = ({ target }) => {
            db.close();
            done(target.result.some((one) => one.lacks === null));
        };
    };
})"""


def guide(context: BrowserContext, server: Server, walk: Walk) -> Page:
    """The phone of somebody who types the walk's code for group leaders."""
    with server.app.app_context():
        code = scheduling.new_leader_code(walk.id).shown
    page = context.new_page()
    page.goto(f"{server.url}/join")
    page.fill("[name=code]", code)
    page.locator("form:has([name=code]) [type=submit]").click()
    page.wait_for_url(f"{server.url}/")
    page.get_by_role("link", name="Led vandringen").click()
    expect(page.locator("[data-observations]")).to_have_text("0")
    ready_offline(page)
    return page


def stored(server: Server, walk: Walk) -> Walk:
    """The walk as the server has it."""
    with server.app.app_context():
        return db.session.get_one(Walk, walk.id)


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """A page of the phone on which the walk is led."""
    context.walk = server.add_walk()  # type: ignore[attr-defined]
    return guide(context, server, context.walk)  # type: ignore[attr-defined]


def test_what_is_written_down_offline_arrives_later(page: Page, server: Server) -> None:
    walk, phone = page.context.walk, page.context  # type: ignore[attr-defined]
    phone.set_offline(True)
    page.click("#begin")
    for _ in range(3):
        page.click("[data-step='1']")
    page.check("[name=parties][value=police]")
    page.check("[name=light][value=dusk]")
    page.click("[data-weather=Regn]")
    expect(page.locator("#told")).to_have_text("Gemt på telefonen. Sendes, når der er net")
    expect(page.locator("#status")).to_have_text("Vandringen er ikke sendt")
    page.goto(f"{server.url}/form/observation")
    expect(page.locator("#status")).to_have_attribute("data-state", "waiting")
    page.go_back()
    page.reload()
    expect(page.locator("#participants")).to_have_value("3")
    expect(page.locator("[data-running]")).to_contain_text("I gang siden")
    page.click("#show-code")
    expect(page.locator("[data-code]")).to_have_text(walk.code.shown)
    expect(page.locator("[data-qr] svg")).to_be_visible()
    page.keyboard.press("Escape")
    page.click("#end")
    page.get_by_role("button", name="Slut vandringen").click()
    expect(page.locator("#reopen")).to_be_visible()
    # From whatever page is open when the network comes back.
    page.goto(f"{server.url}/queue")
    phone.set_offline(False)
    page.goto(f"{server.url}/queue")
    eventually(page, "async () => Boolean((await (await fetch('/api/reference')).json()).leads[0].facts.ended_at)")
    found = stored(server, walk)
    assert (found.participants, found.parties, found.light, found.weather) == (3, ("police",), "dusk", "Regn")
    assert found.begun_at <= found.ended_at <= clock.now()  # type: ignore[operator]
    assert found.closed_at


def test_what_another_has_written_is_shown_and_chosen(page: Page, server: Server) -> None:
    walk = page.context.walk  # type: ignore[attr-defined]
    with server.app.app_context():
        scheduling.change(Walk, walk.id, {"participants": 14})
    page.fill("#participants", "12")
    page.locator("#participants").blur()
    expect(page.get_by_text("En anden har skrevet antallet: 14")).to_be_visible()
    expect(page.locator("#participants")).to_have_value("14")
    page.get_by_role("button", name="Brug mit: 12").click()
    expect(page.locator("#others-wrote .notice")).to_have_count(0)
    expect(page.locator("#told")).to_have_attribute("data-state", "ready")
    assert stored(server, walk).participants == 12


def test_numbers_that_cannot_be_are_not_kept(page: Page, server: Server) -> None:
    page.fill("#participants", "tolv")
    page.locator("#participants").blur()
    expect(page.get_by_text("Skriv et helt tal fra 0 til 500.")).to_be_visible()
    page.click("[data-step='1']")
    expect(page.locator("#participants")).to_have_value("1")
    expect(page.locator("#participants-error")).to_be_hidden()


def test_a_walk_is_not_ended_over_what_is_not_saved(page: Page, server: Server) -> None:
    walk = page.context.walk  # type: ignore[attr-defined]
    expect(page.locator("#told")).to_have_text("Ingen telefoner venter")
    page.click("#begin")
    expect(page.locator("#end")).to_be_visible()
    form = page.context.new_page()
    form.goto(f"{server.url}/form/observation")
    form.wait_for_selector("body[data-ready]", state="attached")
    form.check("[name=kind][value=good]")
    form.check("[name=category][value=planting]")
    form.fill("[name=place]", "Blok 7")
    expect(page.locator("#told")).to_have_text("Denne telefon: 1 er ikke gemt")
    page.click("#end")
    page.get_by_role("dialog", name="1 er ikke gemt. Gem den nu?").get_by_role("button", name="Gem", exact=True).click()
    page.get_by_role("dialog", name="Slut vandringen?").get_by_role("button", name="Slut vandringen").click()
    expect(page.locator("#reopen")).to_be_visible()
    expect(page.locator("#told")).to_have_text("Ingen telefoner venter")
    assert [row["place"] for row in server.records("observation") if row["walk"] == walk.id] == ["Blok 7"]
    assert stored(server, walk).ended_at


def test_the_leader_hears_what_others_have_not_saved(
    page: Page, server: Server, new_context: Callable[..., Any]
) -> None:
    walk = page.context.walk  # type: ignore[attr-defined]
    walker = new_context(base_url=server.url).new_page()
    walker.goto("/join")
    walker.fill("[name=code]", walk.code.shown)
    walker.locator("form:has([name=code]) [type=submit]").click()
    walker.wait_for_url("**/")
    walker.goto("/form/observation")
    walker.wait_for_selector("body[data-ready]", state="attached")
    # A slow phone may tell it from the form already; and nobody leaves a form while the last key is being written down.
    with walker.expect_response(lambda answer: (answer.request.post_data_json or {}).get("drafts") == 1):
        walker.check("[name=kind][value=good]")
        walker.check("[name=category][value=planting]")
        walker.fill("[name=place]", "Blok 7")
        expect(walker.locator("#status")).to_have_text("1 er ikke gemt")
        eventually(walker, COMPLETE)
        walker.goto("/")
    page.reload()
    expect(page.locator("#told")).to_have_text("1 er ikke gemt")
    page.get_by_text("Hvem venter?").click()
    expect(page.locator("#who-waits li")).to_have_text(
        re.compile(r"^Telefon [0-9A-F]{4}: 1 er ikke gemt, hørt fra kl\.")
    )
