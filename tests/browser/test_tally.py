"""Counting at a door: nothing overwrites what was counted, every step can be undone, and a number can be put right."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from patience import until
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.base import clock

from .engine import eventually
from .server import Server

COUNTRIES = json.loads((Path(__file__).parents[1] / "cases" / "countries.json").read_text())

# Whether the phone has stored these counts, and no other tally.
COUNTED = """async (counts) => {
    const { $store: store } = await import(`/static/${document.documentElement.dataset.digest}/phone/shell.js`);
    const [tally, ...others] = (await store.records(await store.owner("attendance"))).filter(({ form }) => form === "attendance");
    const isSo = ([question, count]) => String(tally?.answers[question] ?? 0) === String(count);
    return others.length === 0 && Object.entries(counts).every(isSo);
}"""
DEAF = "BroadcastChannel.prototype.postMessage = () => {};"


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
    expect(page.locator("#status")).to_have_attribute("data-waiting", "0")


def test_two_phones_are_summed_and_nothing_tapped_under_way_is_lost(browser: Browser, server: Server) -> None:
    event = server.add_event(title="Sankthans", doors="Hoveddøren\nBagdøren")
    phones = [browser.new_context() for _ in range(2)]
    for phone in phones:
        server.join(phone, event)
    first, second = (open_tally(phone, server, "Hoveddøren") for phone in phones)
    tap(first, "adults", 4)
    tap(second, "adults", 2)
    tap(second, "children", 3)

    # The first phone's sync is held back on its way; somebody comes in meanwhile.
    held = []
    first.route("**/api/sync", lambda route: held.append(route) if not held else route.continue_())
    tap(first, "children", 1)
    until(lambda: held, lambda: first.wait_for_timeout(50))
    tap(first, "children", 1)
    assert "steps" not in held[0].request.post_data
    held[0].continue_()
    for page in (first, second):
        page.evaluate("() => dispatchEvent(new Event('online'))")
        all_sent(page)

    rows = [row for row in server.records("attendance") if row["event"] == event.id]
    assert sorted((row["adults"], row["children"]) for row in rows) == [(2, 3), (4, 2)]

    leader = browser.new_context(base_url=server.url)
    server.sign_in(leader, server.add_account("leader"))
    body = leader.request.get(f"/office/workbook/{clock.today().year}.xlsx").body()
    sheet = load_workbook(BytesIO(body))["Arrangementer"]
    (table,) = sheet.tables.values()
    header, *found = [[cell.value for cell in row] for row in sheet[table.ref]]
    (ours,) = [dict(zip(header, row, strict=True)) for row in found if row[header.index("Arrangement")] == "Sankthans"]
    assert (ours["Voksne (18+)"], ours["Børn (0–12)"]) == (6, 5)


@pytest.fixture
def page(context: BrowserContext, server: Server) -> Page:
    """A tally on a phone, of an event without doors."""
    server.join(context, server.add_event(doors=""))
    page = context.new_page()
    page.goto(server.url + "/form/attendance")
    expect(page.locator("#tally")).to_be_visible()
    return page


def another_tab(page: Page, script: str = "") -> Page:
    """The same tally in a second tab."""
    tab = page.context.new_page()
    tab.add_init_script(script)
    tab.goto(page.url)
    expect(tab.locator("#tally")).to_be_visible()
    return tab


def tick(page: Page, code: str) -> None:
    page.locator(f"[name=countries][value={code}]").check(force=True)


def stored(page: Page) -> None:
    """A tap is shown at once, and on the disk a moment later."""
    held = "() => navigator.locks.query().then(({ held }) => held.every(({ name }) => name !== 'feltbog-unsaved'))"
    eventually(page, held)


def steps(page: Page) -> list[str]:
    """The rows of what was done, without their times."""
    shown = page.locator("#steps li").evaluate_all(
        """(rows) => rows.map((row) => [row.querySelector("[data-what]"), row.querySelector("[data-gone]:not([hidden])")]
            .map((part) => part?.textContent ?? "").join(" ").trim())"""
    )
    return list(shown)


def type_number(page: Page, wanted: str) -> None:
    """Open *Ret tal* for the adults, and type."""
    page.click("#correct-number")
    page.click("#choose-counter button[value=adults]")
    page.fill("#right-number", wanted)


def test_two_tabs_count_on_one_tally_whatever_each_of_them_believes(page: Page) -> None:
    # Neither tab has heard of the other: both begin, both go on.
    quiet = another_tab(page, DEAF)
    tap(quiet, "adults", 10)
    for code in ("DK", "SY", "SO"):
        tick(quiet, code)
    eventually(quiet, COUNTED, {"adults": 10, "countries": "DK,SY,SO"})
    tap(page, "adults", 3)
    tick(page, "TR")
    eventually(page, COUNTED, {"adults": 13, "countries": "DK,SY,SO,TR"})
    expect(page.locator("#total")).to_have_text("13")
    # What is done in the one is seen in the other; a country goes alone.
    page.locator("[name=countries][value=SY]").uncheck(force=True)
    expect(quiet.locator("[name=countries][value=SY]")).not_to_be_checked()
    expect(quiet.locator("#total")).to_have_text("13")
    eventually(page, COUNTED, {"adults": 13, "countries": "DK,SO,TR"})
    # Both at once.
    for _ in range(5):
        for tab in (page, quiet):
            tab.evaluate("() => document.querySelector('[data-add=\"1\"][data-question=adults]').click()")
    eventually(page, COUNTED, {"adults": 23})


def test_every_step_is_undone_once_whichever_tab_and_after_a_reload(page: Page) -> None:
    tap(page, "adults", 2)
    page.click("button[data-add='5'][data-question=youth]")
    expect(page.locator("#undo")).to_contain_text("+5 Unge")
    eventually(page, COUNTED, {"youth": 5, "adults": 2})
    page.reload()
    expect(page.locator("#total")).to_have_text("7")
    tab = another_tab(page, DEAF)
    # An older step, then the newest that is left; a second tab that does not know it undoes none of them again.
    page.locator("#steps li").nth(1).get_by_role("button").click()
    expect(page.locator("#total")).to_have_text("6")
    assert steps(page) == ["+5 Unge", "+1 Voksne fortrudt", "+1 Voksne"]
    tab.evaluate("() => document.querySelectorAll('#steps button')[1].click()")
    page.click("#undo")
    expect(page.locator("#undo")).to_contain_text("+1 Voksne")
    eventually(page, COUNTED, {"youth": 0, "adults": 1})
    page.click("#undo")
    expect(page.locator("#undo")).to_contain_text("intet endnu")
    expect(page.locator("#steps button:visible")).to_have_count(0)
    eventually(page, COUNTED, {"youth": 0, "adults": 0})


def test_fifty_steps_are_kept_and_ten_are_shown(page: Page) -> None:
    page.evaluate(
        "() => { for (let n = 0; n < 60; n += 1) document.querySelector('[data-question=adults] .add-one').click(); }"
    )
    eventually(page, COUNTED, {"adults": 60})
    page.reload()
    expect(page.locator("#steps li")).to_have_count(10)
    page.evaluate("() => { for (let n = 0; n < 60; n += 1) document.querySelector('#undo').click(); }")
    eventually(page, COUNTED, {"adults": 10})


def test_a_number_is_put_right_by_typing_it(page: Page) -> None:
    for _ in range(4):
        page.click("button[data-add='5'][data-question=adults]")
    stored(page)
    page.reload()
    type_number(page, "15")
    sheet = page.locator("#type-number")
    expect(sheet).to_contain_text("Ret tal: Voksne")
    expect(sheet.locator("[data-asked]")).to_have_text("5 færre end før. Passer det?")
    expect(sheet).to_contain_text("Behold 20")
    # Another tab counts meanwhile: the difference is another one then, and is said.
    tap(another_tab(page), "adults", 1)
    expect(sheet.locator("[data-asked]")).to_contain_text("6 færre end før.")
    sheet.get_by_role("button", name="Ret til 15").click()
    expect(sheet).to_be_hidden()
    eventually(page, COUNTED, {"adults": 15})
    expect(page.locator("#undo")).to_contain_text("Voksne rettet til 15")
    page.click("#undo")
    eventually(page, COUNTED, {"adults": 21})


def test_only_a_number_of_guests_is_stored_in_digits_of_any_script(page: Page) -> None:
    tap(page, "adults", 2)
    for typed, said in {"5001": "fra 0 til 5000", "mange": "helt tal", "-1": "helt tal", "1,5": "helt tal"}.items():
        type_number(page, typed)
        expect(page.locator("#type-number .error")).to_contain_text(said)
        page.keyboard.press("Enter")
        expect(page.locator("#type-number")).to_be_visible()
        page.click("#type-number [data-keep]")
        expect(page.locator("#type-number")).to_be_hidden()
    eventually(page, COUNTED, {"adults": 2})
    for typed, number in {" 12 ": 12, "١٣": 13, "۱۴": 14, "１５": 15}.items():
        type_number(page, typed)
        page.keyboard.press("Enter")
        eventually(page, COUNTED, {"adults": number})


def test_a_long_press_types_its_number_and_is_no_tap(page: Page) -> None:
    tap(page, "children", 2)
    box = page.locator("#q-children .add-one").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    expect(page.locator("#type-number")).to_contain_text("Ret tal: Børn")
    page.mouse.up()
    page.set_viewport_size({"width": 360, "height": 400})
    page.fill("#right-number", "2")
    page.keyboard.press("Enter")
    eventually(page, COUNTED, {"children": 2})
    page.locator("#q-children .add-one").press("Enter")
    eventually(page, COUNTED, {"children": 3})


def test_a_tally_deleted_in_the_list_is_not_counted_on(page: Page, context: BrowserContext) -> None:
    context.set_offline(True)
    tap(page, "adults", 2)
    eventually(page, COUNTED, {"adults": 2})
    page.evaluate(
        """async () => {
            const { $store: store } = await import(`/static/${document.documentElement.dataset.digest}/phone/shell.js`);
            const [{ id }] = await store.records(await store.owner("attendance"));
            await store.remove(id);
        }"""
    )
    expect(page.locator("#choose")).to_be_visible()
    context.set_offline(False)


def test_countries_are_found_by_the_names_that_people_say(page: Page) -> None:
    # None that is ticked with one tap stands in the list.
    page.evaluate("() => document.querySelector('[data-chips]').replaceChildren()")
    found = {}
    for name in COUNTRIES:
        page.fill("#countries-search", name)
        first = page.locator("[data-list] input").first
        found[name] = first.get_attribute("value") if first.is_visible() else None
    assert found == COUNTRIES


def test_one_country_is_one_and_the_start_of_a_word_comes_first(page: Page) -> None:
    page.fill("#countries-search", "Holland")
    expect(page.locator("[data-found]")).to_have_text("1 land fundet")
    page.fill("#countries-search", "guinea")
    expect(page.locator("[data-list] label")).to_have_text(
        ["Guinea", "Guinea-Bissau", "ÆkvatorialguineaGuinea Ecuatorial", "Papua Ny Guinea"]
    )
    page.fill("#countries-search", "Puerto")
    expect(page.locator("[data-found]")).to_have_text("Intet land fundet")


def test_the_front_page_of_a_host_goes_on_at_each_door(context: BrowserContext, server: Server) -> None:
    server.join(context, server.add_event(title="Loppemarked", doors="Hoveddøren\nBagdøren"))
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#new")).to_have_text("Ny optælling")
    expect(page.locator("#doors")).to_be_hidden()
    counting = open_tally(context, server, "Bagdøren")
    tap(counting, "adults", 2)
    counting.click("#change")
    counting.locator("#doors button", has_text="Hoveddøren").click()
    tap(counting, "children", 1)
    # The page at home has heard of every tap.
    expect(page.locator("#new")).to_have_text("Tæl videre ved Hoveddøren (1)")
    expect(page.locator("#doors .record")).to_have_count(2)
    expect(page.locator("#new-door, #mine")).to_have_count(2)
    for hidden in ("#new-door", "#mine"):
        expect(page.locator(hidden)).to_be_hidden()
    back = page.locator("#doors .record", has_text="Bagdøren")
    expect(back).to_contain_text("2 gæster · sidst talt kl.")
    back.get_by_role("link", name="Ret tal").click()
    expect(page.locator("#choose-counter")).to_contain_text("Voksne")
    page.click("#choose-counter button[value=adults]")
    page.fill("#right-number", "7")
    page.keyboard.press("Enter")
    expect(page.locator("#total")).to_have_text("7")
    stored(page)
    page.goto(server.url)
    expect(page.locator("#new")).to_have_text("Tæl videre ved Bagdøren (7)")
    page.click("#new")
    expect(page.locator("[data-door]")).to_have_text("Bagdøren")
