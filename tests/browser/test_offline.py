"""The offline shell: there after the first visit, replaced whole or not at all, and the same for everybody."""

import json
import re
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .engine import eventually
from .releases import import_update, look_for_update, release, serve_next, visit
from .server import Server

PAGES = ["/", "/queue", "/walk", "/points", "/form/observation", "/form/attendance", "/form/contact"]
# Opened with ?record= alone: by itself it leads on to the points.
KEPT = [*PAGES, "/form/recheck"]


def test_everything_opens_offline_after_the_very_first_visit(page: Page, own_server: Server) -> None:
    visit(page, own_server)
    own_server.stop()
    page.reload()
    for path in [*PAGES, "/form/observation?record=1", "/?signed-out"]:
        page.goto(own_server.url + path)
        expect(page.locator("h1").first).to_be_attached()
        expect(page.locator("body[data-ready]")).to_be_attached()


def test_an_unknown_page_offline_says_so(page: Page, own_server: Server) -> None:
    visit(page, own_server)
    own_server.stop()
    for path, heading in (
        ("/office/", "Siden er ikke på telefonen"),
        ("/no-such-page", "Siden er ikke på telefonen"),
        ("/join", "Deltag med kode"),
    ):
        page.goto(own_server.url + path)
        expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_a_restarted_phone_opens_without_a_network(
    installed_phone: Callable[[], BrowserContext], own_server: Server
) -> None:
    phone = installed_phone()
    visit(phone.pages[0], own_server)
    phone.close()
    own_server.stop()
    page = installed_phone().pages[0]
    page.goto(own_server.url + "/form/observation")
    expect(page.locator("body[data-ready]")).to_be_attached()


def test_nothing_of_a_person_is_kept(page: Page, server: Server) -> None:
    server.sign_in(page.context, server.add_account("leader"))
    visit(page, server)
    page.goto(server.url + "/office/")
    page.goto(server.url + "/")
    kept = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
            return found;
        }"""
    )
    assert set(KEPT) < set(kept)
    assert {path for path in kept if not path.startswith("/static/")} == {*KEPT, "/offline", "/replaced-releases"}


@pytest.mark.parametrize("path", [*KEPT, "/offline", "/sw.js", "/manifest.webmanifest", "/static/{}/phone/main.js"])
def test_the_shell_never_touches_the_session(server: Server, path: str) -> None:
    cookie = server.session_of(server.add_account("leader"))
    connection = HTTPConnection("127.0.0.1", server.port)
    digest = ""
    if "{}" in path:
        connection.request("GET", "/sw.js")
        answer = connection.getresponse()
        (digest,) = set(re.findall(r"/static/([0-9a-f]{16})/", answer.read().decode()))
    headers = {"Cookie": f"{cookie['name']}={cookie['value']}", "Accept-Encoding": "gzip"}
    connection.request("GET", path.format(digest), headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Encoding"] == "gzip"


BROKEN = [
    # While a server is being replaced, some answers come from another release …
    ("web/phone/shell.py", '"X-Feltbog-Release"] = current.digest', '"X-Feltbog-Release"] = "another"'),
    # … or are sent somewhere else, or are not there.
    (
        "web/phone/shell.py",
        "    if asset is None:",
        '    if request.path == "/queue":\n        abort(503)\n    if asset is None:',
    ),
]


@pytest.mark.parametrize("change", BROKEN)
def test_an_update_that_fails_leaves_the_old_release_working(
    page: Page, own_server: Server, next_release: Path, change: tuple[str, str, str]
) -> None:
    visit(page, own_server)
    before = release(page)
    (next_release / "app/static/css/new.css").write_text("/* a file of the new release */")
    serve_next(own_server, next_release, change)
    assert look_for_update(page) == "redundant"
    own_server.stop()
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_attached()
    assert release(page) == before


@pytest.mark.once
def test_an_update_waits_for_unsaved_work_and_loses_nothing(
    context: BrowserContext, own_server: Server, next_release: Path
) -> None:
    page, other = context.new_page(), context.new_page()
    visit(page, own_server)
    visit(other, own_server, "/queue")
    before = release(page)
    page.evaluate(
        """async () => {
            const { $store: store } = await import(`/static/${document.documentElement.dataset.digest}/phone/shell.js`);
            await store.enqueue({ id: crypto.randomUUID(), form: "observation", version: 1, answers: { kind: "good" } });
        }"""
    )
    import_update(page)
    import_update(other)
    other.evaluate("() => update.unsavedWork(true)")
    serve_next(own_server, next_release, ("templates/phone/home.html", "Velkommen til Feltbog", "Velkommen igen"))
    assert look_for_update(page) == "installed"
    assert page.evaluate("() => update.applyUpdate()") is False
    page.goto(own_server.url + "/form/observation")
    assert release(page) == before
    expect(page.locator("body[data-ready]")).to_be_attached()

    import_update(page)
    other.evaluate("() => update.unsavedWork(false)")
    eventually(other, "async () => (await navigator.locks.query()).held.every(({name}) => name !== 'feltbog-unsaved')")
    with page.expect_navigation(), other.expect_navigation():
        page.evaluate("() => { update.applyUpdate(); }")
    for tab in (page, other):
        tab.wait_for_load_state()
        assert release(tab) != before
    own_server.stop()
    page.goto(own_server.url + "/")
    assert page.get_by_text("Velkommen igen").count() == 1
    page.evaluate(
        "async (code) => { window.store = (await import(`/static/${code}/phone/shell.js`)).$store; }",
        page.evaluate("() => document.documentElement.dataset.digest"),
    )
    assert page.evaluate("() => store.pendingAll()") == 1
    other.close()
    page.reload()
    eventually(page, "async () => (await caches.keys()).length === 1")


def test_a_page_of_the_old_release_still_finds_its_modules(page: Page, own_server: Server, next_release: Path) -> None:
    visit(page, own_server)
    before = page.evaluate("() => document.documentElement.dataset.digest")
    serve_next(own_server, next_release, ("templates/phone/home.html", "Velkommen til Feltbog", "Velkommen igen"))
    assert look_for_update(page) == "installed"
    status = page.evaluate("async (code) => (await fetch(`/static/${code}/phone/capture.js`)).status", before)
    assert status == 200


def test_the_manifest_describes_an_app_that_can_be_installed(page: Page, server: Server) -> None:
    manifest = json.loads(page.request.get(f"{server.url}/manifest.webmanifest").text())
    assert (manifest["start_url"], manifest["display"], manifest["lang"]) == ("/", "standalone", "da")
    for icon in manifest["icons"]:
        assert page.request.get(server.url + icon["src"]).ok
    assert "maskable" in {icon.get("purpose") for icon in manifest["icons"]}


NOTE_WHAT_WAS_FETCHED = """
    new MutationObserver(() => {
        if (document.body?.dataset.ready === undefined || window.fetched) return;
        window.fetched = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
    }).observe(document, { subtree: true, childList: true, attributes: true });
"""


def test_every_module_that_a_page_waits_for_is_named_in_it(page: Page, server: Server) -> None:
    """A module found only while another is read costs one more round trip each level."""
    page.add_init_script(NOTE_WHAT_WAS_FETCHED)
    for path in PAGES:
        visit(page, server, path)
        html = page.request.get(server.url + path).text()
        named = set(re.findall(r'(?:href|src)="(/static/[^"]+\.js)"', html))
        assert {name for name in page.evaluate("() => window.fetched") if name.endswith(".js")} <= named
