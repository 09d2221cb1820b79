"""Two phones count at one event: the sum is what came, and a tap while sending is not lost."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.base import clock

from .server import Server


def open_tally(context: BrowserContext, server: Server, door: str) -> Page:
    page = context.new_page()
    page.goto(server.url + "/form/attendance")
    page.locator("#doors button", has_text=door).click()
    expect(page.locator("#tally")).to_be_visible()
    return page


def tap(page: Page, question: str, times: int) -> None:
    for _ in range(times):
        page.click(f"button[data-add='1'][data-question={question}]")


def all_sent(page: Page) -> None:
    expect(page.locator("#status")).to_have_attribute("data-waiting", "0", timeout=15_000)


def test_two_phones_are_summed_and_nothing_tapped_under_way_is_lost(browser: Browser, server: Server) -> None:
    event = server.add_event(title="Sankthans", doors="Hoveddøren\nBagdøren")
    phones = [browser.new_context() for _ in range(2)]
    for phone in phones:
        server.join(phone, event)
    first, second = (open_tally(phone, server, "Hoveddøren") for phone in phones)
    tap(first, "adults", 4)
    tap(second, "adults", 2)

    # The first phone's sync is held back on its way; somebody comes in meanwhile.
    held = []
    first.route("**/api/sync", lambda route: held.append(route) if not held else route.continue_())
    tap(first, "children", 1)
    first.wait_for_timeout(2_500)
    assert held, "a sync is under way"
    tap(first, "children", 1)
    held[0].continue_()
    for page in (first, second):
        page.evaluate("() => dispatchEvent(new Event('online'))")
        all_sent(page)

    rows = [row for row in server.records("attendance") if row["event"] == event.id]
    assert sorted((row["adults"], row["children"]) for row in rows) == [(2, 0), (4, 2)]

    leader = browser.new_context(base_url=server.url)
    server.sign_in(leader, server.add_account("leader"))
    body = leader.request.get(f"/office/workbook/{clock.today().year}.xlsx").body()
    sheet = load_workbook(BytesIO(body))["Arrangementer"]
    (table,) = sheet.tables.values()
    header, *found = [[cell.value for cell in row] for row in sheet[table.ref]]
    (ours,) = [dict(zip(header, row, strict=True)) for row in found if row[header.index("Arrangement")] == "Sankthans"]
    assert (ours["Voksne (18+)"], ours["Børn (0–12)"]) == (6, 2)


def test_undo_names_what_it_takes_back_and_a_reload_goes_on_counting(context: BrowserContext, server: Server) -> None:
    server.join(context, server.add_event(doors=""))
    page = context.new_page()
    page.goto(server.url + "/form/attendance")
    page.click("button[data-add='5'][data-question=youth]")
    tap(page, "adults", 1)
    expect(page.locator("#undo")).to_contain_text("+1 Voksne")
    page.click("#undo")
    expect(page.locator("#undo")).to_contain_text("+5 Unge")
    page.reload()
    expect(page.locator("#total")).to_have_text("5")
