"""The phone's pages: their weight, and how soon one is usable, against a page with one control in the same run.

Runs of ours and of the floor take turns, and the median of the pairs' ratios counts: a machine that is busy for a
while slows both down.
"""

import re
import statistics
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, Request

from . import drain
from .browser import SLOW_NETWORK, chromium, new_phone, precached, slow_page, usable
from .server import fetch_compressed, instance, serve

COLD_ROUNDS, WARM_ROUNDS = 15, 25
MOST_TIMES = 2.0
PAGES = {"the front page": "/", "a form": "/form/observation"}
MOST_REQUESTS, MOST_FIRST, MOST_OFFLINE = 20, 60, 120
KB = 1000


def run() -> list[dict[str, Any]]:
    """Rows for weight, cold, warm and sending."""
    with tempfile.TemporaryDirectory() as folder:
        environ, _walk = instance(folder)
        with (
            serve([sys.executable, "-m", "app.serve"], environ) as port,
            serve([sys.executable, "-m", "benchmarks.one_control"], {}) as floor_port,
            chromium() as browser,
        ):
            ours, floor = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{floor_port}"
            return [
                *_weight(browser, ours, port),
                _cold(browser, ours, floor),
                _warm(browser, ours, floor),
                drain.row(browser, ours, port),
            ]


def _weight(browser: Browser, ours: str, port: int) -> list[dict[str, Any]]:
    """Bodies as they come over the wire; the worker's own requests are not the page's."""
    rows = []
    for name, path in PAGES.items():
        with new_phone(browser) as phone:
            page = phone.new_page()
            requests = _requests(page, ours + path)
            weight = sum(request.sizes()["responseBodySize"] for request in requests) / KB
            kept = precached(page)
        rows += [
            _row(f"first visit of {name}, compressed", f"{weight:.0f} KB", "", weight, MOST_FIRST),
            _row("its requests", f"{len(requests)}", "", len(requests), MOST_REQUESTS),
        ]
    offline = sum(len(fetch_compressed(port, path)) for path in [*kept, "/sw.js"]) / KB
    return [*rows, _row("everything needed offline", f"{offline:.0f} KB", "", offline, MOST_OFFLINE)]


def _requests(page: Page, url: str) -> list[Request]:
    """What a page asks for until it is at rest."""
    found: list[Request] = []

    def note(request: Request) -> None:
        if not request.url.endswith("/sw.js"):
            found.append(request)

    page.on("requestfinished", note)
    usable(page, url)
    page.wait_for_load_state("networkidle")
    return found


def _cold(browser: Browser, ours: str, floor: str) -> dict[str, Any]:
    """Each visit is a phone's first one."""

    def visit(url: str) -> float:
        with new_phone(browser) as phone, slow_page(phone, SLOW_NETWORK) as page:
            return usable(page, url)

    return _compare(
        "a form usable, cold, slow phone and network",
        lambda: visit(f"{ours}/form/observation"),
        lambda: visit(f"{floor}/"),
        COLD_ROUNDS,
    )


def _warm(browser: Browser, ours: str, floor: str) -> dict[str, Any]:
    """One visit with a network, in which a draft is begun; all later ones without."""
    form = f"{ours}/form/observation"
    with new_phone(browser) as phone:
        with phone.new_page() as page:
            page.goto(f"{floor}/")
            precached(page)
        with phone.new_page() as page:
            usable(page, form)
            precached(page)
            page.locator("[name=category]").first.check()
            page.locator("#missing", has_text=re.compile("Kladden|Mangler")).wait_for()
            page.wait_for_timeout(500)  # for the draft to reach the disk
        phone.set_offline(True)

        def visit(url: str) -> float:
            with slow_page(phone) as page:
                return usable(page, url)

        with slow_page(phone) as page:
            usable(page, form)
            if not page.locator("[name=category]").first.is_checked():
                raise RuntimeError("the draft is not back")
        return _compare(
            "the same, warm, offline after one visit, draft restored",
            lambda: visit(form),
            lambda: visit(f"{floor}/"),
            WARM_ROUNDS,
        )


def _compare(what: str, ours: Callable[[], float], floor: Callable[[], float], rounds: int) -> dict[str, Any]:
    ours(), floor()
    pairs = [(ours(), floor()) for _ in range(rounds)]
    ratio = statistics.median(mine / least for mine, least in pairs)
    mine, least = (statistics.median(seconds) for seconds in zip(*pairs, strict=True))
    return _row(what, f"{mine:.2f} s", f"{least:.2f} s one control", ratio, MOST_TIMES)


def _row(what: str, ours: str, floor: str, ratio: float, budget: float) -> dict[str, Any]:
    return {"what": what, "ours": ours, "floor": floor, "ratio": ratio, "budget": budget, "ok": ratio <= budget}
