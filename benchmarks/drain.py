"""How long a phone takes to send 100 observations over round trips of 150 ms, once there is a network again."""

import statistics
from typing import Any

from playwright.sync_api import Browser

from .browser import SLOW_NETWORK, new_phone, set_network
from .server import sign_in

ROUNDS = 5
RECORDS = 100
MOST_SECONDS = 1.5

FILL = """async (count) => {
    const { release } = document.documentElement.dataset;
    globalThis.store = (await import(`/static/${release}/phone/shell.js`)).$store;
    for (let number = 0; number < count; number += 1) {
        const answers = {
            kind: "improve", category: "lighting", feeling: "unsafe", place: `Stien ved blok ${number}`,
            position: { latitude: 57.0721, longitude: 9.9213, accuracy: 8 }, light: "dark",
            description: "To ud af tre lamper er slukket. Man ser ikke, hvem der kommer.", observer: "resident",
        };
        await store.enqueue({ id: crypto.randomUUID(), form: "observation", version: 1, answers });
    }
    globalThis.isSent = new Promise((resolve) => {
        addEventListener("online", () => {
            const start = performance.now();
            store.subscribe(async () => (await store.pendingAll()) || resolve((performance.now() - start) / 1000));
        });
    });
}"""


def row(browser: Browser, ours: str, port: int) -> dict[str, Any]:
    """The median time from the network's return to the last acknowledgement on the phone."""
    cookie = sign_in(port)["Cookie"]
    seconds = statistics.median(_drain(browser, ours, cookie) for _ in range(ROUNDS))
    return {
        "what": "100 queued observations sent, 150 ms round trips",
        "ours": f"{seconds:.2f} s",
        "floor": "",
        "ratio": seconds,
        "budget": MOST_SECONDS,
        "ok": seconds <= MOST_SECONDS,
    }


def _drain(browser: Browser, ours: str, cookie: str) -> float:
    with new_phone(browser) as phone:
        name, _, value = cookie.partition("=")
        phone.add_cookies([{"name": name, "value": value, "url": ours}])
        page = phone.new_page()
        page.goto(f"{ours}/queue")
        page.wait_for_load_state("networkidle")
        session = phone.new_cdp_session(page)
        set_network(session, None)
        page.evaluate(FILL, RECORDS)
        page.wait_for_timeout(2_500)  # the tries that saving set off are over
        set_network(session, SLOW_NETWORK)
        seconds: float = page.evaluate("() => globalThis.isSent")
        return seconds
