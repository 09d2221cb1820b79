"""What is begun and not saved: it stands on every page until it is saved or thrown away, and never comes back as something else."""

from datetime import timedelta
from typing import Any

import pytest
from patience import until
from picturing import file, scene
from playwright.sync_api import BrowserContext, Page, expect

from app.activities import scheduling
from app.base import clock, db
from app.store import Device, Walk

from .engine import Engine
from .server import Server

HERE = {"latitude": 57.0720, "longitude": 9.9160, "accuracy": 8}
# A hundred metres to the north.
THERE = HERE | {"latitude": 57.0729}
SAFETY, ROW = "#safety", "#drafts .draft"


@pytest.fixture
def page(context: BrowserContext, server: Server, walk: Walk) -> Page:
    """A walker's phone on its front page."""
    server.join(context, walk)
    page = context.new_page()
    page.goto(server.url)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    expect(page.locator("#new")).to_be_visible()
    return page


def begin(page: Page, category: str = "traffic", *, place: str | None = "Blok 7") -> None:
    """From the front page: fill in a new observation, and save nothing."""
    page.get_by_role("link", name="Ny observation").click()
    expect(page.locator("body[data-page=form][data-ready]")).to_be_attached()
    page.check("[name=kind][value=improve]")
    page.check(f"[name=category][value={category}]")
    if place:
        page.fill("[name=place]", place)
    kept(page)


def kept(page: Page) -> None:
    """Wait until the form as it stands is on the disk."""
    page.wait_for_url("**draft=*")
    until(
        lambda: page.evaluate(
            """async () => {
                const { $store: store } = await import(`/static/${document.documentElement.dataset.digest}/phone/shell.js`);
                const draft = await store.loadDraft("observation", new URLSearchParams(location.search).get("draft"));
                const said = document.querySelector("[name=place]").value;
                return (draft?.answers.place ?? "") === said && Boolean(draft?.answers.category);
            }"""
        ),
        lambda: page.wait_for_timeout(50),
    )


def go_home(page: Page) -> None:
    page.get_by_role("link", name="Hjem", exact=True).click()
    expect(page.locator("body[data-page=home][data-ready]")).to_be_attached()


def of(server: Server, walk: Walk) -> list[dict[str, Any]]:
    """What has arrived of the walk."""
    return [row for row in server.records("observation") if row["walk"] == walk.id]


def test_what_was_filled_in_and_not_saved_is_seen_everywhere(page: Page, server: Server, walk: Walk) -> None:
    device = page.evaluate("() => localStorage.getItem('feltbog-device')")

    def leader_hears(number: int) -> None:
        def heard() -> bool:
            with server.app.app_context():
                found = db.session.get(Device, device)
                return found is not None and found.drafts == number

        until(heard)

    begin(page)
    expect(page.locator("#missing")).to_have_text("Ikke gemt endnu. Tryk Gem")
    expect(page.locator("#missing")).to_have_attribute("data-state", "draft")
    expect(page.locator("#status")).to_have_text("1 er ikke gemt")
    go_home(page)
    expect(page.locator(SAFETY)).to_have_attribute("data-state", "waiting")
    expect(page.locator(SAFETY)).to_contain_text("1 er ikke gemt")
    expect(page.locator(ROW)).to_contain_text("Ikke gemt endnu")
    expect(page.locator(ROW)).to_contain_text("Trafik · fra kl.")
    expect(page.get_by_role("button", name="Forlad vandringen")).to_be_hidden()
    leader_hears(1)

    # Another one is another one.
    page.get_by_role("link", name="Ny observation").click()
    expect(page.locator("body[data-page=form][data-ready]")).to_be_attached()
    expect(page.locator("[name=category]:checked")).to_have_count(0)
    expect(page.locator("#other-drafts")).to_contain_text("1 anden er ikke gemt endnu")
    go_home(page)
    begin(page, "litter", place=None)
    go_home(page)
    expect(page.locator(ROW)).to_have_count(2)
    first, second = page.locator(ROW).all()
    expect(first).to_contain_text("Affald")
    expect(first).to_contain_text("Mangler: sted")
    expect(first.get_by_role("button", name="Gem")).to_have_count(0)
    expect(page.locator(SAFETY)).to_contain_text("2 er ikke gemt")

    page.context.set_offline(True)
    second.get_by_role("button", name="Gem").click()
    expect(page.locator(ROW)).to_have_count(1)
    expect(page.locator("#mine .record")).to_contain_text("Trafik")
    expect(page.locator(SAFETY)).to_contain_text("2 er ikke sendt")
    expect(page.locator(SAFETY)).to_contain_text("1 venter · 1 er ikke gemt")
    page.goto(f"{server.url}/queue")
    expect(page.locator("#answer")).to_have_text("Nej. 1 er på telefonen, 0 er sendt. 1 er ikke gemt.")
    page.locator(ROW).get_by_role("button", name="Kassér").click()
    page.get_by_role("button", name="Behold").click()
    expect(page.locator(ROW)).to_have_count(1)
    page.locator(ROW).get_by_role("button", name="Kassér").click()
    dialog = page.get_by_role("dialog", name="Kassér kladden?")
    dialog.get_by_role("button", name="Kassér").click()
    expect(page.locator(ROW)).to_have_count(0)
    page.context.set_offline(False)
    page.goto(server.url)
    expect(page.locator(SAFETY)).to_have_attribute("data-state", "safe")
    leader_hears(0)
    assert [(row["category"], row["place"], row["revision"]) for row in of(server, walk)] == [("traffic", "Blok 7", 1)]


