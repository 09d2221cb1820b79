"""What holds up an update or takes a release away: requests that hang, pages that load slowly, a cache that is emptied."""

import signal
from pathlib import Path

import pytest
from patience import until
from playwright.sync_api import BrowserContext, Page, expect

from .engine import eventually
from .releases import OTHER_WORDS, import_update, look_for_update, release, serve_next, visit
from .server import Server

pytestmark = pytest.mark.once

# A server that leaves a request without an answer, or gives it in small pieces, where its address asks for that.
SICK = (
    "web/phone/shell.py",
    "    current = current_release()\n    asset",
    """    if "hangs" in request.args:
        from pathlib import Path
        from threading import Event
        Path(current_app.config["FELTBOG_INSTANCE"], "hanging").touch()
        Event().wait()
    if "trickles" in request.args:
        from time import sleep
        return Response(sleep(0.5) or "." for _ in range(8))
    current = current_release()
    asset""",
)
# One that answers only when it is told to.
LATE = (
    "web/phone/shell.py",
    "    current = current_release()\n    asset",
    """    if "late" in request.args:
        from pathlib import Path
        from time import sleep
        late = Path(current_app.config["FELTBOG_INSTANCE"], "late")
        late.touch()
        while late.exists():
            sleep(0.05)
    current = current_release()
    asset""",
)
IMPATIENT = ("templates/phone/sw.js", "PATIENCE = 20_000", "PATIENCE = 2_000")
SAFE = "Virker også uden net"
ANOTHER = "(before) => document.documentElement.dataset.release !== before"
# The worker that is active, and what it says of itself.
ASK = """async () => {
    const { active } = await navigator.serviceWorker.ready;
    return new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data.release);
        active.postMessage("which release", [port2]);
    });
}"""


def install_next(page: Page, server: Server, code: Path, *changes: tuple[str, str, str]) -> str:
    """Visit, and let the next release wait to be applied; → the release of the page."""
    visit(page, server)
    before = release(page)
    serve_next(server, code, OTHER_WORDS, *changes)
    assert look_for_update(page) == "installed"
    return before


def test_a_request_that_hangs_holds_up_no_update(page: Page, own_server: Server, next_release: Path) -> None:
    before = install_next(page, own_server, next_release, SICK)
    page.evaluate("() => { fetch('/static/none/none.js?hangs'); }")
    until((own_server.instance / "hanging").exists)
    page.click("[data-action=update]")
    page.wait_for_function(ANOTHER, arg=before)
    own_server.stop(signal.SIGKILL)


def test_a_page_that_loads_slowly_misses_no_update(
    context: BrowserContext, own_server: Server, next_release: Path
) -> None:
    page, slow = context.new_page(), context.new_page()
    before = install_next(page, own_server, next_release)
    context.new_cdp_session(slow).send("Emulation.setCPUThrottlingRate", {"rate": 12})
    slow.goto(own_server.url + "/queue", wait_until="commit")
    page.click("[data-action=update]")
    for tab in (page, slow):
        tab.wait_for_function(ANOTHER, arg=before)


def test_what_hangs_ends_and_what_trickles_goes_on(page: Page, own_server: Server, next_release: Path) -> None:
    serve_next(own_server, next_release, SICK, IMPATIENT)
    visit(page, own_server)
    eventually(page, "() => navigator.serviceWorker.controller !== null")
    assert page.evaluate("async () => (await fetch('/static/none/none.js?trickles')).text()") == "." * 8
    page.goto(own_server.url + "/manifest.webmanifest?hangs")
    expect(page.get_by_role("heading", name="Siden er ikke på telefonen")).to_be_visible()
    own_server.stop(signal.SIGKILL)


@pytest.mark.parametrize("lost", ["", "/", "/form/observation", "main.js"])
def test_an_emptied_cache_is_filled_at_the_next_visit(page: Page, own_server: Server, lost: str) -> None:
    visit(page, own_server)
    expect(page.locator("#safety")).to_contain_text(SAFE)
    page.evaluate(
        """async (lost) => {
            const [name] = await caches.keys();
            if (!lost) return caches.delete(name);
            const cache = await caches.open(name);
            const gone = (await cache.keys()).filter(({ url }) => new URL(url).pathname === lost || url.endsWith(`/${lost}`));
            for (const one of gone) await cache.delete(one);
        }""",
        lost,
    )
    visit(page, own_server)
    expect(page.locator("#safety")).to_contain_text(SAFE)
    own_server.stop()
    for path, name in (("/", "home"), ("/form/observation", "form"), ("/queue", "queue")):
        page.goto(own_server.url + path)
        expect(page.locator(f"body[data-page={name}][data-ready]")).to_be_attached()


def test_only_what_a_release_has_replaced_is_thrown_away_and_only_when_no_other_page_is_open(
    context: BrowserContext, own_server: Server
) -> None:
    page, other = context.new_page(), context.new_page()
    for tab in (page, other):
        tab.goto(own_server.url + "/healthz")
    page.evaluate("() => caches.open('feltbog-before')")
    visit(page, own_server)
    page.evaluate("() => caches.open('feltbog-after')")
    visit(page, own_server)
    expect(page.locator("#safety")).to_contain_text(SAFE)
    assert page.evaluate("() => caches.has('feltbog-before')")
    other.close()
    visit(page, own_server)
    eventually(page, "async () => !(await caches.has('feltbog-before'))")
    assert page.evaluate("() => caches.has('feltbog-after')")


