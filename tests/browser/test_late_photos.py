"""A photo that is not ready holds up nothing: its record is saved and sent, and the photo follows, or is said to be missing."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import picturing
import pytest
from patience import until
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from app.base.ids import new_id

from .engine import ANSWERS, Engine, eventually
from .server import Server
from .test_photos import KEPT_NOW, arrived, here

# A canvas that never answers, until the phone is well.
HUNG = """if (!localStorage.getItem("well")) HTMLCanvasElement.prototype.toBlob = () => {};"""
# One that takes its time.
SLOW = """const { toBlob } = HTMLCanvasElement.prototype;
HTMLCanvasElement.prototype.toBlob = function (...given) { setTimeout(() => toBlob.apply(this, given), 25_000); };"""
NEVER_READ = "Blob.prototype.arrayBuffer = () => new Promise(() => {});"
PATIENCE = 10_000  # ms
LEFT_OUT = "Et foto kom ikke med. Tryk på Ret, og tag et nyt."


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As large as a phone's camera makes them."""
    file = tmp_path_factory.mktemp("photo") / "photo.jpg"
    Image.effect_noise((4032, 3024), 40).convert("RGB").save(file, "JPEG", quality=80)
    return file


@pytest.fixture
def phone(context: BrowserContext, server: Server) -> Callable[..., Page]:
    """Opens the form in another tab of one walker's phone, filled in as far as the photos; the clock can be put forward."""
    server.join(context, server.add_walk())

    def open_form(script: str = "", address: str = f"{server.url}/form/observation") -> Page:
        page = context.new_page()
        page.clock.install()
        page.add_init_script(script)
        page.goto(address)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page

    return open_form


def fill_in(page: Page, photo: Path) -> str:
    """An observation with a photo; → where it was."""
    place = f"Opgang {new_id()}"
    page.check("[name=kind][value=improve]")
    page.check("[name=category][value=litter]")
    page.fill("[name=place]", place)
    page.set_input_files("[name=photos]", photo)
    return place


def save(page: Page) -> None:
    page.locator("#form [type=submit]").click()


def saved(page: Page) -> None:
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()


def on_server(server: Server, place: str) -> list[dict[str, Any]]:
    return [row for row in server.records("observation") if row["place"] == place]


