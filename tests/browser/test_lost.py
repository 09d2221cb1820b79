"""A cookie, a clock, a server or its database is lost; the record is not, and every page says how things stand."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import TimestampSigner
from patience import until
from picturing import file, scene
from playwright.sync_api import BrowserContext, Page, Route, expect
from sending import count
from sqlalchemy import select

from app.activities import scheduling
from app.base import clock, db
from app.store import Code, Guest, Joined, Photo, Walk

from .engine import Engine
from .server import ROOT, Server

CASES = Path(__file__).parents[1] / "cases"
SCREEN = "#safety"


def join(page: Page, server: Server, code: str) -> None:
    """Type the code."""
    page.goto(f"{server.url}/join")
    page.get_by_label("Kode").fill(code)
    page.get_by_role("button", name="Deltag").click()
    page.wait_for_url(f"{server.url}/")


def observe(page: Page, server: Server, place: str, *, photos: int = 0) -> None:
    """Fill in an observation and save it."""
    page.goto(f"{server.url}/form/observation")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.check("[name=kind][value=improve]")
    page.check("[name=category][value=lighting]")
    page.fill("[name=place]", place)
    for number in range(photos):
        picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": file(scene(200 + number, 150))}
        page.locator("input[type=file]").set_input_files(picture)
        expect(page.locator("[data-photo]")).to_have_count(number + 1)
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()


def send_now(page: Page, server: Server) -> None:
    """Open the queue and tap."""
    page.goto(f"{server.url}/queue")
    page.locator("#send-now").click()


def on(page: Page, server: Server) -> None:
    """Let the phone keep its pages."""
    page.goto(server.url)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")


# Whether the phone remembers the codes that it may join again with.
REMEMBERS = """() => new Promise((resolve) => {
    const opening = indexedDB.open("feltbog");
    opening.onsuccess = () => {
        const asked = opening.result.transaction("meta").objectStore("meta").get("codes");
        asked.onsuccess = () => {
            opening.result.close();
            resolve((asked.result ?? []).length > 0);
        };
    };
})"""


def code_of(server: Server, walk: Walk) -> str:
    with server.app.app_context():
        return db.session.scalars(select(Code.code).where(Code.walk_id == walk.id, ~Code.leads)).one()


def places(server: Server) -> list[str]:
    return sorted(row["place"] for row in server.records("observation"))


@pytest.fixture
def walker(context: BrowserContext, own_server: Server) -> Page:
    """A phone that has joined today's walk by its code."""
    page = context.new_page()
    join(page, own_server, code_of(own_server, own_server.add_walk()))
    on(page, own_server)
    return page


@pytest.fixture
def restore(own_server: Server) -> Callable[..., None]:
    """Backs the server up now; what it gives restores that, as docs/operations.md says."""

    def command(*arguments: object) -> str:
        environ = {"FELTBOG_INSTANCE": str(own_server.instance), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *map(str, arguments)],
            cwd=ROOT, env=environ, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def back() -> None:
        own_server.stop()
        with own_server.app.app_context():
            db.engine().dispose()
        old = own_server.instance.with_name("old")
        own_server.instance.rename(old)
        own_server.instance.mkdir(mode=0o700)
        command("restore", "--from", old, kept)
        own_server.start()
        # What signs the sessions is another one, from here on for those too that a test makes.
        own_server.app.config["SECRET_KEY"] = (own_server.instance / "secret_key").read_text().strip()

    kept = own_server.instance.parent / "backup.zip"

    def begin() -> Callable[[], None]:
        command("backup", kept)
        return back

    return begin


# The guest is lost


def lose_the_cookie(page: Page, _server: Server) -> None:
    page.context.clear_cookies()


def lose_the_key(_page: Page, server: Server) -> None:
    server.stop()
    (server.instance / "secret_key").write_text("0" * 64)
    server.start()


