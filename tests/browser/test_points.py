"""*Er det blevet bedre?* on the phone: one tap a point, offline, and it lands on the follow-up."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from app import follow_up
from app.base import clock
from app.store import Walk

from .releases import ready_offline
from .server import Server

PLACES = ("Vaskerummet", "Legepladsen", "Torvet")


@pytest.fixture
def points(server: Server) -> list[str]:
    """Three points of a walk ten days ago; their ids."""
    then = clock.now() - timedelta(days=10)
    walk = server.add_walk(clock.today() - timedelta(days=10))
    return [server.observe(then, walk=walk.id, place=place) for place in PLACES]


@pytest.fixture
def page(context: BrowserContext, server: Server, points: list[str], walk: Walk) -> Page:
    """The list of points on a phone without a network."""
    server.join(context, walk)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_role("link", name="Er det blevet bedre?").click()
    expect(rows(page, points)[0]).to_be_visible()
    ready_offline(page)
    context.set_offline(True)
    return page


def rows(page: Page, points: list[str]) -> list[Locator]:
    """The rows of the points: other tests may have left newer ones at the same places."""
    return [page.locator(f"[data-point='{id}']") for id in points]


def said(server: Server, id: str) -> list[tuple[str, str]]:
    """What was said of a point on later walks."""
    with server.app.app_context():
        found = follow_up.get(id)
        history = follow_up.history(found.follow_up_id) if found.follow_up_id else []
        return [(entry.outcome, entry.text) for entry in history if entry.action == "rechecked"]


def test_one_tap_is_kept_offline_and_lands_on_the_follow_up(page: Page, server: Server, points: list[str]) -> None:
    laundry, _playground, square = rows(page, points)
    laundry.get_by_role("button", name="Bedre").click()
    expect(laundry).to_contain_text("Gemt på telefonen")
    square.get_by_role("button", name="Værre").click()
    square.get_by_role("button", name="Uændret").click()
    expect(square.get_by_role("button", name="Uændret")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(laundry.get_by_role("button", name="Bedre")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#status")).to_have_attribute("data-waiting", "2")

    laundry.get_by_role("link", name="Foto eller bemærkning").click()
    expect(page.get_by_text("Belysning · Vaskerummet")).to_be_visible()
    expect(page.locator("[name=outcome][value=better]")).to_be_checked()
    page.locator("summary").click()
    page.fill("[name=note]", "Der er kommet to nye lamper")
    page.locator("#form [type=submit]").click()
    expect(page.get_by_role("heading", name="Gemt på telefonen")).to_be_visible()
    page.get_by_role("link", name="Til de andre punkter").click()
    expect(page.locator("#seen")).to_contain_text("Set på 2 af")

    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#status")).to_have_attribute("data-waiting", "0")
    assert said(server, points[0]) == [("Bedre", "Der er kommet to nye lamper")]
    assert said(server, points[1]) == []
    assert said(server, points[2]) == [("Uændret", "")]


def test_a_filter_shows_what_is_left_and_what_is_near(page: Page, points: list[str]) -> None:
    laundry, _playground, square = rows(page, points)
    laundry.get_by_role("button", name="Bedre").click()
    page.get_by_role("button", name="Ikke set endnu").click()
    expect(laundry).to_have_count(0)
    # What is answered now stays, to be put right.
    square.get_by_role("button", name="Værre").click()
    expect(square).to_contain_text("Gemt på telefonen")
    page.get_by_role("button", name="Tæt på").click()
    expect(page.locator("#none-shown")).to_have_text("Telefonen ved ikke, hvor du er.")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 57.0721, "longitude": 9.9213, "accuracy": 8})
    page.get_by_role("button", name="Tæt på").click()
    expect(page.locator("#none-shown")).to_have_text("Intet inden for 100 meter.")
    page.get_by_role("button", name="Alle").click()
    expect(laundry).to_be_visible()


def test_there_is_no_new_recheck_without_a_point(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/form/recheck")
    page.wait_for_url("**/points")
    page.goto(server.url)
    expect(page.locator("#fill")).to_be_hidden()
    expect(page.get_by_role("link", name="Ny observation")).to_be_visible()
