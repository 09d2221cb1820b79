"""The phone's clock is wrong, or somebody sets it while a page is open: nothing waits for it, and today is the server's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.base import clock

from .engine import Engine, eventually
from .server import Server

HOUR = 3_600_000
DAY = 24 * HOUR
# A clock that can be set: by `setClock(ms ahead)` on any page of the tab, and it stays so.
WRONG = """(() => {
    const Right = Date;
    let wrong = Number(sessionStorage.getItem("wrong"));
    window.setClock = (ms) => sessionStorage.setItem("wrong", (wrong = ms));
    window.Date = class extends Right {
        constructor(...parts) {
            if (parts.length) super(...parts);
            else super(Right.now() + wrong);
        }
        static now() { return Right.now() + wrong; }
    };
})()"""


def set_clock(page: Page, ahead: int) -> None:
    page.evaluate("(ms) => setClock(ms)", ahead)


def come_back(page: Page, *, wrong: bool) -> None:
    """Somebody comes back to the phone, perhaps while it is sending, until home says that its clock is wrong, or no longer."""
    look = (
        "(wrong) => { dispatchEvent(new Event('online')); return document.getElementById('clock').hidden !== wrong; }"
    )
    eventually(page, look, wrong)


def danish(days: int = 0) -> str:
    """The server's date, so many days from today."""
    return (clock.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.add_init_script(WRONG)
    return context


@pytest.fixture
def counsellor(context: BrowserContext, server: Server) -> Page:
    """A counsellor's phone, with everything on it."""
    server.sign_in(context, server.add_account("counsellor"))
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#me")).to_contain_text("Counsellor")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    return page


@pytest.mark.parametrize("wrong", [6 * HOUR, -6 * HOUR])
@pytest.mark.parametrize("is_put_right", [True, False])
def test_a_clock_that_is_set_holds_nothing_up(engine: Engine, wrong: int, is_put_right: bool) -> None:
    before, after = (wrong, 0) if is_put_right else (0, wrong)
    set_clock(engine.page, before)
    engine.run("() => sync.start()")
    set_clock(engine.page, after)
    engine.wait_until(engine.save()["id"], "sent")


@pytest.mark.parametrize("stamp", [6 * HOUR, 400 * DAY, -61_000])
def test_a_frozen_tab_whose_sign_of_life_says_nothing_loses_the_lock(
    engine: Engine, server: Server, stamp: int
) -> None:
    other = Engine(engine.page.context.new_page(), server)
    other.run("() => { navigator.locks.request('feltbog-drain', () => new Promise(() => {})); }")
    record = engine.save()
    other.run("(stamp) => store.showLife(Date.now() + stamp)", stamp)
    engine.drain()
    assert engine.records()[record["id"]]["state"] == "sent"


@pytest.mark.parametrize("wrong", [400 * DAY, -400 * DAY])
def test_what_was_stamped_by_a_wrong_clock_is_kept_as_long_as_all_else(engine: Engine, wrong: int) -> None:
    set_clock(engine.page, wrong)
    engine.drain()
    record = engine.save()
    engine.drain()
    set_clock(engine.page, 0)
    engine.drain()
    kept = "async () => (await store.receipts(await store.owner())).length"
    assert (list(engine.records()), engine.run(kept)) == ([record["id"]], 1)
    assert engine.run("async (id) => store.whyNot(await store.record(id), null)", record["id"]) is None
    for days, left in ((13, 1), (15, 0)):
        engine.run("(ms) => store.tidy(Date.now() + ms)", days * DAY)
        assert len(engine.records()) == left


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (20 * 60_000, "Telefonens ur går 20 minutter forkert"),
        (-HOUR, "Telefonens ur går 1 time forkert"),
        (6 * HOUR, "Telefonens ur går 6 timer forkert"),
        (-DAY, "Telefonens ur går 1 dag forkert"),
        (40 * DAY, "Telefonens ur går 40 dage forkert"),
    ],
)
def test_home_says_how_wrong_the_clock_is_until_it_is_right(
    context: BrowserContext, server: Server, wrong: int, words: str
) -> None:
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#safety")).to_contain_text("Intet venter")
    expect(page.locator("#clock")).to_be_hidden()
    set_clock(page, wrong)
    come_back(page, wrong=True)
    expect(page.locator("#clock")).to_contain_text(words)
    expect(page.locator("#clock")).to_contain_text("Ret uret i Indstillinger")
    # Without a network it is known all the same, and so is that somebody has set it.
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    context.set_offline(True)
    page.reload()
    expect(page.locator("#clock")).to_contain_text(words)
    set_clock(page, 0)
    come_back(page, wrong=False)