def test_the_address_brings_it_back_and_never_another_one(page: Page, server: Server, walk: Walk) -> None:
    page.context.set_offline(True)
    begin(page)
    address = page.url
    page.reload()
    expect(page.locator("[name=category][value=traffic]")).to_be_checked()
    expect(page.locator("#moved")).to_be_hidden()
    page.locator("#form [type=submit]").click()
    expect(page.locator("#saved")).to_be_visible()
    # Somebody goes back to where it was begun: it is the record now.
    page.goto(address)
    expect(page.locator("#saved")).to_contain_text("Trafik")
    page.context.set_offline(False)
    page.goto(server.url)
    expect(page.locator(SAFETY)).to_have_attribute("data-state", "safe")
    assert len(of(server, walk)) == 1


def test_what_was_taken_back_is_none(page: Page) -> None:
    page.get_by_role("link", name="Ny observation").click()
    expect(page.locator("body[data-page=form][data-ready]")).to_be_attached()
    page.fill("[name=place]", "Blok 7")
    expect(page.locator("#status")).to_have_text("1 er ikke gemt")
    page.fill("[name=place]", "")
    expect(page.locator("#status")).to_have_text("Intet venter")
    go_home(page)
    expect(page.locator(SAFETY)).to_have_attribute("data-state", "safe")
    expect(page.locator(ROW)).to_have_count(0)


@pytest.fixture
def located(page: Page) -> Page:
    """A phone that knows where it is."""
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HERE)
    begin(page, place=None)
    expect(page.get_by_text("inden for 8 meter")).to_be_visible()
    go_home(page)
    return page


def correct(page: Page) -> None:
    """From the receipt."""
    page.get_by_role("link", name="Ret", exact=True).click()
    page.wait_for_url("**record=*")
    expect(page.locator("body[data-page=form][data-ready]")).to_be_attached()
    expect(page.get_by_role("heading", name="Ret observation")).to_be_visible()


def go_on(page: Page) -> None:
    page.locator(ROW).get_by_role("link", name="Fortsæt").click()
    expect(page.locator("body[data-page=form][data-ready]")).to_be_attached()


def test_going_on_elsewhere_asks_for_the_place_anew(located: Page, server: Server, walk: Walk) -> None:
    located.context.set_geolocation(THERE)
    go_on(located)
    dialog = located.get_by_role("dialog", name="Du har flyttet dig. Find stedet igen?")
    dialog.get_by_role("button", name="Find stedet igen").click()
    expect(located.locator("[name$=_latitude]")).to_have_value(str(THERE["latitude"]))
    located.locator("#form [type=submit]").click()
    expect(located.locator("#sent-step")).to_have_attribute("data-done", "")
    assert [row["position_latitude"] for row in of(server, walk)] == [THERE["latitude"]]


def test_going_on_after_a_while_asks_too_and_may_keep_it(located: Page, server: Server, walk: Walk) -> None:
    located.clock.set_fixed_time(clock.now() + timedelta(minutes=11))
    go_on(located)
    dialog = located.get_by_role("dialog", name="Find stedet igen?")
    dialog.get_by_role("button", name="Behold stedet").click()
    located.locator("#form [type=submit]").click()
    expect(located.locator("#saved")).to_be_visible()
    until(lambda: [row["position_latitude"] for row in of(server, walk)] == [HERE["latitude"]])


def test_an_unfinished_correction_is_one_too(page: Page, server: Server, walk: Walk) -> None:
    begin(page, "litter")
    page.locator("#form [type=submit]").click()
    expect(page.locator("#sent-step")).to_have_attribute("data-done", "")
    correct(page)
    expect(page.locator("#missing")).to_have_text("")
    page.fill("[name=place]", "Blok 9")
    expect(page.locator("#status")).to_have_text("1 er ikke gemt")
    go_home(page)
    expect(page.locator(ROW)).to_contain_text("Rettelse ikke gemt · Affald")
    go_on(page)
    expect(page.locator("[name=place]")).to_have_value("Blok 9")
    go_home(page)
    page.locator(ROW).get_by_role("button", name="Gem").click()
    expect(page.locator(SAFETY)).to_have_attribute("data-state", "safe")
    assert [(row["place"], row["revision"]) for row in of(server, walk)] == [("Blok 9", 2)]