@pytest.mark.parametrize("lose", [lose_the_cookie, pytest.param(lose_the_key, marks=pytest.mark.long)])
def test_who_lost_the_session_sends_all_the_same_without_a_word(walker: Page, own_server: Server, lose: Any) -> None:
    walker.context.set_offline(True)
    for place in ("Blok 1", "Blok 2"):
        observe(walker, own_server, place)
    lose(walker, own_server)
    walker.context.set_offline(False)
    walker.goto(own_server.url)
    expect(walker.locator(SCREEN)).to_contain_text("Alt er sendt")
    assert places(own_server) == ["Blok 1", "Blok 2"]
    assert len({row["user_id"] for row in own_server.records("observation")}) == 1


@pytest.mark.long
def test_a_backup_from_before_the_joining_lets_it_in_again(
    context: BrowserContext, own_server: Server, restore: Callable[..., Any]
) -> None:
    code, page = code_of(own_server, own_server.add_walk()), context.new_page()
    back = restore()
    join(page, own_server, code)
    on(page, own_server)
    expect(page.locator("#me")).to_contain_text("Tryghedsvandring")
    page.context.set_offline(True)
    observe(page, own_server, "Blok 1")
    back()
    page.context.set_offline(False)
    page.goto(own_server.url)
    expect(page.locator(SCREEN)).to_contain_text("Alt er sendt")
    assert places(own_server) == ["Blok 1"]


def test_a_code_that_the_restored_server_does_not_know_is_said_and_a_new_one_helps(
    walker: Page, own_server: Server
) -> None:
    expect(walker.locator("#me")).to_contain_text("Tryghedsvandring")
    walker.context.set_offline(True)
    observe(walker, own_server, "Blok 1")
    with own_server.app.app_context(), db.writing() as session:
        for table in (Joined, Guest, Code, Walk):
            session.query(table).delete()
    walker.context.set_offline(False)
    walker.goto(own_server.url)
    expect(walker.locator("#joined-out")).to_contain_text("Skriv koden igen, så sender vi")
    expect(walker.locator(SCREEN)).to_contain_text("1 venter")
    expect(walker.locator("#signed-out")).to_be_hidden()
    with own_server.app.app_context():
        code = scheduling.create(Walk, {"title": "Igen", "date": clock.today()}).code.code
    join(walker, own_server, code)
    expect(walker.locator(SCREEN)).to_contain_text("Alt er sendt")
    assert walker.locator("#joined-out").is_hidden()


def test_a_walker_who_signs_in_as_leader_before_it_was_sent(walker: Page, own_server: Server) -> None:
    email, password = own_server.account("leader")
    walker.context.set_offline(True)
    observe(walker, own_server, "Blok 1")
    walker.context.route("**/api/sync", lambda route: route.abort())
    walker.context.set_offline(False)
    walker.goto(f"{own_server.url}/account/sign-in")
    walker.get_by_label("E-mail").fill(email)
    walker.get_by_label("Adgangskode", exact=True).fill(password)
    walker.get_by_role("button", name="Log ind").click()
    walker.wait_for_url(f"{own_server.url}/")
    expect(walker.locator(SCREEN)).to_contain_text("1 venter")
    walker.context.unroute("**/api/sync")
    send_now(walker, own_server)
    expect(walker.locator("#answer")).to_have_text("Ja. Alt er sendt (1).")
    (row,) = own_server.records("observation")
    with own_server.app.app_context():
        assert db.session.get(Guest, row["user_id"]) is not None


def test_a_clock_that_was_ahead_takes_nobody_s_identity(context: BrowserContext, own_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(time.time()) + 20)
        guest = own_server.join(context, own_server.add_walk())
    page = context.new_page()
    on(page, own_server)
    before = [cookie["value"] for cookie in context.cookies() if cookie["name"] == "feltbog"]
    assert len(before) == 1
    observe(page, own_server, "Blok 1")
    page.goto(own_server.url)
    expect(page.locator(SCREEN)).to_contain_text("Alt er sendt")
    with own_server.app.app_context():
        assert db.session.get(Guest, guest) is not None
    assert places(own_server) == ["Blok 1"]