def test_a_clock_that_is_less_wrong_needs_no_word(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(server.url)
    set_clock(page, 9 * 60_000)
    heard = "() => { dispatchEvent(new Event('online')); return JSON.parse(localStorage.getItem('feltbog-clock'))?.ahead < -500_000; }"
    eventually(page, heard)
    expect(page.locator("#clock")).to_be_hidden()


@pytest.mark.parametrize("wrong", [-DAY, DAY, -40 * DAY])
def test_today_is_the_servers(counsellor: Page, server: Server, wrong: int) -> None:
    set_clock(counsellor, wrong)
    come_back(counsellor, wrong=True)
    counsellor.context.set_offline(True)
    counsellor.goto(f"{server.url}/form/contact")
    expect(counsellor.locator("body[data-ready]")).to_be_attached()
    date = counsellor.locator('[data-question="date"]')
    expect(date.locator("input")).to_have_value(danish())
    date.locator("input").fill(danish(1))
    counsellor.locator("#form [type=submit]").click()
    expect(date.locator(".error")).to_contain_text("ligger i fremtiden")
    date.locator("input").fill(danish())
    counsellor.locator("#form [type=submit]").click()
    expect(date.locator(".error")).to_be_hidden()


def test_a_clock_that_was_put_right_without_a_network_is_believed(counsellor: Page, server: Server) -> None:
    set_clock(counsellor, -DAY)
    come_back(counsellor, wrong=True)
    counsellor.context.set_offline(True)
    counsellor.evaluate(
        "() => sessionStorage.setItem('wrong', 0)"
    )  # from the next page on: somebody goes to the settings
    counsellor.goto(f"{server.url}/form/contact")
    expect(counsellor.locator('[data-question="date"] input')).to_have_value(danish())


def test_a_record_that_waits_because_of_the_clock_says_so(context: BrowserContext, server: Server) -> None:
    server.join(context, server.add_walk())
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#me")).to_contain_text("Tryghedsvandring")
    set_clock(page, 40 * DAY)
    page.goto(f"{server.url}/form/observation")
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.get_by_label("Skal forbedres").check()
    page.get_by_label("Belysning").check()
    page.fill("[name=place]", "Blok 4")
    page.locator("#form [type=submit]").click()
    expect(page.locator(".record-reason")).to_have_text("Telefonens ur gik forkert. Projektlederen tjekker den.")
    page.goto(f"{server.url}/queue")
    expect(page.locator(".record-reason")).to_have_text("Telefonens ur gik forkert. Projektlederen tjekker den.")


@pytest.mark.parametrize(
    ("status", "told", "most"),
    [
        (429, "25920291", HOUR),
        (429, "1e400", HOUR),
        (429, "Tue, 30 Nov 2027 10:00:00 GMT", 60_000),
        (503, "25920291", 300_000),
        (503, "Tue, 30 Nov 2027 10:00:00 GMT", 300_000),
        (503, "-5", 300_000),
    ],
)
def test_no_answer_makes_a_phone_wait_for_ever_or_not_at_all(engine: Engine, status: int, told: str, most: int) -> None:
    engine.save()
    engine.run(
        """() => {
            window.delays = [];
            const wait = setTimeout;
            window.setTimeout = (work, ms) => { if (/drain/.test(work)) delays.push(ms); return wait(work, ms); };
        }"""
    )
    answer: dict[str, Any] = {"status": status, "headers": {"Retry-After": told}, "json": {"status": status}}
    engine.page.route(re.compile("/api/sync"), lambda route: route.fulfill(**answer))
    engine.drain()
    delays = engine.run("() => delays")
    assert delays
    assert all(1_000 <= delay <= most for delay in delays)
