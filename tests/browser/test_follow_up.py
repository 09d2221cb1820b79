"""The board and a point in a browser: the strip for chosen rows, the fields that belong to a state; with and without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .server import Server


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with four observations to improve."""
    server = Server(Path(tmp_path_factory.mktemp("office")))
    server.start()
    for place in ("Torvet", "Tunnelen", "Vaskeriet", "Boldbanen"):
        server.observe(place=place)
    yield server
    server.stop()


@pytest.mark.parametrize("script", [True, False])
def test_several_are_chosen_and_given_away(script: bool, office: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=script)
    office.sign_in(context, office.add_account("leader"))
    page = context.new_page()
    page.goto(f"{office.url}/office/follow-up?party=none")
    rows, strip = page.locator("tbody input[type=checkbox]"), page.locator(".bulk")
    expect(strip).to_be_hidden()
    rows.nth(0).check()
    rows.nth(1).check()
    expect(strip).to_be_visible()
    if script:
        expect(strip.locator("legend")).to_have_text("2 punkter valgt")
        page.get_by_label("Vælg alle på siden").check()
        expect(strip.locator("legend")).to_have_text("4 punkter valgt")
        strip.get_by_role("button", name="Fortryd valg").click()
        expect(strip).to_be_hidden()
        rows.nth(0).check()
        rows.nth(1).check()
    strip.get_by_label("Giv til").select_option("other")
    strip.get_by_label("Hvilken part?").fill("Cafeen")
    strip.get_by_role("button", name="Giv de").click()
    expect(page.get_by_role("status").first).to_have_text("2 punkter er ændret.")
    _one_point(page, office)
    context.close()


def _one_point(page: Page, office: Server) -> None:
    """What belongs to a state is asked for with it."""
    page.goto(f"{office.url}/office/follow-up?party=other")
    page.locator("tbody a").first.click()
    expect(page.get_by_label("Hvem så det?")).to_be_hidden()
    page.get_by_label("Ny tilstand").select_option("not_possible")
    page.get_by_label("Hvorfor kan det ikke gennemføres?").fill("Privat vej")
    page.get_by_role("button", name="Gem ny tilstand").click()
    expect(page.locator(".facts.point")).to_contain_text("Privat vej")
