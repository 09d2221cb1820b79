"""Photos from the camera to the server: none is lost, none holds up anything else, and none says more than it shows."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import picturing
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Request, Route, expect
from sqlalchemy import select

from app import photos
from app.base import db
from app.base.ids import new_id
from app.store import Photo

from .engine import ANSWERS, Engine, eventually
from .server import Server

PUT = "**/api/photos/*"
SMALL = picturing.file(picturing.scene(64, 48))
WAITING, STOPPED, SENT = "photos", "stopped", "sent"
KEPT_NOW = """async () => {
    const db = await new Promise((resolve) => {
        const opening = indexedDB.open("feltbog");
        opening.onsuccess = () => resolve(opening.result);
    });
    const all = (name) => new Promise((resolve) => {
        const reading = db.transaction(name).objectStore(name).getAll();
        reading.onsuccess = () => resolve(reading.result);
    });
    const [drafts, photos] = [await all("drafts"), await all("photos")];
    db.close();
    const isReady = ({ data, raw }) => data instanceof ArrayBuffer && !raw;
    return { drafts, photos: photos.map((photo) => ({ id: photo.id, isReady: isReady(photo) })) };
}"""


def save(engine: Engine, *pictures: bytes) -> dict[str, Any]:
    """Put an observation with photos into the queue, as a form does; → the record."""
    added = [{"id": new_id(), "data": list(picture)} for picture in pictures]
    answers = ANSWERS["observation"] | {"photos": [photo["id"] for photo in added]}
    return engine.run(
        """async ([record, added]) => {
            const add = added.map(({ id, data }) => ({ id, data: Uint8Array.from(data).buffer, small: "data:," }));
            const draft = { form: record.form, instance: record.id, answers: record.answers, photos: added };
            const { key } = await store.saveDraft(draft, { add });
            return store.enqueue(record, { draft: key });
        }""",
        [{"id": new_id(), "form": "observation", "version": 2, "answers": answers}, added],
    )


def ids(record: dict[str, Any]) -> list[str]:
    return [photo["id"] for photo in record["photos"]]


def arrived(server: Server, *ids: str) -> dict[str, bytes]:
    """The photos that the server has, as it keeps them."""
    with server.app.app_context():
        rows = db.session.execute(select(Photo.id, Photo.picture).where(Photo.id.in_(ids)))
        return dict(tuple(row) for row in rows)


def here(page: Page) -> dict[str, Any]:
    """What lies on the phone."""
    found: dict[str, Any] = page.evaluate(KEPT_NOW)
    return found


def says_nothing(jpeg: bytes) -> bool:
    image = Image.open(BytesIO(jpeg))
    return image.format == "JPEG" and not image.getexif() and picturing.SECRET not in jpeg


def test_photos_survive_the_camera_and_come_covered_and_clean(
    server: Server, installed_phone: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    walk = server.add_walk()
    phone = installed_phone(base_url=server.url)
    server.join(phone, walk)
    page = phone.new_page()
    page.goto("/form/observation")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("[name=walk]")).to_have_value(walk.id)
    phone.set_offline(True)
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.check("[name=kind][value=improve]")
    page.check("[name=category][value=lighting]")

    # The camera costs the page its life: what was filled in is on the phone already.
    with page.expect_file_chooser() as chooser:
        page.click("[data-action=take]")
    assert chooser.value.element.get_attribute("capture") == "environment"
    (draft,) = here(page)["drafts"]
    assert draft["answers"]["category"] == "lighting"
    address = page.url
    phone.close()

    # And once more after two photos, from the pictures: they are back without asking.
    files = [tmp_path / "upright.jpg", tmp_path / "on its side.jpg"]
    files[0].write_bytes(picturing.telling(size=(2400, 1800)))
    files[1].write_bytes(picturing.telling(orientation=6, size=(2400, 1800)))
    phone = installed_phone(base_url=server.url)
    phone.set_offline(True)
    page = phone.new_page()
    page.goto(address)
    expect(page.locator("[name=category][value=lighting]")).to_be_checked()
    page.set_input_files("[name=photos]", files)
    # As soon as they are chosen, ready or not.
    eventually(page, f"async () => (await ({KEPT_NOW})()).photos.length === 2")
    phone.close()
    phone = installed_phone(base_url=server.url)
    phone.set_offline(True)
    page = phone.new_page()
    page.goto(address)
    expect(page.locator("[data-photo] img:visible")).to_have_count(2)
    eventually(page, f"async () => (await ({KEPT_NOW})()).photos.every(({{ isReady }}) => isReady)")
    before = here(page)

    # A finger over the red quarter of the first one.
    page.locator("[data-action=cover]").first.click()
    canvas = page.locator("#mask canvas")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 1, box["y"] + 1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=3)
    page.mouse.up()
    page.click("#mask [data-action=field]")
    page.click("#mask [data-action=undo]")
    expect(page.locator("#mask [role=status]")).to_have_text("1 sort felt")
    page.click("#mask [value=done]")
    expect(page.get_by_text("Det sorte felt er en del af billedet nu.")).to_be_visible()
    covered = page.locator("[data-photo]").first.get_attribute("data-photo")
    kept = {photo["id"] for photo in here(page)["photos"]}
    # The picture without the black is gone from the phone.
    assert len(kept) == 2
    assert covered in kept - {photo["id"] for photo in before["photos"]}

    page.fill("[name=place]", "Stien ved vaskeriet")
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()
    assert here(page)["drafts"] == []
    sent: dict[str, bytes] = {}

    def note(request: Request) -> None:
        if request.method == "PUT":
            sent[request.url.rsplit("/", 1)[1]] = request.post_data_buffer or b""

    page.on("request", note)
    phone.set_offline(False)
    page.goto("/queue")
    expect(page.locator("#status")).to_have_attribute("data-waiting", "0")
    expect(page.get_by_text("2 af 2 fotos modtaget")).to_be_visible()
    assert {photo["id"] for photo in here(page)["photos"]} == kept  # until the server has a backup of them

    (record,) = [row for row in server.records("observation") if row["walk"] == walk.id]
    assert record["photos"][0] == covered
    assert set(sent) == set(record["photos"]) == kept
    with server.app.app_context():
        assert photos.of("observation", [record["id"]]) == {record["id"]: list(record["photos"])}
    for id, picture in arrived(server, *kept).items():
        assert says_nothing(sent[id])
        assert says_nothing(picture)
        image = Image.open(BytesIO(picture))
        width, height = image.size
        is_upright = id == covered
        assert (width, height) == ((1600, 1200) if is_upright else (1200, 1600))
        assert len(sent[id]) <= 300_000
        corner = image.getpixel((width // 4 if is_upright else 3 * width // 4, height // 4))
        assert isinstance(corner, tuple)
        assert max(corner) < 12 if is_upright else corner[0] > 150


def test_a_photo_that_fails_holds_up_nothing_and_is_never_dropped(engine: Engine, server: Server) -> None:
    lost, refused, fine = save(engine, SMALL, SMALL), save(engine, SMALL), save(engine, SMALL)
    plain = engine.save()
    answers = {ids(lost)[0]: None, ids(refused)[0]: 422}

    def answer(route: Route) -> None:
        status = answers.get(route.request.url.rsplit("/", 1)[1], 200)
        if status is None:
            route.abort()
        elif status == 422:
            route.fulfill(status=422, json={"title": "", "status": 422}, content_type="application/problem+json")
        else:
            route.continue_()

    engine.page.route(PUT, answer)
    engine.drain()
    states = {id: record["state"] for id, record in engine.records().items()}
    assert states == {lost["id"]: WAITING, refused["id"]: STOPPED, fine["id"]: SENT, plain["id"]: SENT}
    assert {record["id"] for record in (lost, refused, fine, plain)} <= {r["id"] for r in server.records("observation")}
    assert set(arrived(server, *ids(lost), *ids(refused), *ids(fine))) == {ids(lost)[1], ids(fine)[0]}
    assert engine.records()[refused["id"]]["reason"] == "photo"
    assert engine.run("() => store.pendingAll()") == 2

    # What is saved meanwhile goes first; what has photos left stays, however old; a file carries them.
    later = engine.save()
    engine.drain()
    assert engine.records()[later["id"]]["state"] == SENT
    engine.run("() => store.tidy(Date.now() + 365 * 86_400_000)")
    assert set(engine.records()) == {lost["id"], refused["id"]}
    exported = json.loads(engine.run("() => store.exportQueue()"))
    assert {photo["id"] for photo in exported["photos"]} == {ids(lost)[0], ids(refused)[0]}
    assert {one["id"] for one in exported["submissions"]} == {lost["id"], refused["id"]}

    # The network is back, and somebody takes the refused one away.
    engine.page.unroute(PUT)
    rest = {key: refused[key] for key in ("id", "form", "version")}
    engine.run("(record) => store.enqueue(record)", rest | {"answers": ANSWERS["observation"]})
    engine.drain()
    assert {record["state"] for record in engine.records().values()} == {SENT}
    assert not set(ids(refused)) & {photo["id"] for photo in here(engine.page)["photos"]}
    assert set(arrived(server, *ids(lost), *ids(refused))) == set(ids(lost))


def problem(status: int) -> dict[str, Any]:
    return {"status": status, "json": {"title": "", "status": status}, "content_type": "application/problem+json"}


def answering(answer: dict[str, Any]) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**answer)


ANOTHER = {"id": "x", "sha256": "0" * 64, "bytes": 1}
FAILURES: list[tuple[dict[str, Any], str, str]] = [
    # What the server says, what becomes of the photo, and what the phone does then.
    (problem(409), STOPPED, "idle"),
    (problem(413), STOPPED, "idle"),
    (problem(422), STOPPED, "idle"),
    (problem(403), STOPPED, "idle"),
    (problem(429), WAITING, "idle"),
    (problem(500), WAITING, "idle"),
    ({"status": 200, "json": ANOTHER}, WAITING, "idle"),
    ({"status": 200, "content_type": "text/html", "body": "<h1>Velkommen til gæstenettet</h1>"}, WAITING, "idle"),
    ({"status": 404, "body": "not found"}, WAITING, "idle"),
]


def test_only_the_pictures_own_checksum_is_an_acknowledgement(engine: Engine, server: Server) -> None:
    for answer, state, phase in FAILURES:
        record = save(engine, SMALL)
        engine.page.route(PUT, answering(answer))
        assert engine.drain()["phase"] == phase, answer
        assert engine.records()[record["id"]]["state"] == state, answer
        assert set(ids(record)) <= {photo["id"] for photo in here(engine.page)["photos"]}, answer
        engine.page.unroute(PUT)
        engine.run("(id) => store.retry(id)", record["id"])
        engine.drain()
        assert engine.records()[record["id"]]["state"] == SENT, answer
        assert set(arrived(server, *ids(record))) == set(ids(record))
    # However often a server is unwell, nothing is stopped for it.
    record = save(engine, SMALL)
    for status in (500, 503, 507, 500):
        engine.page.route(PUT, answering(problem(status)))
        engine.drain()
        assert engine.records()[record["id"]]["state"] == WAITING
        engine.page.unroute(PUT)


def test_a_photo_goes_again_where_somebody_else_was_here_for_a_moment(engine: Engine, server: Server) -> None:
    record = save(engine, SMALL)
    engine.page.route(PUT, answering(problem(409)), times=1)
    engine.drain()
    assert engine.records()[record["id"]]["state"] == SENT
    assert set(arrived(server, *ids(record))) == set(ids(record))


def test_a_lost_answer_leaves_the_photo_once(engine: Engine, server: Server) -> None:
    record = save(engine, SMALL)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    engine.page.route(PUT, lose, times=1)
    engine.drain()
    assert engine.records()[record["id"]]["state"] == WAITING
    assert set(arrived(server, *ids(record))) == set(ids(record))
    engine.drain()
    assert engine.records()[record["id"]]["state"] == SENT


def test_a_session_that_ended_waits_for_its_owner(context: BrowserContext, server: Server) -> None:
    server.sign_in(context, server.add_account("leader"))
    engine = Engine(context.new_page(), server)
    record = save(engine, SMALL)
    engine.page.route(PUT, lambda route: route.abort())
    engine.drain()
    cookies = engine.page.context.cookies()
    engine.page.context.clear_cookies()
    engine.page.unroute(PUT)
    assert engine.drain()["phase"] == "signin"
    assert engine.records()[record["id"]]["state"] == WAITING
    engine.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    engine.drain()
    assert engine.records()[record["id"]]["state"] == SENT


FULL = """const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...given) {
    if (this.name === "photos") throw new DOMException("", "QuotaExceededError");
    return put.apply(this, given);
};"""


def picked(name: str = "a.jpg", kind: str = "image/jpeg", content: bytes = SMALL, script: str = "") -> dict[str, Any]:
    """A file as somebody chooses it, in a browser that fails as the script makes it."""
    return {"name": name, "mimeType": kind, "buffer": content, "script": script}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (picked("IMG_1.HEIC", "image/heic", b"\0\0\0\x18ftypheic" + b"\0" * 40), "HEIC"),
        (picked("IMG_2.mov", "", b"\0\0\0\x14ftypqt  " + b"\0" * 40), "Det er ikke et billede"),
        (picked("heics.mp4", "video/mp4", b"\0\0\0\x18ftypisom" + b"\0" * 40), "Det er ikke et billede"),
        (picked("brev.pdf", "application/pdf", b"%PDF-1.7"), "Det er ikke et billede"),
        (picked("half.jpg", "image/jpeg", SMALL[:200]), "beskadiget"),
        (picked("empty.jpg", "image/jpeg", b""), "Gem det på telefonen først"),
        (picked(script="Blob.prototype.arrayBuffer = async () => { throw new DOMException('', 'NotReadableError'); }"),
         "Gem det på telefonen først"),
        (picked(script="Object.defineProperty(Blob.prototype, 'size', { value: 50_000_000 })"), "for stort"),
        (picked(script=FULL), "Telefonen er fuld"),
    ],
    ids=["HEIC", "MOV", "MP4", "PDF", "damaged", "empty", "in a cloud", "large", "no room"],
)  # fmt: skip
def test_what_cannot_be_had_is_said_at_once_and_keeps_nobody_from_saving(
    file: dict[str, Any], words: str, page: Page, server: Server
) -> None:
    page.add_init_script(file.pop("script"))
    server.join(page.context, server.add_walk())
    page.goto(f"{server.url}/form/observation")
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.check("[name=kind][value=good]")
    page.check("[name=category][value=litter]")
    page.fill("[name=place]", "Blok 7")
    page.set_input_files("[name=photos]", [file])  # type: ignore[list-item]
    expect(page.locator(".photo-line.wrong")).to_contain_text(words)
    expect(page.locator("[data-photo]")).to_have_count(0)
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()
