"""The closing meeting by keyboard: every answer is saved at once, and nobody's is overwritten."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from app import follow_up
from app.access import Person
from app.base import clock
from app.base.ids import new_id
from app.follow_up import Point
from app.store import Walk

from .server import Server

PROJECTOR = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def walk(server: Server) -> Walk:
    """Three matters, the first of them by two people, and a good place."""
    made = server.add_walk()
    for minutes, place in enumerate(["Torvet", "Trappen", "Kælderen", "Legepladsen"]):
        kind = "good" if place == "Legepladsen" else "improve"
        at = clock.now() + timedelta(minutes=minutes - 30)
        server.observe(at, walk=made.id, kind=kind, category="paths", place=place)
    return made


@pytest.fixture
def projector(browser: Browser, server: Server, walk: Walk) -> Page:
    context = browser.new_context(**PROJECTOR)
    server.sign_in(context, server.add_account("leader"))
    page = context.new_page()
    page.goto(f"{server.url}/office/walks/{walk.id}/meeting")
    page.wait_for_selector("body[data-ready]")
    yield page
    context.close()


def points(server: Server, walk: Walk) -> list[Point]:
    with server.app.test_request_context():
        return sorted(follow_up.points(walk_id=walk.id), key=lambda point: point.observations[0].captured_at)


def press(page: Page, *keys: str) -> None:
    """Press keys, each after the answer before it was saved."""
    for key in keys:
        page.locator("[data-status]").evaluate("element => { element.textContent = '' }")
        page.keyboard.press(key)
        expect(page.locator("[data-status]")).to_have_text(re.compile("^Gemt kl"))


def test_everything_is_agreed_by_keyboard(projector: Page, server: Server, walk: Walk) -> None:
    heading, lacking = projector.locator("h1"), projector.locator("[data-lacking]")
    expect(heading).to_have_text("Torvet")
    expect(lacking).to_have_text("3 mangler part, 3 mangler frist")
    projector.keyboard.press("p")
    expect(projector.locator("#parties")).to_be_visible()
    press(projector, "1", "h", "2", "j")
    expect(lacking).to_have_text("2 mangler part, 2 mangler frist")
    expect(projector.locator("[aria-current=step] .has")).to_be_visible()
    projector.keyboard.press("ArrowRight")
    expect(heading).to_have_text("Trappen")
    projector.wait_for_selector("body[data-ready]")
    # What cannot be done waits for its reason, and the arrow waits with it.
    projector.keyboard.press("i")
    expect(projector.locator("#reason")).to_be_focused()
    projector.keyboard.type("Den er fredet")
    projector.keyboard.press("Escape")
    expect(projector.locator("[data-status]")).to_have_text(re.compile("^Gemt kl"))
    projector.keyboard.press("PageDown")
    expect(heading).to_have_text("Kælderen")
    projector.wait_for_selector("body[data-ready]")
    press(projector, "s", "s")
    projector.keyboard.press("ArrowRight")
    expect(heading).to_have_text("Gode steder, som skal bevares")
    projector.wait_for_selector("body[data-ready]")
    projector.keyboard.press("ArrowRight")
    expect(projector.locator("main")).to_contain_text("1 mangler part, 1 mangler frist.")

    first, second, third = points(server, walk)
    assert (first.party, first.priority, first.state) == ("police", "urgent", "planned")
    assert first.deadline == clock.today() + timedelta(weeks=2)
    assert (second.state, second.reason) == ("not_possible", "Den er fredet")
    assert (third.party, third.priority, third.deadline) == (None, None, None)


def test_what_somebody_else_changed_meanwhile_is_shown_beside(projector: Page, server: Server, walk: Walk) -> None:
    [first, *_others] = points(server, walk)
    with server.app.test_request_context():
        follow_up.change(first.id, {"priority": "later"}, Person(new_id(), "Medleder", "leader"), 0)
    projector.keyboard.press("h")
    expect(projector.locator("[role=alert]")).to_contain_text("En anden har ændret punktet imens.")
    expect(projector.locator(".comparison tbody")).to_contain_text("Kan vente")
    assert points(server, walk)[0].priority == "later"
    projector.click("button.primary")
    expect(projector.locator("h1")).to_have_text("Trappen")
    assert points(server, walk)[0].priority == "urgent"


def test_keys_can_be_switched_off(projector: Page, server: Server, walk: Walk) -> None:
    projector.uncheck("[data-keys-switch] input")
    expect(projector.locator("kbd >> visible=true")).to_have_count(0)
    projector.locator("h1").click()
    projector.keyboard.press("h")
    projector.keyboard.press("ArrowRight")
    expect(projector.locator("h1")).to_have_text("Trappen")
    assert points(server, walk)[0].priority is None
