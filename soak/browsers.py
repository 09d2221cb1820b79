"""Real phones in a soak: installed Chromiums whose pages save and send, and are killed at any moment."""

import os
import signal
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Error, Page

from benchmarks.server import PATIENCE

from .capture import Capture
from .faults import UNANSWERED, Tally
from .ledger import Ledger
from .proxy import Line
from .screen import Statement

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
# The page's own modules, from the worker's cache.
MODULES = "import(`/static/${document.documentElement.dataset.digest}/phone/shell.js`)"
# What capture.js does with answers and pictures, in its own order: first the draft, then the record in its place.
SAVE = f"""async ([record, pictures]) => {{
    const {{ $store: store }} = await {MODULES};
    const add = pictures.map(([id, text, isRaw]) => {{
        const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
        if (isRaw) return {{ id, raw: {{ data: bytes.buffer, type: "image/jpeg", name: "photo.jpg" }} }};
        return {{ id, data: bytes.buffer, small: "data:," }};
    }});
    const photos = add.map(({{ id, small, raw }}) => (raw ? {{ id, isRaw: true }} : {{ id, small }}));
    const draft = {{ form: record.form, instance: record.id, answers: record.answers, photos }};
    const {{ key }} = await store.saveDraft(draft, {{ add }});
    return (await store.enqueue(record, {{ draft: key }})).revision;
}}"""
SAVE_AND_DIE = f"(given) => {{ ({SAVE})(given); }}"
REVISION = f"async (id) => (await (await {MODULES}).$store.record(id))?.revision ?? 0"
# What became of a record whose pictures hung: its revision, and those that it still has; null while that is not known.
BECOME = f"""async (id) => {{
    const found = await (await {MODULES}).$store.record(id);
    if (!found || found.photos.some(({{ isRaw }}) => isRaw)) return null;
    return {{ revision: found.revision, photos: found.photos.map(({{ id }}) => id) }};
}}"""
HAS_SETTLED = f"""async () => {{
    const {{ $store: store }} = await {MODULES};
    const again = await Promise.all((await store.owners()).map(store.offeredAgain));
    return (await store.pendingAll()) === 0 && !again.some(Boolean);
}}"""
HELD = f"""async () => {{
    const {{ $store: store }} = await {MODULES};
    const {{ unsent, lost }} = await store.overview();
    return {{ unsent: unsent.map(({{ id }}) => id), named: lost.map(({{ id }}) => id) }};
}}"""
SEND = f"async () => {{ (await {MODULES}).$sync.drain('tap'); }}"
SEND_ALL = f"async () => {{ await (await {MODULES}).$sync.drain('tap'); }}"
TRY_AGAIN = f"""async () => {{
    const {{ $store: store }} = await {MODULES};
    const stopped = (await store.records(await store.owner())).filter(({{ state }}) => state === "stopped");
    for (const {{ id }} of stopped) await store.retry(id);
    return stopped.length;
}}"""
UPDATE = """(unanswered) => {
    const button = document.querySelector("[data-action=update]");
    if (!button?.checkVisibility()) return false;
    fetch(unanswered).catch(() => {});
    button.click();
    return true;
}"""
# A clock that somebody can set: the pages of the tab go by it from then on.
CLOCK = """(() => {
    const Right = Date;
    let wrong = Number(sessionStorage.getItem("wrong"));
    window.setClock = (ms) => sessionStorage.setItem("wrong", (wrong = ms));
    window.Date = class extends Right {
        constructor(...parts) {
            if (parts.length) super(...parts);
            else super(Right.now() + wrong);
        }
        static now() { return Right.now() + wrong; }
    };
})()"""
# While somebody says so, no picture gets ready that is still as it came: a canvas that never answers.
HANGING = """(() => {
    const { toBlob } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.toBlob = function (...given) {
        if (!localStorage.getItem("hangs")) toBlob.apply(this, given);
    };
})()"""
HANG = "() => localStorage.setItem('hangs', '1')"
HEAL = "() => localStorage.removeItem('hangs')"
# How often a record's pictures hang, of those that are saved once, and how many may at once.
HANGS, MOST_HUNG = 0.15, 2
HOURS = (-48, -6, 0, 6, 48)
RELEASE = "() => document.documentElement.dataset.release"
OTHER_RELEASE = "(before) => document.documentElement.dataset.release !== before"
LOOK = "() => { navigator.serviceWorker.getRegistration().then((one) => one?.update()).catch(() => {}); }"


