"""In a browser: a revision in the middle of a year by way of Excel, and the next agreement beside the one before it."""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from agreeing import adopt_only, next_version
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, ViewportSize, expect

from app.base import clock

from .server import Server
from .test_accessibility import both_ways

DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=360, height=740)
# What is judged without figures of others, so that nothing must be written anew in a copy.
CRITERIA = ("A1b", "A2b", "A2c", "A2d")


def agreed_from(year: int) -> Any:
    """A small agreement of four years, of criteria that count records."""
    found = next_version(f"{year}-01-01") | {"first_year": year, "last_year": year + 3, "figures": [], "lists": []}
    found["criteria"] = [row for row in found["criteria"] if row["code"] in CRITERIA]
    found["milestones"] = [row for row in found["milestones"] if "each_year" in row]
    return found


def inside_a_year() -> dt.date:
    """The last day that does not begin a year."""
    today = clock.today()
    return today if (today.month, today.day) != (1, 1) else today - dt.timedelta(days=1)


@pytest.fixture
def leader(own_server: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=own_server.url, viewport=DESK, reduced_motion="reduce")
    own_server.sign_in(context, own_server.add_account("leader"))
    yield context.new_page()
    context.close()


def look(page: Page) -> None:
    """At the desk and on a phone: axe finds nothing, and nothing is wider than the screen."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert both_ways(page) == []


def with_another_target(file: Path, target: int) -> bytes:
    """The agreement's Excel file with another number of contacts a year."""
    book = load_workbook(BytesIO(file.read_bytes()))
    head = [cell.value for cell in book["Målinger"][1]]
    row = next(row for row in book["Målinger"].iter_rows(min_row=3) if str(row[1].value) == "2.1")
    assert row[head.index("aim.target")].value == 100
    row[head.index("aim.target")].value = target
    changed = BytesIO()
    book.save(changed)
    return changed.getvalue()


def test_a_revision_inside_a_year_shows_both_judgements(own_server: Server, leader: Page) -> None:
    day = inside_a_year()
    with own_server.app.app_context():
        adopt_only(agreed_from(day.year - 1))
    leader.goto("/office/agreements/tryghed")
    look(leader)
    with leader.expect_download() as fetched:
        leader.get_by_role("link", name="Hent som Excel").click()
    body = with_another_target(fetched.value.path(), 0)

    leader.goto("/office/agreements/new")
    look(leader)
    leader.get_by_label("Filen med aftalen").set_input_files(
        {"name": "aftale.xlsx", "mimeType": "application/octet-stream", "buffer": body}
    )
    leader.get_by_role("button", name="Se filen igennem").click()
    expect(leader.get_by_text("A2b: mindst 100 → mindst 0 henvendelser")).to_be_visible()
    look(leader)
    leader.get_by_role("button", name="Gør til kladde").click()
    leader.get_by_role("link", name="Vedtag version 2").click()

    expect(leader.get_by_role("heading", name="Vedtag version 2")).to_be_visible()
    leader.get_by_label("Gælder fra").fill(day.isoformat())
    leader.get_by_role("button", name="Se, hvad den dag betyder").click()
    expect(leader.get_by_text("A2b måles mod 0 i stedet for 100: Bagud → Opfyldt.")).to_be_visible()
    expect(leader.get_by_text("Begge bedømmelser bliver vist")).to_be_visible()
    look(leader)
    leader.get_by_role("button", name="Vedtag version 2").click()
    expect(leader.get_by_role("link", name="Skriv, hvorfor")).to_be_visible()
    leader.get_by_label("Begrundelse").fill("Kontoret flyttede")
    leader.get_by_label("Referat").fill("Punkt 3: vedtaget.")
    leader.get_by_role("button", name="Vedtag version 2").click()
    expect(leader.get_by_text("Version 2 er vedtaget.")).to_be_visible()
    expect(leader.get_by_text("Punkt 3: vedtaget.")).to_be_visible()
    look(leader)

    leader.goto(f"/office/evaluation/{day.year}")
    row = leader.get_by_role("row").filter(has_text="A2b")
    expect(row).to_contain_text("Nu: Opfyldt.")
    expect(row).to_contain_text(f"Før {day:%d.%m.%Y}: ")
    expect(row).to_contain_text("Bagud (0)")


def test_the_next_agreement_stands_beside_the_one_before_it(own_server: Server, leader: Page) -> None:
    year = clock.today().year
    with own_server.app.app_context():
        adopt_only(agreed_from(year - 3))
    leader.goto("/office/agreements")
    leader.get_by_role("link", name="Vælg en aftale").click()
    card = leader.locator("#copy")
    card.get_by_label("Hvad skal den nye hedde?").fill("Tryghed, næste periode")
    card.get_by_label("Første år").fill(str(year + 1))
    card.get_by_label("Sidste år").fill(str(year + 4))
    card.get_by_role("button", name="Se kopien").click()
    expect(leader.get_by_role("heading", name="Det skal du se efter")).to_be_visible()
    look(leader)
    leader.get_by_role("button", name="Gør til kladde").click()
    leader.get_by_role("link", name="Vedtag aftalen").click()
    look(leader)
    leader.get_by_label("Begrundelse").fill("Den næste helhedsplan")
    leader.get_by_role("button", name="Vedtag version 1").click()
    expect(leader.get_by_text("Version 1 er vedtaget.")).to_be_visible()

    leader.goto("/office/agreements")
    look(leader)
    rows = leader.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text(f"{year - 3}–{year}")
    expect(rows.nth(0)).to_contain_text("Gælder")
    expect(rows.nth(1)).to_contain_text(f"{year + 1}–{year + 4}")
    expect(rows.nth(1)).to_contain_text("Kommer")
    rows.nth(0).get_by_role("link", name=str(year), exact=False).last.click()
    expect(leader.get_by_role("heading", level=1)).to_contain_text(str(year))
