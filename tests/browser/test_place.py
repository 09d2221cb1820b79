"""Where it is: pointed out on the plan without a network, measured by the phone, or written; never in the way."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from app.base import clock

from .engine import eventually

HERE = {"latitude": 57.0720, "longitude": 9.9160}
KEPT = """async (id) => Boolean(navigator.serviceWorker.controller)
    && (await caches.has("plans")) && Boolean(await (await caches.open("plans")).match(`/api/plan/${id}`))"""

DRAFT_POINTS = """() => new Promise((tell) => {
    const asked = indexedDB.open("feltbog");
    asked.onsuccess = () => {
        const drafts = asked.result.transaction("drafts").objectStore("drafts").getAll();
        drafts.onsuccess = () => {
            asked.result.close();
            tell(drafts.result.some(({ answers }) => answers.plan));
        };
    };
})"""


@pytest.fixture
def plan(put_plan_up):
    """A pinned plan; its id."""
    return put_plan_up((0, 0), (1, 1))


@pytest.fixture
def open_form(server, new_context):
    """Opens the observation form on a new walker's phone, after what the phone needs of a plan is on it."""

    def open_it(plan=None, **settings):
        context = new_context(base_url=server.url, has_touch=True, **settings)
        server.join(context, server.add_walk())
        page = context.new_page()
        page.goto("/")
        if plan:
            eventually(page, KEPT, plan)
        page.goto("/form/observation")
        expect(page.locator("body[data-ready]")).to_be_visible()
        return page

    return open_it


def choose_tiles(page):
    page.check("[name=kind][value=improve]")
    page.check("[name=category][value=lighting]")


def save(page):
    page.click("#form [type=submit]")
    expect(page.locator("#saved")).to_be_visible()


def arrived(server, page, plan):
    """The record that points at this plan, once it is there."""
    expect(page.locator("#sent-step")).to_have_attribute("data-done", "")
    (row,) = [row for row in server.records("observation") if row["plan_plan"] == plan]
    return row


def test_a_tap_on_the_plan_without_a_network_or_a_position(server, plan, open_form):
    page = open_form(plan)
    expect(page.locator(".position")).to_contain_text("Du har sagt nej til position")
    expect(page.locator(".position")).to_contain_text("Vis stedet på planen")
    page.context.set_offline(True)
    page.reload()
    choose_tiles(page)
    page.get_by_role("button", name="Vis på planen").tap()
    dialog = page.get_by_role("dialog", name="Hvor er det?")
    dialog.get_by_role("button", name="Brug stedet her").tap()
    expect(dialog).to_contain_text("Tryk først på planen")
    sheet = dialog.locator(".plan-sheet")
    eventually(page, "() => document.querySelector('.plan-sheet img').naturalWidth > 0")
    dialog.get_by_role("button", name="Større").tap()
    box = sheet.bounding_box()
    sheet.tap(position={"x": box["width"] * 0.5, "y": box["height"] * 0.5})
    dialog.get_by_label("Planen").press("ArrowRight")
    dialog.get_by_role("button", name="Brug stedet her").tap()
    expect(page.locator(".plan-peek .plan-mark")).to_be_visible()
    expect(page.locator("#missing")).to_have_text("Ikke gemt endnu. Tryk Gem")
    eventually(page, DRAFT_POINTS)
    page.reload()
    expect(page.locator(".plan-peek .plan-mark")).to_be_visible()
    expect(page.locator(".position")).to_contain_text("inden for 10 meter")
    page.context.set_offline(False)
    save(page)
    row = arrived(server, page, plan)
    assert (row["plan_x"], row["plan_y"]) == (pytest.approx(0.51, abs=0.01), pytest.approx(0.5, abs=0.01))
    assert row["position_latitude"] == pytest.approx(57.0731 - 0.5 * 0.0027, abs=5e-5)
    assert row["position_longitude"] == pytest.approx(9.9131 + 0.51 * 0.0066, abs=5e-5)
    assert row["position_accuracy"] == 10


def test_a_rough_position_is_told_and_the_plan_goes_before_it(server, plan, open_form):
    page = open_form(plan, geolocation=HERE | {"accuracy": 3000}, permissions=["geolocation"])
    choose_tiles(page)
    expect(page.locator(".position")).to_contain_text("Upræcist: inden for 3 km")
    expect(page.locator("#missing")).to_have_text("Ikke gemt endnu. Vis helst stedet")
    page.get_by_role("button", name="Ret på planen").tap()
    page.locator(".plan-sheet").tap()
    page.get_by_role("button", name="Brug stedet her").tap()
    expect(page.locator(".position")).to_contain_text("inden for 10 meter")
    # Taken back, the phone is asked again.
    page.get_by_role("button", name="Fjern").tap()
    expect(page.locator(".position")).to_contain_text("inden for 3 km")
    assert page.input_value("[name=plan_plan]") == ""


def test_a_good_position_is_one_tap_less_than_nothing(server, open_form):
    page = open_form(geolocation=HERE | {"accuracy": 8}, permissions=["geolocation"])
    expect(page.locator(".position")).to_contain_text("inden for 8 meter")
    expect(page.get_by_role("button", name="Vis på planen")).to_be_hidden()
    choose_tiles(page)
    expect(page.locator("#missing")).to_contain_text("Tryk Gem")


