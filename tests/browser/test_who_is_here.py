"""One phone, several people: whose record it is must be right from the first moment on."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from .server import Server


def record_offline(page: Page, place: str) -> str:
    """Fill in an observation and save it; → whose it is."""
    page.goto(re.sub(r"(//[^/]+)/.*", r"\1/form/observation", page.url))
    page.get_by_label("Skal forbedres").check()
    page.get_by_label("Belysning").check()
    page.fill("[name=place]", place)
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()
    queued = """async () => {
        const digest = document.documentElement.dataset.digest;
        const { $store: store } = await import(`/static/${digest}/phone/shell.js`);
        return (await store.records(await store.owner())).map(({owner, answers}) => [owner, answers.place]);
    }"""
    [[owner, _place]] = [row for row in page.evaluate(queued) if row[1] == place]
    return owner


def test_a_record_is_theirs_who_signed_in_when_the_network_goes_right_after(
    context: BrowserContext, own_server: Server
) -> None:
    walker = own_server.join(context, own_server.add_walk())
    email, password = own_server.account("leader")
    page = context.new_page()
    page.goto(own_server.url)
    expect(page.locator("#me")).to_contain_text("Tryghedsvandring")
    page.goto(f"{own_server.url}/account/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Adgangskode", exact=True).fill(password)
    # The phone hears the answer to the sign-in, and nothing of the server after it.
    context.route(re.compile("/api/"), lambda route: route.abort())
    page.get_by_role("button", name="Log ind").click()
    page.wait_for_url(f"{own_server.url}/")
    expect(page.locator("#fill a[href*=observation]")).to_be_visible()
    owner = record_offline(page, "Blok 9")
    assert owner != walker
    context.unroute(re.compile("/api/"))
    page.goto(own_server.url)
    expect(page.locator("#me")).to_contain_text("Leader")
    expect(page.locator("#safety")).to_contain_text("Alt er sendt")
    assert [(row["place"], row["user_id"]) for row in own_server.records("observation")] == [("Blok 9", owner)]


def test_a_walker_who_loses_the_network_at_joining_records_for_the_walk(
    context: BrowserContext, own_server: Server
) -> None:
    walk = own_server.add_walk()
    page = context.new_page()
    with own_server.app.app_context():
        code = walk.code.code
    page.goto(f"{own_server.url}/join")
    page.get_by_label("Kode").fill(code)
    context.route(re.compile("/api/"), lambda route: route.abort())
    page.get_by_role("button", name="Deltag").click()
    page.wait_for_url(f"{own_server.url}/")
    owner = record_offline(page, "Torvet")
    assert owner == "guest"
    context.unroute(re.compile("/api/"))
    page.goto(own_server.url)
    expect(page.locator("#safety")).to_contain_text("Alt er sendt")
    assert [row["walk"] for row in own_server.records("observation")] == [walk.id]