def test_a_page_whose_loading_began_before_there_was_a_worker_works_offline(
    context: BrowserContext, own_server: Server, next_release: Path
) -> None:
    serve_next(own_server, next_release, LATE)
    late, page = context.new_page(), context.new_page()
    late.goto(own_server.url + "/healthz")
    late.evaluate("() => { location = '/?late'; }")
    until((own_server.instance / "late").exists)
    visit(page, own_server)
    eventually(page, "() => navigator.serviceWorker.controller !== null")
    (own_server.instance / "late").unlink()
    expect(late.locator("body[data-ready]")).to_be_attached()
    eventually(late, "() => navigator.serviceWorker.controller !== null")


def test_a_page_with_unsaved_work_stays_until_that_is_saved(page: Page, own_server: Server, next_release: Path) -> None:
    before = install_next(page, own_server, next_release)
    import_update(page)
    page.evaluate("() => update.unsavedWork(true)")
    page.click("[data-action=update]")
    expect(page.locator("#update")).to_contain_text("Gem først")

    def is_over() -> bool:
        """What another page of a release that knows no better may do; a worker that is asked all the time gives no way."""
        page.evaluate("async () => (await navigator.serviceWorker.ready).waiting?.postMessage('take over')")
        page.wait_for_timeout(2_000)
        return bool(page.evaluate(ASK) != before)

    until(is_over)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    assert release(page) == before
    page.evaluate("() => { update.unsavedWork(false); document.dispatchEvent(new Event('visibilitychange')); }")
    page.wait_for_function(ANOTHER, arg=before)


def test_a_page_that_comes_back_old_is_loaded_anew_once(
    context: BrowserContext, own_server: Server, next_release: Path
) -> None:
    page, other = context.new_page(), context.new_page()
    other.goto(own_server.url + "/healthz")  # while it is open, the old release's files stay
    page.add_init_script("sessionStorage.loads = Number(sessionStorage.loads ?? 0) + 1")
    before = install_next(page, own_server, next_release)
    html = page.evaluate("async () => (await fetch('/')).text()")
    page.click("[data-action=update]")
    page.wait_for_function(ANOTHER, arg=before)
    page.evaluate(
        """async (html) => {
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                if (await cache.match("/")) await cache.put("/", new Response(html, { headers: { "Content-Type": "text/html" } }));
            }
            sessionStorage.loads = 0;
            sessionStorage.removeItem(Object.keys(sessionStorage).find((key) => key.startsWith("feltbog-reloaded")));
        }""",
        html,
    )
    page.goto(own_server.url + "/")
    expect(page.locator("#update")).to_contain_text("Udgaven er ikke skiftet endnu")
    expect(page.locator("#update")).to_contain_text("Luk Feltbog helt, og åbn igen")
    assert page.evaluate("() => sessionStorage.loads") == "2"


def test_the_button_is_busy_and_says_when_it_takes_too_long(page: Page, own_server: Server, next_release: Path) -> None:
    install_next(page, own_server, next_release)
    page.evaluate("() => { ServiceWorker.prototype.postMessage = () => {}; }")
    page.get_by_role("button", name="Skift nu").click()
    expect(page.locator("[data-action=update]")).to_have_text("Skifter …")
    expect(page.locator("#update")).to_contain_text("Udgaven er ikke skiftet endnu")
    page.get_by_role("button", name="Vis hvordan").click()
    expect(page.locator("#update")).to_contain_text("luk alle faner med Feltbog")
    page.get_by_role("button", name="Ikke nu").click()
    expect(page.locator("#update")).to_be_hidden()


def test_later_lasts_until_feltbog_is_closed(context: BrowserContext, own_server: Server, next_release: Path) -> None:
    page = context.new_page()
    before = install_next(page, own_server, next_release)
    page.get_by_role("button", name="Senere").click()
    expect(page.locator("#update")).to_be_hidden()
    visit(page, own_server, "/queue")
    expect(page.locator("#update")).to_be_hidden()
    again = context.new_page()
    visit(again, own_server)
    expect(again.locator("#update")).to_be_visible()
    assert release(again) == before


def test_a_release_that_cannot_be_kept_is_never_called_ready(
    page: Page, own_server: Server, next_release: Path
) -> None:
    """A proxy that drops a header: every answer looks as if it were another release's."""
    serve_next(own_server, next_release, ("web/phone/shell.py", '"X-Feltbog-Release"] = ', '"X-Feltbog-Dropped"] = '))
    page.goto(own_server.url)
    expect(page.get_by_text("Feltbog virker kun med net her")).to_be_visible()
    expect(page.locator("#safety")).to_contain_text("Virker kun med net")
    expect(page.locator("#online-only")).to_contain_text("Prøv et andet net")
