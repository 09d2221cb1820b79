"""A phone for the benchmarks: Chromium slowed down, and the moment at which a page in it is usable."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from .server import PATIENCE

CHROMIUM = os.environ.get("FELTBOG_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "locale": "da-DK",
    "timezone_id": "Europe/Copenhagen",
}
SLOW_CPU = 4
BYTES_A_SECOND = 1_600_000 / 8
SLOW_NETWORK = {"latency": 150, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}

# A page says by `<body data-ready>` that its handlers are attached and its draft is back. Usable is both that and seen.
WATCH = """
    globalThis.isReady = new Promise((resolve) => {
        const look = () => document.body?.dataset.ready !== undefined && resolve(performance.now());
        new MutationObserver(look).observe(document, { subtree: true, attributeFilter: ["data-ready"] });
    });
    globalThis.isSeen = new Promise((resolve) => {
        const look = (list) => resolve(list.getEntriesByName("first-contentful-paint")[0].startTime);
        new PerformanceObserver(look).observe({ type: "paint", buffered: true });
    });
"""
USABLE = "async () => Math.max(await globalThis.isReady, await globalThis.isSeen) / 1000"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def new_phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that has never seen anything."""
    context = browser.new_context(**PHONE)
    context.set_default_timeout(PATIENCE * 1000)
    context.add_init_script(WATCH)
    yield context
    context.close()


@contextmanager
def slow_page(phone: BrowserContext, network: dict[str, float] | None = None) -> Iterator[Page]:
    """A new tab with a slow processor, and with this network."""
    page = phone.new_page()
    session = phone.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
    if network:
        set_network(session, network)
    yield page
    page.close()


def set_network(session: CDPSession, network: dict[str, float] | None) -> None:
    """Give a tab this network, or none at all."""
    conditions = network or {"latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": network is None, **conditions})


def usable(page: Page, url: str) -> float:
    """Open a page; → the seconds until it was usable."""
    page.goto(url)
    seconds: float = page.evaluate(USABLE)
    return seconds


def precached(page: Page) -> list[str]:
    """Wait until the worker keeps everything; → the paths that it keeps."""
    paths: list[str] = page.evaluate(
        """async () => {
            await navigator.serviceWorker.ready;
            const found = [];
            for (const name of await caches.keys())
                for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
            return found;
        }"""
    )
    return paths
