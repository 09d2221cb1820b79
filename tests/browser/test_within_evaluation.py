"""The pages within *Evaluering*: walked with the keyboard, and used on a phone, where figures are entered area by area."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import PHONE
from .server import ROOT, Server

BLANDET = ROOT / "tests/criteria/agreements/blandet.toml"
YEAR = "/office/evaluation/2021"
WORDS = ["Kriterier", "Årets tal", "Møder og milepæle", "Timer", "Skriv evalueringen", "Aftaler"]


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose agreement has three areas."""
    before, os.environ["FELTBOG_PLAN"] = os.environ.get("FELTBOG_PLAN"), str(BLANDET)
    server = Server(Path(tmp_path_factory.mktemp("areas")))
    server.start()
    yield server
    server.stop()
    del os.environ["FELTBOG_PLAN"]
    if before is not None:
        os.environ["FELTBOG_PLAN"] = before


def open_leader(browser: Browser, server: Server, **settings: object) -> Page:
    context = browser.new_context(base_url=server.url, **settings)  # type: ignore[arg-type]
    server.sign_in(context, server.add_account("leader"))
    return context.new_page()


def test_the_row_is_walked_with_the_keyboard(browser: Browser, areas: Server) -> None:
    page = open_leader(browser, areas)
    page.goto(YEAR)
    row = page.get_by_role("navigation", name="Evaluering", exact=True)
    expect(row.get_by_role("link")).to_have_text(WORDS)
    for number, word in enumerate(WORDS):
        row.get_by_role("link").first.focus()
        for _step in range(number):
            page.keyboard.press("Tab")
        expect(row.get_by_role("link", name=word)).to_be_focused()
        page.keyboard.press("Enter")
        expect(row.get_by_role("link", name=word)).to_have_attribute("aria-current", "page")
        page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile("/office/agreements$"))
    page.context.close()


@pytest.mark.parametrize("width", [1024, 1280, 1366])
def test_the_row_is_one_line(browser: Browser, areas: Server, width: int) -> None:
    page = open_leader(browser, areas, viewport={"width": width, "height": 768})
    page.goto(YEAR)
    tops = page.locator("nav.within a").evaluate_all("(links) => links.map((link) => link.getBoundingClientRect().top)")
    assert len(set(tops)) == 1
    page.context.close()


@pytest.mark.parametrize(("figure", "script"), [("Tilfredse beboere", True), ("Uden job og uddannelse", False)])
def test_on_a_phone_the_figures_of_each_area_are_entered(
    browser: Browser, areas: Server, figure: str, script: bool
) -> None:
    page = open_leader(browser, areas, java_script_enabled=script, **PHONE)
    page.goto(YEAR)
    page.get_by_role("navigation", name="Evaluering", exact=True).get_by_role("link", name="Årets tal").click()
    expect(page.locator("h1")).to_have_text("Årets tal 2021")
    # What nobody else writes: a second try finds the first one's.
    before = page.get_by_role("textbox", name=f"{figure}, Nordparken").input_value() or "70"
    expected = {"Nordparken": str(int(before) + 1), "Sydparken": before, "Vestparken": "90"}
    for area, value in expected.items():
        page.get_by_role("textbox", name=f"{figure}, {area}").fill(value)
    page.get_by_role("textbox", name="Hvor har du tallet fra?").fill("Undersøgelse")
    page.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("status")).to_contain_text("tal er gemt.")
    for area, value in expected.items():
        expect(page.get_by_role("textbox", name=f"{figure}, {area}")).to_have_value(value)
    page.goto(f"{YEAR}/criterion/{'Q1' if script else 'C1'}")
    cells = page.get_by_role("region", name="Område for område")
    for area, value in expected.items():
        expect(cells.get_by_role("row", name=area)).to_contain_text(value)
    page.context.close()


@pytest.mark.parametrize("path", ["", "/figures", "/meetings", "/held", "/held?about=agreement", "/criterion/W1"])
def test_nothing_is_wider_than_a_phone(browser: Browser, areas: Server, path: str) -> None:
    page = open_leader(browser, areas, **PHONE)
    page.goto(f"{YEAR}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]  # type: ignore[index]
    page.context.close()