@dataclass(frozen=True)
class Installed:
    """A phone with a real browser: its folder, its line, what is to be saved on it, and the code that somebody types."""

    folder: Path
    line: Line
    captures: list[Capture]
    code: str


class Chromium:
    """One of them, with its folder."""

    def __init__(self, kind: BrowserType, phone: Installed, ledger: Ledger, tally: Tally, seed: int) -> None:
        self.kind, self.folder, self.line, self.captures = kind, phone.folder, phone.line, phone.captures
        self.ledger, self.tally = ledger, tally
        self.name = phone.folder.name
        self.random = Random(f"{seed}/{self.name}/life")
        self.hung: set[str] = set()
        self.context = self._switch_on()

    def _switch_on(self) -> BrowserContext:
        path = os.environ.get("FELTBOG_CHROMIUM", "/usr/bin/chromium")
        url = f"http://127.0.0.1:{self.line.port}"
        size: Any = {"width": 360, "height": 740}
        context = self.kind.launch_persistent_context(
            self.folder, executable_path=path, args=FLAGS, base_url=url, viewport=size
        )
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(CLOCK)
        context.add_init_script(HANGING)
        return context

    @property
    def page(self) -> Page:
        """The page that is looked at."""
        return self.context.pages[0]

    def join(self, code: str) -> None:
        """At home: type the code, and wait until everything is on the phone."""
        self.line.calm = True
        self.page.goto("/join")
        self.page.fill("[name=code]", code)
        self.page.locator("form:has([name=code]) [type=submit]").click()
        self.page.wait_for_url("**/")
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        self.line.calm = False

    def step(self) -> bool:
        """Save one record, and let it go as it can; → whether there are more."""
        capture = self.captures.pop(0)
        if capture.pictures and capture.times == 1 and len(self.hung) < MOST_HUNG and self.random.random() < HANGS:
            self._hang(capture)
        pictures = [(id, b64encode(data).decode(), capture.hangs) for id, data in capture.pictures.items()]
        for time in range(capture.times):
            self._save(capture, time, pictures if time == 0 else [])
        fate = self.random.random()
        with suppress(Error):
            self.page.evaluate(SEND)
        if fate < 0.08:
            self._kill("browser killed: while sending")
        elif fate < 0.13:
            self._crash()
        elif fate < 0.2:
            self._second_tab()
        elif fate < 0.3:
            self._look_for_update()
        elif fate < 0.34:
            self._forget()
        elif fate < 0.4:
            self._set_clock()
        elif fate < 0.5:
            self._asked(HEAL)
        return bool(self.captures)

    def _hang(self, capture: Capture) -> None:
        """Its pictures do not get ready, until the phone is well or gives them up."""
        self.tally.add("browser: photo never gets ready")
        self._asked(HANG)
        capture.hangs = True
        self.hung.add(capture.id)

    def _note_hung(self) -> None:
        """Write down what has become of the records whose pictures hung."""
        for id in [*self.hung]:
            if become := self._asked(BECOME, id):
                self.ledger.became(id, become["revision"], become["photos"])
                self.tally.add("browser: photo came later" if become["photos"] else "browser: photo given up")
                self.hung.remove(id)

    def _save(self, capture: Capture, time: int, pictures: list[tuple[str, str, bool]]) -> None:
        record = {
            name: value for name, value in capture.record(timedelta(), newer=False).items() if name != "captured_at"
        }
        dies = self.random.random() < 0.08
        revision = 0
        if dies:
            self.page.evaluate(SAVE_AND_DIE, [record, pictures])
            self._kill("browser killed: while saving")
            revision = self._asked(REVISION, capture.id)
        # Where it came too late, the draft is there, and somebody taps again.
        if revision <= time:
            revision = self._asked(SAVE, [record, pictures])
        self.ledger.saved(self.name, capture, record | {"revision": revision})

    def _asked(self, function: str, argument: Any = None) -> Any:
        """Ask the page; one that is just being replaced is asked again."""
        for _ in range(20):
            try:
                return self.page.evaluate(function, argument)
            except Error:
                self._open()
        raise RuntimeError(f"{self.name} does not answer")

    def _open(self, path: str = "/") -> bool:
        """→ whether the page has come, and is not just being replaced."""
        with suppress(Error):
            self.page.goto(path)
            self.page.wait_for_selector("body[data-ready]", state="attached")
            return True
        return False

    def _kill(self, why: str) -> None:
        """A flat battery; then it is switched on again."""
        self.tally.add(why)
        jar = self.context.cookies()
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ") + b" "
                if f"--user-data-dir={self.folder} ".encode() in line and b"--type=" not in line:
                    os.kill(int(process.name), signal.SIGKILL)
        with suppress(Error):
            self.context.close()
        self.context = self._switch_on()
        # Half a minute later Chromium would have written them down.
        self.context.add_cookies(jar)  # type: ignore[arg-type]
        self._open()

    def _crash(self) -> None:
        self.tally.add("browser: page crashed")
        page = self.page
        self.context.new_page()
        with suppress(Error):
            page.goto("chrome://crash")
        with suppress(Error):
            page.close()
        self._open()

    def _second_tab(self) -> None:
        self.tally.add("browser: two tabs")
        with suppress(Error):
            other = self.context.new_page()
            other.goto("/")
            other.evaluate(SEND)
            self.page.evaluate(SEND)
        for other in self.context.pages[1:]:
            other.close()

    def _look_for_update(self) -> None:
        with suppress(Error):
            self.page.evaluate(LOOK)
            before = self.page.evaluate(RELEASE)
            if self.page.evaluate(UPDATE, UNANSWERED):
                self.page.wait_for_function(OTHER_RELEASE, arg=before)
                self.tally.add("browser: app updated")

    def _forget(self) -> None:
        """Somebody deletes the cookies, or the browser does."""
        self.tally.add("browser lost its cookies")
        self.context.clear_cookies()

    def _set_clock(self) -> None:
        """Somebody sets the clock, right or wrong."""
        self.tally.add("browser: clock was set")
        with suppress(Error):
            self.page.evaluate("(ms) => setClock(ms)", self.random.choice(HOURS) * 3_600_000)

    def settle(self) -> Statement:
        """At home: everything goes; → what the phone says then."""
        self.line.calm = True
        self._open()
        if self.random.random() < 0.75:
            self._asked(HEAL)
        for _ in range(90 if self.hung else 40):
            self._look_for_update()
            if self._asked(HAS_SETTLED):
                break
            if self.hung:
                sleep(1)
            self._asked(TRY_AGAIN)
            self._asked(SEND_ALL)
        self._asked(HEAL)
        self._note_hung()
        said = self._said()
        self.line.calm = False
        return said

    def _said(self) -> Statement:
        """What stands on the front page and at the top of the queue."""
        answer = self._read("/queue", "#answer", "element => element.textContent")
        state = self._read("/", "#safety", "element => element.dataset.state")
        held = self._asked(HELD)
        return Statement(self.name, state, frozenset(held["unsent"]), frozenset(held["named"]), answer)

    def _read(self, path: str, selector: str, function: str) -> str:
        """Something on a page, once it has come and has sent what there was."""
        for _ in range(20):
            if self._open(path):
                with suppress(Error):
                    self.page.evaluate(SEND_ALL)
                    return str(self.page.locator(selector).evaluate(function))
        raise RuntimeError(f"{self.name} does not show {path}")