def test_a_correction_that_came_too_late_can_only_be_thrown_away(page: Page, server: Server, walk: Walk) -> None:
    begin(page)
    page.locator("#form [type=submit]").click()
    expect(page.locator("#sent-step")).to_have_attribute("data-done", "")
    correct(page)
    page.fill("[name=place]", "Blok 9")
    expect(page.locator("#status")).to_have_text("1 er ikke gemt")
    with server.app.app_context():
        scheduling.close(Walk, walk.id, closed=True)
    go_home(page)
    expect(page.locator(ROW)).to_contain_text("Vandringen er lukket.")
    expect(page.locator(ROW).locator("a, button")).to_have_text(["Kassér"])
    page.locator(ROW).get_by_role("button", name="Kassér").click()
    page.get_by_role("dialog").get_by_role("button", name="Kassér").click()
    expect(page.locator(SAFETY)).to_have_attribute("data-state", "safe")
    expect(page.locator("#mine .record")).to_contain_text("Blok 7")


def test_two_tabs_have_one_draft_and_make_one_record(page: Page, server: Server, walk: Walk) -> None:
    begin(page)
    picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": file(scene(200, 150))}
    page.set_input_files("[name=photos]", [picture])
    expect(page.get_by_text("Fotoet er på telefonen.")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("[data-photo] img:visible")).to_have_count(1)
    # One that hears nothing of the others, as a frozen one.
    deaf = page.context.new_page()
    deaf.add_init_script("window.BroadcastChannel = class { postMessage() {} };")
    deaf.goto(page.url)
    expect(deaf.locator("[data-photo] img:visible")).to_have_count(1)
    page.fill("[name=place]", "Blok 8")
    expect(other.locator("[name=place]")).to_have_value("Blok 8")
    page.locator("#form [type=submit]").click()
    expect(page.locator("#saved")).to_be_visible()
    expect(other.locator("#saved")).to_contain_text("Trafik")
    expect(page.locator("#sent-step")).to_have_attribute("data-done", "")
    deaf.locator("#form [type=submit]").click()
    expect(deaf.locator("#saved")).to_be_visible()
    expect(deaf.locator("#sent-step")).to_have_attribute("data-done", "")
    assert len(of(server, walk)) == 1


def test_one_that_cannot_be_written_says_so(context: BrowserContext, server: Server, walk: Walk) -> None:
    server.join(context, walk)
    page = context.new_page()
    page.add_init_script(
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
            if (this.name === "drafts" && window.full !== false) throw new DOMException("no room", "QuotaExceededError");
            return put.apply(this, given);
        };"""
    )
    page.goto(f"{server.url}/form/observation")
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.check("[name=kind][value=improve]")
    page.check("[name=category][value=traffic]")
    page.fill("[name=place]", "Blok 7")
    expect(page.locator("#missing")).to_have_text("Kladden er ikke på telefonen")
    expect(page.locator("#missing")).to_have_attribute("data-state", "wrong")
    page.evaluate("() => { window.full = false; }")
    page.fill("[name=place]", "Blok 8")
    expect(page.locator("#missing")).to_have_text("Ikke gemt endnu. Tryk Gem")


def test_one_of_an_earlier_release_is_a_row(context: BrowserContext, server: Server, walk: Walk) -> None:
    server.join(context, walk)
    engine = Engine(context.new_page(), server)
    engine.drain()
    answers = {"kind": "improve", "category": "lighting", "place": "Blok 1"}
    engine.run(
        """(answers) => new Promise((done) => {
            indexedDB.open("feltbog").onsuccess = ({ target: { result: db } }) => {
                const drafts = db.transaction("drafts", "readwrite").objectStore("drafts");
                const draft = { key: "guest/observation/new", owner: "guest", form: "observation", instance: "new", record: null };
                drafts.put({ ...draft, answers, updated_at: new Date().toISOString() });
                drafts.transaction.oncomplete = () => { db.close(); done(); };
            };
        })""",
        answers,
    )
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator(ROW)).to_contain_text("Ikke gemt endnu")
    expect(page.locator(ROW).get_by_role("button", name="Gem")).to_have_count(0)
    go_on(page)
    page.fill("[name=place]", "Blok 2")
    expect(page.locator("#missing")).to_have_text("Ikke gemt endnu. Tryk Gem")
    go_home(page)
    page.locator(ROW).get_by_role("button", name="Gem").click()
    expect(page.locator(SAFETY)).to_have_attribute("data-state", "safe")
    assert [row["place"] for row in of(server, walk)] == ["Blok 2"]


IPHONE = """Object.defineProperty(Navigator.prototype, "standalone", { get: () => true });
Object.defineProperty(Navigator.prototype, "userAgent", { get: () => "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)" });"""


def test_an_app_on_an_iphone_asks_once_whether_safari_was_used_too(
    context: BrowserContext, server: Server, walk: Walk
) -> None:
    context.add_init_script(IPHONE)
    server.join(context, walk)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#safari")).to_contain_text("Har du også brugt Feltbog i Safari?")
    page.locator("#safari").get_by_role("button").click()
    expect(page.locator("#safari")).to_be_hidden()
    page.reload()
    expect(page.locator("#new")).to_be_visible()
    expect(page.locator("#safari")).to_be_hidden()