def test_a_code_typed_on_day_20_sends_what_was_captured_before(context: BrowserContext, own_server: Server) -> None:
    walk, page = own_server.add_walk(), context.new_page()
    join(page, own_server, code_of(own_server, walk))
    on(page, own_server)
    until(lambda: page.evaluate(REMEMBERS), lambda: page.wait_for_timeout(50))
    context.set_offline(True)
    observe(page, own_server, "Blok 1")
    with own_server.app.app_context(), db.writing() as session:
        session.query(Joined).delete()
        session.query(Guest).delete()
        session.get_one(Walk, walk.id).date = clock.today() - timedelta(days=20)
    context.set_offline(False)
    page.evaluate("() => indexedDB.databases()")
    page.goto(own_server.url)
    expect(page.locator(SCREEN)).to_contain_text("Alt er sendt")
    # Captured after the code could be joined: kept, and looked at.
    page.goto(f"{own_server.url}/queue")
    expect(page.get_by_text("Projektlederen tjekker den.")).to_be_visible()


# The server's database is lost


def test_a_restored_server_gets_all_that_phones_still_hold(walker: Page, own_server: Server, restore: Any) -> None:
    back = restore()
    observe(walker, own_server, "Blok 1", photos=2)
    send_now(walker, own_server)
    expect(walker.locator("#answer")).to_have_text("Ja. Alt er sendt (1).")
    back()
    assert places(own_server) == []
    send_now(walker, own_server)
    until(lambda: places(own_server), lambda: walker.wait_for_timeout(50))
    expect(walker.locator("#answer")).to_have_text("Ja. Alt er sendt (1).")
    assert places(own_server) == ["Blok 1"]
    assert (count(own_server.app, Photo), count(own_server.app, Joined)) == (2, 1)


@pytest.mark.long
def test_nothing_is_called_sent_while_its_owner_is_not_let_in_by_the_restored_server(
    context: BrowserContext, own_server: Server, restore: Any
) -> None:
    back, page = restore(), context.new_page()
    join(page, own_server, code_of(own_server, own_server.add_walk()))
    on(page, own_server)
    observe(page, own_server, "Blok 1")
    send_now(page, own_server)
    expect(page.locator("#answer")).to_have_text("Ja. Alt er sendt (1).")
    back()
    # Which knows neither the walk nor its code.
    page.goto(own_server.url)
    expect(page.locator("#joined-out")).to_contain_text("Skriv koden igen, så sender vi")
    expect(page.locator(SCREEN)).to_contain_text("1 venter")
    join(page, own_server, code_of(own_server, own_server.add_walk()))
    expect(page.locator(SCREEN)).to_contain_text("Alt er sendt")


def test_a_contact_that_the_restored_server_lost_is_named_to_the_counsellor_alone(
    context: BrowserContext, own_server: Server, restore: Any
) -> None:
    counsellor, leader = own_server.add_account("counsellor"), own_server.add_account("leader")
    back = restore()
    own_server.sign_in(context, counsellor)
    page = context.new_page()
    on(page, own_server)
    engine = Engine(context.new_page(), own_server)
    engine.run("() => session.askServer()")
    engine.save("contact", captured_at=f"{clock.today()}T14:10:00+01:00")
    engine.drain()
    assert own_server.count("contact") == 1
    engine.page.close()
    back()
    own_server.sign_in(context, leader)
    page.goto(own_server.url)
    expect(page.locator("#me")).to_contain_text("Leader")
    expect(page.locator("#lost")).to_be_hidden()
    own_server.sign_in(context, counsellor)
    page.goto(own_server.url)
    today = clock.today()
    expect(page.locator("#lost")).to_contain_text("Serveren er gendannet")
    expect(page.locator("#lost")).to_contain_text(
        f"1 henvendelse fra {today.day}.{today.month}. kl. 14.10 findes ikke mere. Skriv den igen."
    )
    expect(page.locator(SCREEN)).to_have_attribute("data-state", "lost")
    page.get_by_role("button", name="Jeg har læst det").click()
    expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator(SCREEN)).to_have_attribute("data-state", "safe")


def test_photos_stay_until_they_are_in_a_backup(walker: Page, own_server: Server, restore: Any) -> None:
    observe(walker, own_server, "Blok 1", photos=1)
    send_now(walker, own_server)
    expect(walker.locator("#answer")).to_have_text("Ja. Alt er sendt (1).")
    assert stored_photos(walker) == 1
    time.sleep(1.1)  # the server tells moments in whole seconds
    restore()
    walker.goto(own_server.url)
    expect(walker.locator(SCREEN)).to_contain_text("Alt er sendt")
    until(lambda: stored_photos(walker) == 0, lambda: walker.wait_for_timeout(50))