def sent(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/queue")
    expect(page.locator("#status")).to_have_attribute("data-waiting", "0")


def test_a_record_goes_before_its_photo_which_any_page_makes_ready(
    phone: Callable[..., Page], server: Server, photo: Path
) -> None:
    page = phone(HUNG)
    place = fill_in(page, photo)
    save(page)
    expect(page.locator("#missing")).to_have_text("Gør billedet klar …")
    eventually(page, f"async () => (await ({KEPT_NOW})()).photos.length === 1")
    page.clock.fast_forward(PATIENCE)
    saved(page)
    expect(page.get_by_text("Teksten er modtaget. 0 af 1 foto modtaget.")).to_be_visible()
    (record,) = on_server(server, place)
    assert arrived(server, *record["photos"]) == {}
    expect(page.locator("#status")).to_have_attribute("data-waiting", "1")

    # Whoever goes from page to page breaks every try off; none of them counts.
    for path in ("queue", "", "queue"):
        eventually(
            page, "async () => (await navigator.locks.query()).held.some(({ name }) => name === 'feltbog-photo')"
        )
        page.goto(f"{server.url}/{path}")
    page.evaluate("() => localStorage.setItem('well', 'yes')")
    sent(page, server)
    (picture,) = arrived(server, *record["photos"]).values()
    assert Image.open(BytesIO(picture)).size == (1600, 1200)


def test_a_photo_of_a_slow_phone_is_not_given_up(phone: Callable[..., Page], server: Server, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (800, 600)).save(photo)
    page = phone(SLOW)
    place = fill_in(page, photo)
    save(page)
    eventually(page, f"async () => (await ({KEPT_NOW})()).photos.length === 1")
    page.clock.fast_forward(PATIENCE)
    saved(page)

    def is_over() -> bool:
        page.clock.fast_forward(PATIENCE / 2)
        return page.locator("#status").get_attribute("data-waiting") == "0"

    until(is_over, lambda: page.wait_for_timeout(500))
    expect(page.get_by_text(LEFT_OUT)).to_have_count(0)
    (record,) = on_server(server, place)
    assert len(arrived(server, *record["photos"])) == 1


def test_a_photo_that_is_given_up_is_said_to_be_missing(
    phone: Callable[..., Page], server: Server, photo: Path
) -> None:
    page = phone(HUNG)
    place = fill_in(page, photo)
    expect(page.locator("[data-look=raw]")).to_be_visible()
    eventually(page, f"async () => (await ({KEPT_NOW})()).photos.length === 1")
    page.clock.fast_forward(PATIENCE)
    expect(page.get_by_text("Du kan roligt gemme")).to_be_visible()
    save(page)
    saved(page)  # nobody waits for it twice

    def is_missing() -> bool:
        page.clock.fast_forward(PATIENCE)
        return page.get_by_text(LEFT_OUT).is_visible()

    until(is_missing, lambda: page.wait_for_timeout(50))
    sent(page, server)
    expect(page.get_by_text(LEFT_OUT)).to_be_visible()
    (record,) = on_server(server, place)
    assert (record["revision"], list(record["photos"])) == (2, [])
    assert here(page)["photos"] == []

    # Another one takes its place.
    page.evaluate("() => localStorage.setItem('well', 'yes')")
    page.get_by_role("link", name="Ret").click()
    page.set_input_files("[name=photos]", photo)
    expect(page.locator("[data-photo] img:visible")).to_have_count(1)
    save(page)
    saved(page)
    sent(page, server)
    expect(page.get_by_text(LEFT_OUT)).to_have_count(0)
    (record,) = on_server(server, place)
    assert len(arrived(server, *record["photos"])) == 1


def test_a_photo_that_never_comes_from_its_cloud_keeps_nobody_from_saving(
    phone: Callable[..., Page], server: Server, photo: Path
) -> None:
    page = phone(NEVER_READ)
    place = fill_in(page, photo)
    save(page)
    expect(page.locator("#missing")).to_have_text("Gør billedet klar …")
    page.clock.fast_forward(PATIENCE)
    saved(page)
    expect(page.get_by_text(LEFT_OUT)).to_be_visible()
    sent(page, server)
    (record,) = on_server(server, place)
    assert not record["photos"]
    assert here(page)["drafts"] == []


@pytest.mark.parametrize("is_there", [True, False], ids=["there", "taken away"])
def test_one_draft_in_two_tabs_is_one_record_with_its_photo(
    is_there: bool, phone: Callable[..., Page], server: Server, photo: Path
) -> None:
    first = phone()
    place = fill_in(first, photo)
    expect(first.locator("[data-photo] img:visible")).to_have_count(1)
    second = phone(address=first.url)
    expect(second.locator("[data-photo] img:visible")).to_have_count(1)
    if not is_there:
        first.click("[data-action=remove]")
        expect(first.get_by_text("Fotoet er fjernet.")).to_be_visible()
    save(first)
    for page in (first, second):
        saved(page)
        expect(page.get_by_text(LEFT_OUT)).to_have_count(0)
    sent(second, server)
    (record,) = on_server(server, place)
    assert len(record["photos"] or []) == len(arrived(server, *(record["photos"] or []))) == is_there


def save_original(engine: Engine) -> dict[str, Any]:
    """Put an observation into the queue whose photo lies on the phone as it came; → the record."""
    id = new_id()
    record = {"id": new_id(), "form": "observation", "version": 2, "answers": ANSWERS["observation"] | {"photos": [id]}}
    kept: dict[str, Any] = engine.run(
        """async ([record, photo, bytes]) => {
            const raw = { data: Uint8Array.from(bytes).buffer, type: "image/jpeg", name: "a.jpg" };
            const draft = { form: record.form, instance: record.id, answers: record.answers, photos: [{ id: photo, isRaw: true }] };
            const { key } = await store.saveDraft(draft, { add: [{ id: photo, raw }] });
            return store.enqueue(record, { draft: key });
        }""",
        [record, id, list(picturing.file(picturing.scene(64, 48)))],
    )
    return kept


def test_what_is_not_ready_is_neither_sent_nor_stopped_nor_copied(engine: Engine, server: Server, photo: Path) -> None:
    first, *others = [save_original(engine) for _ in range(3)]
    assert first["answers"]["photos"] == [photo["id"] for photo in first["photos"]]
    with pytest.raises(Exception, match="OriginalsError"):
        save_original(engine)
    form = engine.page.context.new_page()
    form.add_init_script(HUNG)
    form.goto(f"{server.url}/form/observation")
    fill_in(form, photo)
    expect(form.get_by_text("Tre andre billeder er ikke klar endnu.")).to_be_visible()
    expect(form.locator("[data-photo]")).to_have_count(0)
    form.close()

    engine.drain()
    assert {record["state"] for record in engine.records().values()} == {"photos"}
    assert engine.run("() => store.pendingAll()") == 3
    assert json.loads(engine.run("() => store.exportQueue()"))["photos"] == []
    for record in others:
        engine.run("(id) => store.remove(id)", record["id"])
    assert [photo["id"] for photo in here(engine.page)["photos"]] == first["answers"]["photos"]

    # A page of the phone makes it ready, and it goes like any other.
    engine.page.goto(f"{server.url}/queue")
    expect(engine.page.locator("#status")).to_have_attribute("data-waiting", "1")  # what was begun in the form
    assert set(arrived(server, *first["answers"]["photos"])) == set(first["answers"]["photos"])


def test_nothing_goes_uncovered_that_somebody_has_covered(
    phone: Callable[..., Page], server: Server, photo: Path
) -> None:
    page = phone()
    place = fill_in(page, photo)
    expect(page.locator("[data-photo] img:visible")).to_have_count(1)
    page.evaluate(
        "() => { window.toBlob = HTMLCanvasElement.prototype.toBlob; HTMLCanvasElement.prototype.toBlob = () => {}; }"
    )

    def cover() -> None:
        page.click("[data-action=cover]")
        page.click("#mask [data-action=field]")
        page.click("#mask [value=done]")

    cover()
    save(page)
    expect(page.locator("#missing")).to_have_text("Gør billedet klar …")
    page.clock.fast_forward(PATIENCE)
    expect(page.locator("#missing")).to_have_text("Billedet er ikke dækket. Dæk det igen, eller fjern det.")
    page.evaluate("() => { HTMLCanvasElement.prototype.toBlob = window.toBlob; }")
    cover()
    save(page)
    saved(page)
    sent(page, server)
    (record,) = on_server(server, place)
    (picture,) = arrived(server, *record["photos"]).values()
    assert max(Image.open(BytesIO(picture)).convert("L").crop((780, 580, 820, 620)).getextrema()) < 12
