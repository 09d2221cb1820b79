"""Criteria made by choosing alone in a browser, and compared with agreements of real kinds."""

import copy
from typing import Any

import pytest
from agreeing import READ, criterion, document, draft_only
from patience import until
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from app import criteria
from app.agreement.kept import Draft

from .choosing import Chooser
from .server import Server
from .test_accessibility import both_ways

DESK = ViewportSize(width=1280, height=800)
# A kind each: counts, shares, distances, levels, milestones, hours.
SHORT = {"A2b", "M1", "M3", "A1a", "A3c", "hours_a1"}
OTHERS = {"O1", "D1", "P2", "C1", "R1"}
MADE = [
    pytest.param(name, row["code"], marks=[] if row["code"] in SHORT | {"O1"} else pytest.mark.long)
    for name, rows in (("loevvangen", READ["loevvangen"]["criteria"]), ("blandet", READ["blandet"]["criteria"]))
    for row in rows
    if name == "loevvangen" or row["code"] in OTHERS
]


def begun(server: Server, name: str) -> tuple[Any, str]:
    """A draft of the agreement without its criteria; the agreement, and where a new criterion is made."""
    agreed = document(name)
    with server.app.app_context():
        draft_only({**copy.deepcopy(agreed), "criteria": []})
    return agreed, f"{server.url}/office/agreements/{agreed['code']}/draft/criteria/new"


def draft_of(server: Server, agreed: Any) -> Draft:
    with server.app.app_context():
        draft = criteria.find_draft(agreed["code"])
    assert draft
    return draft


@pytest.fixture
def leader(context: BrowserContext, server: Server) -> Page:
    server.sign_in(context, server.add_account("leader"))
    page = context.new_page()
    page.set_viewport_size(DESK)
    return page


@pytest.mark.parametrize(("name", "code"), MADE)
def test_a_criterion_is_made_by_choosing_alone(name: str, code: str, leader: Page, server: Server) -> None:
    agreed, new = begun(server, name)
    wanted = criterion(agreed, code)
    leader.goto(f"{new}?start=empty")
    Chooser(leader).make(agreed, wanted)
    expect(leader).to_have_url(f"{server.url}/office/agreements/{agreed['code']}/draft")
    assert draft_of(server, agreed).document["criteria"] == [wanted]


def test_without_script_a_criterion_is_made_whole(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    server.sign_in(context, server.add_account("leader"))
    page = context.new_page()
    agreed, new = begun(server, "blandet")
    page.goto(f"{new}?start=empty")
    chooser = Chooser(page, at_once=False)
    chooser.make(agreed, criterion(agreed, "D1"))
    expect(page).to_have_url(f"{server.url}/office/agreements/blandet/draft")
    assert draft_of(server, agreed).document["criteria"] == [criterion(agreed, "D1")]
    context.close()


def test_whoever_leaves_without_saving_finds_it_again(leader: Page, server: Server) -> None:
    agreed, new = begun(server, "loevvangen")
    leader.goto(f"{new}?start=count")
    leader.fill("#text", "Mindst 40 observationer")
    leader.locator("#m1-t1-what").select_option("observations")
    expect(leader.locator(".sentence")).to_have_text("Hvert år 2017–2020: mindst 100 observationer.")
    leader.get_by_role("link", name="Tilbage").click()
    until(lambda: draft_of(server, agreed).unfinished)
    leader.goto(new)
    expect(leader.get_by_text("Det her er skrevet, men ikke i kladden endnu.")).to_be_visible()
    expect(leader.locator("#text")).to_have_value("Mindst 40 observationer")
    expect(leader.locator("#m1-t1-what")).to_have_value("observations")
    assert draft_of(server, agreed).document["criteria"] == []
    leader.get_by_role("button", name="Kassér det skrevne").click()
    leader.goto(new)
    expect(leader.get_by_text("Hvad ligner det mest?")).to_be_visible()


def test_with_keys_alone_the_focus_stays_where_one_chooses(leader: Page, server: Server) -> None:
    _agreed, new = begun(server, "loevvangen")
    leader.goto(f"{new}?start=count")
    leader.locator("#text").focus()
    leader.keyboard.type("Mindst 40 observationer")
    sentence = leader.locator("#sounds")
    leader.locator("#activity").focus()
    leader.keyboard.type("A2")
    expect(leader.locator(".sentence")).to_have_text("Hvert år 2017–2020: mindst 100 henvendelser.")
    leader.locator("#m1-t1-what").focus()
    leader.keyboard.type("Obs")
    expect(leader.locator(".sentence")).to_have_text("Hvert år 2017–2020: mindst 100 observationer.")
    expect(leader.locator("#m1-t1-what")).to_be_focused()
    expect(sentence).to_have_text("Sådan lyder det")
    leader.keyboard.press("Tab")
    leader.keyboard.press("Enter")
    expect(leader.locator("#m1-t1-where1-field")).to_be_focused()
    leader.locator("#m1-target").focus()
    leader.keyboard.press("Control+A")
    leader.keyboard.type("1.300")
    expect(leader.locator("#m1-target-error")).to_contain_text("Mener du 1300 eller 1,3?")
    expect(leader.locator("#m1-target")).to_be_focused()
    expect(leader.locator("#m1-target")).to_have_value("1.300")


def test_a_form_too_long_for_an_address_is_drawn_at_once_too(leader: Page, server: Server) -> None:
    agreed, new = begun(server, "blandet")
    leader.goto(f"{new}?start=count")
    for _number in range(5):
        count = leader.locator(".reading").count()
        leader.get_by_role("button", name="Tilføj en læsning mere").click()
        expect(leader.locator(".reading")).to_have_count(max(2, count + 1))
    leader.locator("#besides summary").click()
    leader.fill("#note", "Sådan har vi læst det. " * 43)
    for number in range(1, 7):
        leader.fill(f"#m{number}-name", "Læsning " * 7)
    expect(leader.locator("form[data-choosing]")).to_have_js_property("method", "post")
    leader.select_option("#m6-t1-what", "walks")
    expect(leader.locator("#m6-t1-was, [name=m6-t1-was]")).to_have_value("walks")
    assert len(leader.url) < 8000
    leader.fill("#text", "Seks læsninger")
    for number in range(2, 7):
        leader.fill(f"#m{number}-target", "5")
    leader.get_by_role("button", name="Gem kriteriet").click()
    expect(leader).to_have_url(f"{server.url}/office/agreements/{agreed['code']}/draft")
    assert len(draft_of(server, agreed).document["criteria"][0]["measures"]) == 6


def test_axe_finds_nothing_on_a_criterion(leader: Page, server: Server) -> None:
    leader.emulate_media(reduced_motion="reduce")
    agreed = document()
    with server.app.app_context():
        draft_only(agreed)
    path = f"{server.url}/office/agreements/{agreed['code']}/draft/criteria"
    wrong = {}
    for page in ("new", "new?start=gap", "A2c", "A1a", "M3"):
        for width in (1280, 360):
            leader.set_viewport_size({"width": width, "height": 2400})
            leader.goto(f"{path}/{page}")
            leader.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
            assert leader.evaluate("document.documentElement.scrollWidth") <= width, page
            if found := both_ways(leader):
                wrong[page] = found
    leader.goto(f"{path}/new?start=gap")
    leader.get_by_role("button", name="Gem kriteriet").click()
    expect(leader.locator("#error-summary")).to_be_focused()
    if found := both_ways(leader):
        wrong["what is lacking"] = found
    assert not wrong, "\n".join(f"{path}: {fault}" for path, faults in wrong.items() for fault in faults)
