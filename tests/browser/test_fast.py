"""An observation in four taps, the next one just as quick, and correctable until its walk closes."""

from datetime import timedelta

import picturing
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.activities import scheduling
from app.base import clock
from app.store import Walk

from .server import Server

WALKER = {
    "permissions": ["geolocation"],
    "geolocation": {"latitude": 57.0721, "longitude": 9.9213, "accuracy": 8},
    "has_touch": True,
}
COUNT_TAPS = """
    window.taps = Number(sessionStorage.getItem("taps") ?? 0);
    addEventListener("pointerdown", () => sessionStorage.setItem("taps", ++window.taps), true);
    Object.defineProperty(navigator, "vibrate", { value: (pattern) => !sessionStorage.setItem("felt", pattern) });
"""


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A phone with a finger on it that knows where it is."""
    return browser_context_args | WALKER


@pytest.fixture
def page(context: BrowserContext, server: Server, walk: Walk) -> Page:
    """The front page of a phone that is on the walk."""
    server.join(context, walk)
    context.add_init_script(COUNT_TAPS)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#new")).to_be_visible()
    return page


def tile(page: Page, name: str, value: str) -> None:
    """Tap a tile, where a finger would."""
    page.locator(f"label:has([name={name}][value={value}])").tap()


def open_form(page: Page) -> None:
    """From the front page or a receipt to a form that is ready for a finger."""
    page.get_by_role("link", name="Ny observation").tap()
    expect(page.locator("body[data-page=form][data-ready]")).to_be_attached()


def observe(page: Page, category: str, **answers: str) -> str:
    """Record an observation from the front page or a receipt; → its id."""
    open_form(page)
    expect(page.get_by_text("Position fundet")).to_be_visible()
    tile(page, "kind", "improve")
    tile(page, "category", category)
    for name, value in answers.items():
        tile(page, name, value)
    page.get_by_role("button", name="Gem observation").tap()
    expect(page.get_by_role("heading", name="Gemt på telefonen")).to_be_visible()
    return page.url.partition("saved=")[2]


def taps(page: Page) -> int:
    """How often the phone was touched since the last time."""
    number: int = page.evaluate("() => [window.taps, window.taps = 0, sessionStorage.setItem('taps', 0)][0]")
    return number


def test_four_taps_with_a_position_and_five_with_a_feeling(page: Page) -> None:
    observe(page, "lighting")
    assert taps(page) == 4
    assert page.evaluate("() => sessionStorage.getItem('felt')") == "40"
    observe(page, "litter", feeling="unsafe")
    assert taps(page) == 5
    expect(page.get_by_role("heading", name="Tak. Den er")).to_be_visible()


def test_tiles_are_large_and_the_button_is_under_the_thumb(page: Page) -> None:
    open_form(page)
    for box in page.locator(".tile:visible").all():
        size = box.bounding_box()
        assert size
        assert size["height"] >= 88
        assert size["width"] >= 88
    button = page.get_by_role("button", name="Gem observation").bounding_box()
    assert button
    assert button["height"] >= 48
    assert button["y"] > 740 * 2 / 3


def test_a_photo_can_be_the_first_tap(page: Page) -> None:
    open_form(page)
    first = page.locator("#form").get_by_role("button").first
    expect(first).to_contain_text("Begynd med et foto")
    with page.expect_file_chooser() as chooser:
        first.tap()
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files(files=[{"name": "sted.jpg", "mimeType": "image/jpeg", "buffer": picturing.telling()}])
    expect(page.locator("[data-photo][data-state]")).to_be_visible()
    expect(page.get_by_role("button", name="Begynd med et foto")).to_be_hidden()
    expect(page.get_by_role("button", name="Tag foto")).to_be_visible()


def test_light_and_observer_are_remembered_on_the_walk_and_not_on_another(page: Page, server: Server) -> None:
    open_form(page)
    tile(page, "kind", "good")
    tile(page, "category", "planting")
    page.get_by_text("Lysforhold · Jeg er …").tap()
    tile(page, "light", "dark")
    tile(page, "observer", "volunteer")
    page.get_by_role("button", name="Gem observation").tap()
    open_form(page)
    expect(page.get_by_text("Mørkt · Jeg er frivillig")).to_be_visible()

    # The same phone on a second walk of the evening.
    guest = page.evaluate("() => fetch('/api/session').then((answer) => answer.json()).then(({ user }) => user.id)")
    other = server.add_walk()
    server.join(page.context, other, guest=guest)
    page.goto(server.url)
    expect(page.locator("#now li")).to_have_count(2)
    page.goto(f"{server.url}/form/observation")
    expect(page.get_by_text("Mørkt · Jeg er frivillig")).to_be_visible()
    page.locator("[name=walk]").select_option(other.id)
    expect(page.get_by_text("Mørkt · Jeg er frivillig")).to_have_count(0)
    page.locator("[name=walk]").select_option(label=page.locator("[name=walk] option").nth(1).inner_text())


def test_a_sent_observation_is_corrected_until_the_walk_closes(page: Page, server: Server, walk: Walk) -> None:
    id = observe(page, "lighting")
    expect(page.locator("#sent-step")).to_have_attribute("data-done", "")
    page.get_by_role("link", name="Ret").tap()
    expect(page.get_by_role("heading", name="Ret observation")).to_be_visible()
    tile(page, "category", "paths")
    page.get_by_role("button", name="Gem observation").tap()
    expect(page.locator("#sent-step")).to_have_attribute("data-done", "")
    found = [row for row in server.records("observation") if row["id"] == id]
    assert [(row["revision"], row["category"]) for row in found] == [(2, "paths")]

    with server.app.app_context():
        scheduling.close(Walk, walk.id, closed=True)
    page.goto(f"{server.url}/queue")
    expect(page.locator(".record")).to_have_count(1)
    expect(page.get_by_role("link", name="Ret")).to_have_count(0)
    page.goto(f"{server.url}/form/observation?record={id}")
    expect(page.get_by_text("Den kan ikke rettes mere")).to_be_visible()


def test_after_14_days_it_cannot_be_corrected_even_offline(page: Page, server: Server) -> None:
    id = observe(page, "lighting")
    expect(page.locator("#sent-step")).to_have_attribute("data-done", "")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    page.context.set_offline(True)
    page.clock.set_fixed_time(clock.now() + timedelta(days=14, minutes=1))
    page.goto(f"{server.url}/queue")
    expect(page.get_by_text("Der er gået 14 dage. Det sendte kan ikke rettes mere.")).to_be_visible()
    page.goto(f"{server.url}/form/observation?record={id}")
    page.wait_for_url("**/queue?closed")