@pytest.mark.long
def test_a_backup_of_the_restored_server_lets_no_photo_go_that_only_the_lost_one_had(
    walker: Page, own_server: Server, restore: Any
) -> None:
    back = restore()
    observe(walker, own_server, "Blok 1", photos=1)
    send_now(walker, own_server)
    expect(walker.locator("#answer")).to_have_text("Ja. Alt er sendt (1).")
    back()
    time.sleep(1.1)  # the server tells moments in whole seconds
    restore()
    send_now(walker, own_server)
    until(lambda: count(own_server.app, Photo) == 1, lambda: walker.wait_for_timeout(50))


def stored_photos(page: Page) -> int:
    """How many pictures the phone keeps."""
    found: int = page.evaluate(
        """async () => {
            const db = await new Promise((done) => (indexedDB.open("feltbog").onsuccess = (e) => done(e.target.result)));
            const count = await new Promise((done) => (db.transaction("photos").objectStore("photos").count().onsuccess = (e) => done(e.target.result)));
            db.close();
            return count;
        }"""
    )
    return found


# A phone of the release before


FILL = """async (dump) => {
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
    const plain = (v) =>
        Array.isArray(v) ? v.map(plain)
        : v && typeof v === "object" ? ("$bytes" in v ? bytes(v.$bytes) : Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)])))
        : v;
    await new Promise((done) => (indexedDB.deleteDatabase("feltbog").onsuccess = done));
    const db = await new Promise((done) => {
        const opening = indexedDB.open("feltbog", dump.version);
        opening.onupgradeneeded = ({ target: { result: made } }) => {
            made.createObjectStore("queue", { keyPath: "id" });
            made.createObjectStore("receipts", { keyPath: "id" });
            made.createObjectStore("drafts", { keyPath: "key" });
            made.createObjectStore("photos", { keyPath: "id" }).createIndex("record", "record");
            made.createObjectStore("meta");
        };
        opening.onsuccess = () => done(opening.result);
    });
    for (const [name, rows] of Object.entries(dump.stores)) {
        const store = db.transaction(name, "readwrite").objectStore(name);
        for (const [key, value] of rows) name === "meta" ? store.put(plain(value), key) : store.put(plain(value));
        await new Promise((done) => (store.transaction.oncomplete = done));
    }
    localStorage.setItem("feltbog-device", dump.stores.meta.find(([key]) => key === "device")[1]);
    db.close();
}"""


def old_phone(page: Page, server: Server) -> dict[str, Any]:
    """Fill the browser as release 1.0.0 left one: two guests by one code, one of them stranded; → what it holds."""
    text = (CASES / "phone-1.0.0.json").read_text("utf-8").replace("@today@", str(clock.today()))
    text = text.replace("@later@", str(clock.today() + timedelta(days=14))).replace(
        '"@now@"', str(int(time.time() * 1000))
    )
    dump: dict[str, Any] = json.loads(text)
    page.goto(f"{server.url}/healthz")
    page.evaluate(FILL, dump)
    return dump


def people_of(server: Server, dump: dict[str, Any]) -> list[str]:
    """Put the walk of that phone into the database; → its codes, the group leader's too."""
    with server.app.app_context():
        walk = scheduling.create(Walk, {"title": "Tryghedsvandring", "date": clock.today(), "id": dump["walk"]})
        return [walk.code.code, scheduling.new_leader_code(walk.id).code]


