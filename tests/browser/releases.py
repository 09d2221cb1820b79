"""Releases on a phone: which one a page is of, the next one, and what becomes of it."""

from pathlib import Path

from playwright.sync_api import Page, expect

from .engine import eventually
from .server import Server

# A new release that differs in a word.
OTHER_WORDS = ("templates/phone/home.html", "Velkommen til Feltbog", "Velkommen igen")


def visit(page: Page, server: Server, path: str = "/") -> None:
    """Open a page and wait until everything is on the phone."""
    page.goto(server.url + path)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")


def ready_offline(page: Page) -> None:
    """Wait until the worker has everything and answers this page: what a person sees as nothing at all, and can rely on."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    eventually(page, "() => navigator.serviceWorker.controller !== null")


def release(page: Page) -> str:
    """The release of a page."""
    found: str = page.evaluate("() => document.documentElement.dataset.release")
    return found


def import_update(page: Page) -> None:
    """Put the page's own update module within the test's reach."""
    page.evaluate(
        "async () => { window.update = (await import(`/static/${document.documentElement.dataset.digest}/phone/shell.js`)).$update; }",
    )


def serve_next(server: Server, code: Path, *changes: tuple[str, str, str]) -> None:
    """Restart the server with some files of its code changed: (name, before, after)."""
    for name, before, after in changes:
        file = code / "app" / name
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after), "utf-8")
    server.restart(code)


def look_for_update(page: Page) -> str:
    """Ask for a new worker and wait for what becomes of it; → its state."""
    state: str = page.evaluate(
        """async () => {
            const registration = await navigator.serviceWorker.ready;
            const found = new Promise((resolve) => {
                registration.onupdatefound = () => {
                    const worker = registration.installing;
                    worker.onstatechange = () => worker.state === "installing" || resolve(worker.state);
                };
            });
            await registration.update();
            return found;
        }"""
    )
    return state