def test_who_said_no_is_not_asked_again(open_form):
    page = open_form()
    # What a phone does where the person refuses once; headless browsers refuse without asking.
    expect(page.locator(".position")).to_contain_text("Du har sagt nej til position")
    asked = "() => { window.asked = 0; navigator.geolocation.watchPosition = () => { window.asked += 1; return 1; }; }"
    page.add_init_script(f"({asked})()")
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_visible()
    expect(page.locator(".position")).to_contain_text("Skriv stedet. Det er nok.")
    assert page.evaluate("() => window.asked") == 0
    page.get_by_role("button", name="Prøv igen").tap()
    assert page.evaluate("() => window.asked") == 1


def test_one_group_and_its_error_leads_to_what_is_offered_first(plan, open_form):
    page = open_form(plan)
    expect(page.locator(".where")).to_have_attribute("data-state", "denied")
    choose_tiles(page)
    expect(page.locator("#missing")).to_have_text("Mangler: Hvor er det?")
    page.click("#form [type=submit]")
    page.locator("#error-summary a", has_text="Vis eller skriv, hvor det er").tap()
    expect(page.get_by_role("group", name="Hvor er det?")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Vis på planen")).to_be_focused()
    expect(page.locator("#place-error")).to_be_visible()
    # The words alone answer it; nothing is optional before another one has.
    expect(page.locator(".in-words .optional")).to_be_hidden()
    page.fill("[name=place]", "Broen")
    expect(page.locator("#place-error")).to_be_hidden()
    save(page)


def test_without_a_plan_the_words_come_first(open_form):
    page = open_form()
    expect(page.locator(".where")).to_have_attribute("data-state", "denied")
    words, line = (page.locator(part).bounding_box()["y"] for part in (".in-words", ".position"))
    assert words < line
    page.click("#form [type=submit]")
    page.locator("#error-summary a", has_text="Vis eller skriv, hvor det er").tap()
    expect(page.get_by_label("Med ord")).to_be_focused()


def test_a_search_is_waited_for_by_nobody(plan, open_form):
    page = open_form(plan)
    page.add_init_script("navigator.geolocation.watchPosition = (found) => { window.found = found; return 1; }")
    page.context.grant_permissions(["geolocation"])
    page.evaluate("() => localStorage.clear()")
    page.reload()
    expect(page.locator(".position")).to_contain_text("Finder stedet …")
    choose_tiles(page)
    page.fill("[name=place]", "Broen")
    save(page)
    page.goto("/form/observation")
    expect(page.locator(".position")).to_contain_text("Finder stedet …")
    room = page.locator(".where").bounding_box()["height"]
    page.evaluate("(coords) => window.found({ coords })", HERE | {"accuracy": 90})
    expect(page.locator(".position")).to_contain_text("Upræcist: inden for 90 meter")
    expect(page.locator(".plan-peek .plan-here")).to_be_visible()
    page.evaluate("(coords) => window.found({ coords })", HERE | {"accuracy": 11})
    expect(page.locator(".position")).to_contain_text("inden for 11 meter")
    assert page.locator(".where").bounding_box()["height"] == room


def test_a_place_with_a_name_is_said_by_it(server, open_form):
    walk = server.add_walk(clock.today() - timedelta(days=9))
    near, far = ({"latitude": 57.0720 + away, "longitude": 9.9160} for away in (0.0001, 0.001))
    for place, position in (("Vaskeriet, ved blok 4", near), ("Torvet", far)):
        server.observe(clock.now() - timedelta(days=9), walk=walk.id, place=place, position=position)
    page = open_form(geolocation=HERE | {"accuracy": 8}, permissions=["geolocation"])
    expect(page.locator(".position")).to_contain_text("Nær Vaskeriet, ved blok 4")
    expect(page.locator(".position")).to_contain_text("Fundet inden for 8 meter")
    choose_tiles(page)
    save(page)
    expect(page.locator("#sent-step")).to_have_attribute("data-done", "")
    # The name is the phone's, not the person's.
    (row,) = [row for row in server.records("observation") if row["id"] == page.url.partition("saved=")[2]]
    assert (row["place"], row["position_accuracy"]) == (None, 8)


def test_places_written_before_are_offered(open_form):
    page = open_form()
    choose_tiles(page)
    page.fill("[name=place]", "Bag containerne")
    save(page)
    page.goto("/form/observation")
    choose_tiles(page)
    page.get_by_role("button", name="Bag containerne").tap()
    expect(page.locator("[name=place]")).to_have_value("Bag containerne")
    expect(page.locator("#missing")).to_contain_text("Tryk Gem")
    assert "Bag containerne" in page.evaluate(
        "() => [...document.querySelectorAll('datalist option')].map((one) => one.value)"
    )


def test_a_new_plan_comes_to_a_phone_that_holds_the_old_one(server, plan, put_plan_up, open_form):
    page = open_form(plan)
    choose_tiles(page)
    page.get_by_role("button", name="Vis på planen").tap()
    page.locator(".plan-sheet").tap()
    page.get_by_role("button", name="Brug stedet her").tap()
    new = put_plan_up()
    save(page)
    arrived(server, page, plan)
    page.reload()
    eventually(page, KEPT, new)
    # What is still correctable shows its place on the plan that it was made on.
    assert page.evaluate(KEPT, plan)
    page.goto("/form/observation")
    page.get_by_role("button", name="Vis på planen").tap()
    expect(page.locator(f".plan-sheet img[src='/api/plan/{new}']")).to_be_visible()
