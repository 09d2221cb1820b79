"""Phones on a walk that can be killed, what walkers capture with them, and a network that drops half of everything."""

import base64
import os
import random
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Error, Route, expect

from app.base import clock
from app.base.ids import new_id
from app.definitions import forms

from .conftest import PHONE, launch_installed
from .releases import ready_offline
from .server import Server

# What capture.js and photo-question.js do with the answers and the pictures of a form, without drawing it.
CAPTURE = """async (observations) => {
    for (const { record, pictures } of observations) {
        const add = [];
        for (const [index, text] of pictures.entries()) {
            const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
            const small = await picture.shrink(new Blob([bytes], { type: "image/jpeg" }));
            add.push({ id: record.answers.photos[index], ...small });
        }
        const photos = add.map(({ id, small }) => ({ id, small }));
        const draft = { form: record.form, instance: record.id, answers: record.answers, photos };
        const { key } = await store.saveDraft(draft, { add });
        await store.enqueue(record, { draft: key });
    }
}"""


class WalkersPhone:
    """A walker's phone: an installed browser with a folder of its own, on no network unless told otherwise."""

    def __init__(self, kind: BrowserType, server: Server, folder: Path, **settings: Any) -> None:
        self.kind, self.server, self.folder = kind, server, folder
        self.settings = PHONE | {"base_url": server.url, "permissions": ["geolocation"]} | settings
        self.context = self._switch_on()
        self.page = self.context.pages[0]

    def _switch_on(self) -> BrowserContext:
        return launch_installed(self.kind, self.folder, **self.settings)

    def join(self, code: str) -> None:
        """Type the code, wait until everything is on the phone, and leave the network."""
        self.page.goto("/join")
        self.page.fill("[name=code]", code)
        self.page.locator("form:has([name=code]) [type=submit]").click()
        self.page.wait_for_url("**/")
        ready_offline(self.page)
        digest = self.page.evaluate("() => document.documentElement.dataset.digest")
        self.page.evaluate(
            """async (at) => {
                window.store = await import(`${at}/store.js`);
                window.picture = await import(`${at}/photo-shrink.js`);
            }""",
            f"/static/{digest}/js/phone",
        )
        self.context.set_offline(True)

    def capture(self, begun: datetime, *observations: tuple[dict[str, Any], list[bytes]]) -> None:
        """Record observations with their photos, one a minute."""
        made = []
        for minute, (answers, pictures) in enumerate(observations):
            ids = [new_id() for _ in pictures]
            record = {
                "id": new_id(), "form": "observation", "version": forms.of("observation").version,
                "answers": answers | ({"photos": ids} if ids else {}),
                "captured_at": clock.iso(begun + timedelta(minutes=minute)),
            }  # fmt: skip
            made.append({"record": record, "pictures": [base64.b64encode(picture).decode() for picture in pictures]})
        self.page.evaluate(CAPTURE, made)

    def kill(self) -> None:
        """What a flat battery does, and a phone that needs the memory for its camera; then it is switched on again."""
        jar = self.context.cookies()
        kill_browser(self.folder)
        with suppress(Error):
            self.context.close()
        self.context = self._switch_on()
        # Half a minute later they would have been on the disk.
        self.context.add_cookies(jar)  # type: ignore[arg-type]
        self.context.set_offline(True)
        self.page = self.context.pages[0]

    def send_everything(self, chance: random.Random) -> dict[str, str]:
        """Send over a network that loses every second request, on the way there or on the way back.

        → the SHA-256 of each photo as it went out, by its id.
        """
        sent: dict[str, str] = {}
        lost = 0

        def drop_half(route: Route) -> None:
            nonlocal lost
            request = route.request
            if request.method == "PUT":
                body = sha256(request.post_data_buffer or b"").hexdigest()
                assert sent.setdefault(request.url.rpartition("/")[2], body) == body
            if chance.random() < 0.5:
                route.continue_()
                return
            lost += 1
            if chance.random() < 0.5:
                route.fetch()
            route.abort()

        # Before there is a network: a phone sends what it has as soon as it can.
        self.page.route("**/api/**", drop_half)
        self.context.set_offline(False)
        self.page.goto("/queue")
        expect(self.page.locator("#status")).to_have_attribute("data-waiting", re.compile("."))
        for _ in range(200):
            if self.page.locator("#status").get_attribute("data-waiting") == "0":
                break
            self.page.locator("#send-now:not(.busy)").click()
            self.page.wait_for_timeout(20)
        expect(self.page.locator("#status")).to_have_attribute("data-waiting", "0")
        assert lost > 5
        self.page.unroute_all(behavior="ignoreErrors")
        return sent


def kill_browser(folder: Path) -> None:
    """SIGKILL to the browser that keeps what it knows in this folder."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (process / "cmdline").read_bytes()
            if f"--user-data-dir={folder} ".encode() in line.replace(b"\0", b" ") and b"--type=" not in line:
                os.kill(int(process.name), signal.SIGKILL)


@contextmanager
def walkers_phones(
    kind: BrowserType, server: Server, folder: Path, count: int, **settings: Any
) -> Iterator[list[WalkersPhone]]:
    """So many phones, switched off at the end."""
    phones = [WalkersPhone(kind, server, folder / f"phone {number}", **settings) for number in range(count)]
    try:
        yield phones
    finally:
        for phone in phones:
            with suppress(Error):
                phone.context.close()