@pytest.mark.parametrize(
    "session",
    [
        "none",
        pytest.param("the second guest's", marks=pytest.mark.long),
        pytest.param("by a page from the network, before the update", marks=pytest.mark.long),
    ],
)
def test_what_a_phone_of_the_release_before_holds_arrives(
    context: BrowserContext, own_server: Server, session: str
) -> None:
    page = context.new_page()
    dump = old_phone(page, own_server)
    codes = people_of(own_server, dump)
    second = next(value["user"]["id"] for key, value in dump["stores"]["meta"] if key == "person")
    if "network" in session:
        # The script of that page must leave the database to the pages of the shell.
        context.route(f"{own_server.url}/", lambda route: route.fulfill(body="the old shell"))
        for code in codes:
            join(page, own_server, code)
        context.unroute(f"{own_server.url}/")
    elif session != "none":
        with own_server.app.app_context(), db.writing() as database:
            database.add(Guest(id=second, created_at=clock.now()))
            database.flush()
            for of in database.scalars(select(Code.id)):
                database.add(Joined(guest_id=second, code_id=of, joined_at=clock.now()))
        context.add_cookies([own_server.cookie({"guest": second, "_permanent": True})])
    page.goto(own_server.url)
    if session == "none":
        expect(page.locator("#joined-out")).to_be_visible()
        expect(page.locator(SCREEN)).to_contain_text("2 venter")
        for code in codes:
            join(page, own_server, code)
    page.goto(f"{own_server.url}/queue")
    expect(page.locator("#answer")).to_have_text("Nej. 1 er ikke gemt.")
    assert places(own_server) == ["Stoppet af serveren", "Venter fra den første"]
    assert count(own_server.app, Photo) == 1
    (sender,) = {row["user_id"] for row in own_server.records("observation")}
    assert sender[14] == "8"
    # The draft that was begun, with its photo.
    page.locator("#drafts").get_by_role("link", name="Fortsæt").click()
    page.wait_for_selector("body[data-page=form][data-ready]", state="attached")
    assert page.input_value("[name=place]") == "Kladden"
    expect(page.locator("[data-photo]")).to_have_count(1)
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()
    page.goto(own_server.url)
    expect(page.locator(SCREEN)).not_to_contain_text("venter fra en anden")


def test_a_new_phone_sends_to_an_older_server(walker: Page, own_server: Server) -> None:
    """Which does not tell account from guest, has no generation, and knows of no /api/join."""

    def older(route: Route) -> None:
        body = route.fetch().json()
        route.fulfill(json={name: body[name] for name in ("user", "forms", "csrf_token")})

    expect(walker.locator("#me")).to_contain_text("Tryghedsvandring")
    walker.context.route("**/api/session", older)
    walker.context.route("**/api/join", lambda route: route.fulfill(status=404, json={"status": 404}))
    observe(walker, own_server, "Blok 1")
    send_now(walker, own_server)
    expect(walker.locator("#answer")).to_have_text("Ja. Alt er sendt (1).")
    assert places(own_server) == ["Blok 1"]


# More than one


def test_an_account_and_a_guest_in_one_browser_each_send_their_own(context: BrowserContext, own_server: Server) -> None:
    page, counsellor = context.new_page(), own_server.add_account("counsellor")
    own_server.sign_in(context, counsellor)
    join(page, own_server, code_of(own_server, own_server.add_walk()))
    on(page, own_server)
    observe(page, own_server, "Blok 1")
    page.goto(own_server.url)
    expect(page.locator("#mine")).to_contain_text("Belysning")
    expect(page.locator(SCREEN)).to_contain_text("Alt er sendt")
    (row,) = own_server.records("observation")
    assert row["user_id"] != counsellor
    # The session of the account ends; what the guest records goes on.
    context.clear_cookies()
    observe(page, own_server, "Blok 2")
    page.goto(own_server.url)
    expect(page.locator(SCREEN)).to_contain_text("Alt er sendt")
    # Nothing of the account's waits for it: the guest is not told to sign in.
    expect(page.locator("#me")).to_contain_text("Ikke logget ind lige nu")
    expect(page.locator("#signed-out")).to_be_hidden()


