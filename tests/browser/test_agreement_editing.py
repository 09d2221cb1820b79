"""A draft of an agreement in a browser: its forms save themselves, on leaving too, and say how that went; axe finds nothing."""

import re
from collections.abc import Iterator

import pytest
from patience import until
from playwright.sync_api import Browser, Page, expect

from app import criteria
from app.cli.common import OPERATOR
from app.criteria import draft_rows, editing

from .server import Server
from .test_accessibility import DESK, both_ways

PHONE = {"width": 360, "height": 740}
PATH = "/office/agreements/tryghed/draft"
PAGES = [
    PATH, f"{PATH}?move=A1", f"{PATH}/about", f"{PATH}/figures", f"{PATH}/figures/evictions", f"{PATH}/milestones/new",
    f"{PATH}/hours", f"{PATH}/hours/1", f"{PATH}/choices", f"{PATH}/choices/new?list=contacts.topics",
    f"{PATH}/activities/A1", f"{PATH}/changes", "/office/agreements/tryghed",
]  # fmt: skip


@pytest.fixture
def leader(browser: Browser, server: Server) -> Iterator[Page]:
    """A leader with a draft of the next version, as it begins."""
    with server.app.app_context():
        if criteria.find_draft("tryghed"):
            criteria.discard_draft("tryghed")
        draft_rows.begin("tryghed", OPERATOR)
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    server.sign_in(context, server.add_account("leader"))
    yield context.new_page()
    context.close()


def party(server: Server, key: str = "police") -> str:
    with server.app.app_context():
        draft = criteria.find_draft("tryghed")
        assert draft is not None
        return str(editing.rows(draft.document, "parties")[key]["name"])


def saves(page: Page) -> None:
    expect(page.locator("[data-save-line]")).to_have_text(re.compile(r"Gemt kl\. \d\d\.\d\d\."))


def test_a_form_saves_itself_and_says_when(leader: Page, server: Server) -> None:
    leader.goto(f"{server.url}{PATH}/parties/police")
    leader.fill("[name=name]", "Politiet i byen")
    saves(leader)
    assert party(server) == "Politiet i byen"
    leader.fill("[name=name]", "Nærpolitiet")
    leader.click("button.primary")
    leader.wait_for_url(f"**{PATH}/parties")
    assert party(server) == "Nærpolitiet"


def test_a_new_row_is_there_once_it_can_be_read(leader: Page, server: Server) -> None:
    leader.goto(f"{server.url}{PATH}/milestones/new")
    leader.fill("[name=name]", "Sommerfest")
    line = leader.locator("[data-save-line]")
    expect(line).to_have_text(
        "Gemt ved siden af, ikke i kladden endnu: Udfyld netop ét af dem: »Senest den« eller »Hvert år«."
    )
    leader.check("[name=each_year]")
    saves(leader)
    leader.reload()
    leader.wait_for_url(f"**{PATH}/milestones/sommerfest")
    expect(leader.locator("[name=name]")).to_have_value("Sommerfest")
    expect(leader.locator("[name=each_year]")).to_be_checked()


def test_what_is_typed_is_not_lost_on_leaving(leader: Page, server: Server) -> None:
    leader.goto(f"{server.url}{PATH}/parties/police")
    leader.fill("[name=name]", "Politiet, som vi forlod det")
    leader.goto(f"{server.url}{PATH}/parties")
    until(lambda: party(server) == "Politiet, som vi forlod det")


def test_without_a_net_it_says_so_and_tries_again(leader: Page, server: Server) -> None:
    leader.goto(f"{server.url}{PATH}/parties/police")
    leader.context.set_offline(True)
    leader.fill("[name=name]", "Politiet")
    expect(leader.locator("[data-save-line]")).to_contain_text("Ikke gemt: Der er intet net.")
    leader.context.set_offline(False)
    saves(leader)
    assert party(server) == "Politiet"


def test_whoever_meets_somebody_else_is_told_and_chooses(leader: Page, server: Server) -> None:
    leader.goto(f"{server.url}{PATH}/parties/police")
    with server.app.app_context():
        draft = criteria.find_draft("tryghed")
        assert draft is not None
        row = editing.rows(draft.document, "parties")["police"]
        draft_rows.save_row("tryghed", "parties", {**row, "name": "Politi"}, editing.mark(row), OPERATOR, key="police")
    leader.fill("[name=name]", "Politiet i Nord")
    expect(leader.locator("[data-save-line]")).to_contain_text("har rettet det samme imens. Tryk Gem for at vælge.")
    leader.click("button.primary")
    expect(leader.locator("mark").first).to_be_visible()
    assert not both_ways(leader)
    leader.get_by_role("button", name="Behold mit").click()
    leader.wait_for_url(f"**{PATH}/parties")
    assert party(server) == "Politiet i Nord"


def test_without_script_the_button_saves(browser: Browser, server: Server, leader: Page) -> None:
    context = browser.new_context(java_script_enabled=False)
    server.sign_in(context, server.add_account("leader"))
    page = context.new_page()
    page.goto(f"{server.url}{PATH}/figures/evictions")
    page.fill("[name='baselines-1-value']", "1.300")
    page.click("button.primary")
    page.click("#error-summary a")
    expect(page.locator("[name='baselines-1-value']")).to_be_visible()
    page.fill("[name='baselines-1-value']", "1300")
    page.click("button.primary")
    page.wait_for_url(f"**{PATH}/figures")
    context.close()


def test_axe_finds_nothing_on_a_draft(leader: Page, server: Server) -> None:
    with server.app.app_context():
        fields = [("name", "Ny"), ("baselines-1-value", "1.300")]
        draft_rows.keep_unfinished("tryghed", "figures/evictions", fields, ["Mener du 1300 eller 1,3?"], OPERATOR)
    wrong = {}
    for path in PAGES:
        leader.set_viewport_size(DESK)
        answer = leader.goto(server.url + path)
        assert answer is not None
        assert answer.status == 200, path
        if found := both_ways(leader):
            wrong[path] = found
        leader.set_viewport_size(PHONE)
        assert leader.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert not wrong, "\n".join(f"{path}: {fault}" for path, faults in wrong.items() for fault in faults)
