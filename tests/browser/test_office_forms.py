"""The office's forms in a browser: what applies is asked, hard decisions are asked about, and none needs a script."""

import re
import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from app import intake
from app.access import Person
from app.base import clock, db
from app.store import SignIn

from .server import Server


@pytest.fixture
def leader(context: BrowserContext, server: Server) -> Page:
    server.sign_in(context, server.add_account("leader"))
    return context.new_page()


def send(server: Server, id: str, place: str, **answers: str) -> str:
    """What a leader's phone would send."""
    said = {"kind": "good", "category": "paths", "place": place} | answers
    person = Person(server.add_account("leader"), "Leder", "leader")
    with server.app.app_context():
        sent = intake.Submission(id, "observation", 1, 1, clock.iso(clock.now()), said, sent_id=id)
        status: str = intake.accept(person, [sent])[0]["status"]
    return status


def test_a_question_is_asked_only_when_it_applies(leader: Page, server: Server) -> None:
    leader.goto(f"{server.url}/office/paper/contact")
    outcome = leader.locator("#q-digital_outcome")
    expect(outcome).to_be_hidden()
    leader.check("[name=digital_asked][value=true]")
    expect(outcome).to_be_visible()
    leader.check("[name=digital_outcome][value=helped]")
    leader.check("[name=digital_asked][value=false]")
    leader.fill("[name=date]", clock.today().isoformat())
    for name, value in (("channel", "phone"), ("target_group", "self"), ("topics", "debt")):
        leader.check(f"[name={name}][value={value}]")
    expect(leader.locator("[data-when=debt]")).to_be_visible()
    leader.click("button.primary")
    expect(leader.locator("h1")).to_have_text("Telefon · Gæld")


def test_without_script_a_paper_form_can_be_typed_in(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    server.sign_in(context, server.add_account("leader"))
    page = context.new_page()
    page.goto(f"{server.url}/office/paper/observation")
    page.fill("[name=captured_at]", clock.local(clock.now()).strftime("%Y-%m-%dT00:00"))
    page.check("[name=kind][value=good]")
    page.check("[name=category][value=paths]")
    page.click("button.primary")
    expect(page.locator("#error-summary a")).to_have_text("Vis eller skriv, hvor det er")
    page.fill("[name=place]", "Broen")
    page.click("button.primary")
    expect(page.locator("h1")).to_have_text("Stier, trapper og belægning · Broen")
    context.close()


def test_enter_chooses_no_copy_and_discarding_both_asks_first(leader: Page, server: Server) -> None:
    id = str(uuid.uuid4())
    assert [send(server, id, "Broen"), send(server, id, "x" * 121)] == ["stored", "quarantined"]
    leader.goto(f"{server.url}/office/quarantine")
    card = leader.locator("form.review").last
    card.get_by_role("textbox", name="Sted").press("Enter")
    expect(leader).to_have_url(f"{server.url}/office/quarantine")
    card.get_by_role("button", name="Kassér begge").click()
    expect(leader.get_by_role("button", name="Nej, gå tilbage")).to_be_focused()
    leader.get_by_role("button", name="Nej, gå tilbage").click()
    card.get_by_role("textbox", name="Sted").fill("Den anden bro")
    card.get_by_role("button", name="Behold begge").click()
    expect(leader.get_by_role("status")).to_contain_text("Begge er gemt som to registreringer.")
    assert {row["place"] for row in server.records("observation")} >= {"Broen", "Den anden bro"}


def test_the_years_figures_say_what_they_would_mean_before_they_are_saved(leader: Page, server: Server) -> None:
    leader.goto(f"{server.url}/office/evaluation/2017/figures")
    leader.fill("#figure-water_bills_over_1000", "41")
    expect(leader.locator("#meant")).to_contain_text("41 mod 49 husstande i 2015: −16,3 %")
    expect(leader.locator("#figures button[type=submit]")).to_have_text("Gem 1 nyt tal")
    leader.fill("#figure-water_bills_over_1000", "42")
    expect(leader.locator("#meant")).to_contain_text("42 mod 49 husstande i 2015: −14,3 %")
    leader.fill("#source", "Brev")
    leader.click("#figures button[type=submit]")
    expect(leader.locator(".notice")).to_contain_text("1 tal er gemt.")
    expect(leader.locator("#figure-water_bills_over_1000")).to_have_value("42")


def test_before_the_office_asks_again_it_says_so_and_what_is_not_saved(leader: Page, server: Server) -> None:
    with server.app.app_context(), db.writing() as session:
        held = session.scalars(select(SignIn).order_by(SignIn.started_at.desc())).first()
        assert held
        held.confirmed_at -= timedelta(hours=11, minutes=56)
    leader.goto(f"{server.url}/office/people/new")
    bar = leader.locator("#session-end")
    expect(bar).to_contain_text("Der er ikke skrevet noget på siden")
    leader.fill("[name=name]", "Bo")
    expect(bar).to_contain_text("Det, du har skrevet på siden, er ikke gemt endnu.")
    expect(bar.locator("[data-left]")).to_have_text(re.compile(r"[34]\.[0-5]\d"))
    bar.get_by_role("button", name="Skriv adgangskoden nu").click()
    expect(leader.get_by_role("dialog", name="Er det stadig dig?")).to_contain_text("står der endnu")
    expect(leader.locator("#session-password")).to_be_focused()


# The machine's clock, as somebody sets it; the page's own goes on.
SET = """(hours) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + hours * 3_600_000;
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_that_is_set_neither_ends_nor_prolongs_it(leader: Page, server: Server, hours: int) -> None:
    with server.app.app_context(), db.writing() as session:
        held = session.scalars(select(SignIn).order_by(SignIn.started_at.desc())).first()
        assert held
        held.confirmed_at -= timedelta(hours=11, minutes=56)
    leader.goto(f"{server.url}/office/people/new")
    left = leader.locator("#session-end [data-left]")
    expect(left).to_have_text(re.compile(r"[34]\.[0-5]\d"))
    with leader.expect_response("**/account/remaining"):
        leader.evaluate(SET, hours)
    expect(left).to_have_text(re.compile(r"[34]\.[0-5]\d"))
    expect(leader.locator("#session-lock")).to_be_hidden()


def test_a_machine_that_slept_without_a_network_wakes_up_covered(leader: Page, server: Server) -> None:
    leader.goto(f"{server.url}/office/people/new")
    leader.context.set_offline(True)
    leader.evaluate(SET, 13)
    expect(leader.locator("#session-lock")).to_be_visible()
    leader.context.set_offline(False)