def test_what_another_account_left_is_never_green(context: BrowserContext, own_server: Server) -> None:
    page = context.new_page()
    own_server.sign_in(context, own_server.add_account("counsellor"))
    on(page, own_server)
    expect(page.locator("#me")).to_contain_text("Counsellor")
    engine = Engine(context.new_page(), own_server)
    context.set_offline(True)
    engine.save("contact")
    context.set_offline(False)
    own_server.sign_in(context, own_server.add_account("leader"))
    page.goto(own_server.url)
    expect(page.locator("#me")).to_contain_text("Leader")
    expect(page.locator(SCREEN)).to_have_attribute("data-state", "waiting")
    expect(page.locator(SCREEN)).to_contain_text("1 venter fra en anden")
    for path in ("/", "/queue"):
        page.goto(f"{own_server.url}{path}")
        expect(page.locator("#others")).to_contain_text("1 fra en anden på telefonen")
        expect(page.locator("#others li")).to_have_text(re.compile(r"^Henvendelse · kl\. \d\d\.\d\d$"))
        expect(page.locator("#others p")).to_have_text("Sendes, når rådgiveren logger ind.")
    expect(page.locator("#answer")).to_contain_text("Nej.")


def test_a_shut_out_phone_says_so_whatever_it_does(walker: Page, own_server: Server) -> None:
    observe(walker, own_server, "Blok 1")
    walker.goto(own_server.url)
    expect(walker.locator(SCREEN)).to_contain_text("Alt er sendt")
    with own_server.app.app_context():
        from app.records import inbox  # the office's part, only here

        (phone,) = inbox.everyone()
        inbox.shut_out(phone.id, out=True)
    walker.wait_for_timeout(1000)  # a phone says to the second when something was captured
    walker.context.clear_cookies()
    walker.goto(own_server.url)
    expect(walker.locator("#shut-out")).to_contain_text("Denne telefon er lukket ude")
    expect(walker.locator("#shut-out")).to_contain_text("Tal med projektlederen")
    observe(walker, own_server, "Blok 2")
    walker.goto(f"{own_server.url}/queue")
    expect(walker.get_by_text("Projektlederen tjekker den.")).to_be_visible()
    assert places(own_server) == ["Blok 1"]


def test_leaving_takes_everything_of_the_guest_along(walker: Page, own_server: Server) -> None:
    secret = "async () => (await import(document.querySelector('script[src*=main]').src.replace('main.js', 'shell.js'))).$identity.secret()"
    observe(walker, own_server, "Blok 1", photos=1)
    walker.goto(own_server.url)
    expect(walker.locator(SCREEN)).to_contain_text("Alt er sendt")
    before = walker.evaluate(secret)
    walker.get_by_role("button", name="Forlad vandringen").click()
    walker.wait_for_url(f"{own_server.url}/")
    expect(walker.locator("#welcome")).to_be_visible()
    expect(walker.locator("#mine")).to_be_hidden()
    assert stored_photos(walker) == 0
    assert walker.evaluate(secret) != before
    walker.reload()
    expect(walker.locator("#welcome")).to_be_visible()
    assert count(own_server.app, Joined) == 0
    assert places(own_server) == ["Blok 1"]


def test_leaving_is_offered_only_when_all_is_sent(walker: Page, own_server: Server) -> None:
    expect(walker.get_by_role("button", name="Forlad vandringen")).to_be_visible()
    walker.context.set_offline(True)
    observe(walker, own_server, "Blok 1")
    walker.goto(own_server.url)
    expect(walker.locator(SCREEN)).to_contain_text("1 venter")
    expect(walker.get_by_role("button", name="Forlad vandringen")).to_be_hidden()


def test_a_group_leader_s_facts_arrive_after_the_cookie_was_lost(context: BrowserContext, own_server: Server) -> None:
    walk, page = own_server.add_walk(), context.new_page()
    with own_server.app.app_context():
        leading = scheduling.new_leader_code(walk.id).code
    join(page, own_server, code_of(own_server, walk))
    join(page, own_server, leading)
    on(page, own_server)
    page.goto(f"{own_server.url}/walk?id={walk.id}")
    expect(page.locator("#led")).to_be_visible()
    context.set_offline(True)
    page.locator("#participants").fill("14")
    page.locator("#participants").blur()
    expect(page.locator("#told")).to_contain_text("Gemt på telefonen")
    context.clear_cookies()
    page.goto(own_server.url)
    expect(page.locator(SCREEN)).to_contain_text("Vandringen er ikke sendt")
    context.set_offline(False)
    page.goto(own_server.url)
    expect(page.locator(SCREEN)).to_have_attribute("data-state", "safe")
    with own_server.app.app_context():
        assert db.session.get_one(Walk, walk.id).participants == 14
