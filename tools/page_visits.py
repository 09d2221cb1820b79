"""What one person sees in one browser, followed from link to link and pictured, for `compare_pages.py`."""

import re
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error, Page

# The browser finds the server here whatever its port is, because posters print their address.
ADDRESS = "http://localhost"
SIZES = ((360, 740), (1280, 800), (1366, 768))
# What a tap does without a network is done by then.
DONE_MS = 300
# A picture is there within so many ms, else it is tried again.
ONE_FRAME, TRIES = 10_000, 6

# Of pages that differ by ids and numbers alone so many are opened, and these pictured: the first ones, and whatever
# leads to something or asks something that none did before.
OPENED, PICTURED = 12, 2
VARIES = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)\d+(?=/|$)|(?<=/join/).+|(?<=/invitation/).+")
# These forms end the visit, or begin what takes a while.
UNSENT = re.compile("sign-out|leave|workbook")

SHOW_IMAGES = """async () => {
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}"""
LINKS = """() => [...document.querySelectorAll("a[href]")]
    .filter((link) => link.origin === location.origin && !link.download)
    .map((link) => link.pathname + link.search)"""
FORMS = """() => [...document.forms].map((form) => ({
    method: form.getAttribute("method"),
    action: new URL(form.getAttribute("action") || "", location.href).pathname,
    fields: [...form.elements].filter((one) => one.name && !/hidden|submit|button/.test(one.type)).map((one) => one.name),
}))"""
# Answers and sends a form past its script; without answers, everything is emptied. The first button is pressed.
SEND = """([index, answers]) => {
    const form = document.forms[index];
    for (const one of form.elements) {
        if (/hidden|submit|button|fieldset/.test(one.type) || (answers && !(one.name in answers))) continue;
        const answer = answers?.[one.name] ?? "";
        if (/checkbox|radio/.test(one.type)) one.checked = one.value === answer;
        else one.value = answer;
    }
    const button = form.querySelector("button[name]");
    const pressed = { type: "hidden", name: button?.name, value: button?.value };
    if (button) form.append(Object.assign(document.createElement("input"), pressed));
    HTMLFormElement.prototype.submit.call(form);
}"""


class FormKind(NamedTuple):
    """What tells a form from others: where it is sent to, and what it asks."""

    action: str
    fields: tuple[str, ...]


def name_of(address: str) -> str:
    """What a page's pictures are called: its path without ids and numbers, and what its query asks about."""
    parts = urlsplit(address)
    path = VARIES.sub("ID", parts.path).strip("/").replace("/", "-") or "front"
    return "+".join([path, *sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)})])


@dataclass
class Visit:
    """What one person sees in one browser. A picture that Chromium does not give is left out, and said."""

    page: Page
    person: str
    folder: Path
    schemes: tuple[str, ...] = ("light",)
    pictured: Counter[str] = field(default_factory=Counter)
    led_to: set[str] = field(default_factory=set)
    # Where each form was met first.
    forms: dict[FormKind, str] = field(default_factory=dict)
    invitations: list[str] = field(default_factory=list)

    def open(self, address: str) -> bool:
        """Whether there is a page; it is as it stays."""
        answer = self.page.goto(ADDRESS + address)
        self.settle()
        return answer is None or answer.headers.get("content-type", "").startswith("text/html")

    def settle(self) -> None:
        """Wait until nothing comes any more."""
        if self.page.locator("body[data-page]").count():
            self.page.wait_for_selector("body[data-ready]", state="attached")
            self.page.wait_for_load_state("networkidle")
            for state in ("looking", "sending"):
                self.page.wait_for_selector(f"[data-state={state}]", state="detached")
        self.page.evaluate(SHOW_IMAGES)

    def shoot(self, name: str) -> None:
        """Picture what stands there, in every size; where it can be printed, as it is then."""
        self.pictured[name] += 1
        number = f"-{self.pictured[name]}" if self.pictured[name] > 1 else ""
        for scheme in self.schemes:
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for size in SIZES:
                kind = "{}x{}".format(*size) + ("" if scheme == "light" else f"-{scheme}")
                self._save(f"{name}{number}.{self.person}.{kind}", size)
        if self.page.locator("[data-print]").count():
            self.page.emulate_media(media="print")
            self._save(f"{name}{number}.{self.person}.print", SIZES[1])
            self.page.emulate_media(media="screen")

    def _save(self, name: str, size: tuple[int, int]) -> None:
        width, height = size
        self.page.set_viewport_size({"width": width, "height": height})
        # The window as high as the page: nothing is left undrawn, and what sticks to its edge covers nothing.
        whole = self.page.evaluate("() => document.documentElement.scrollHeight")
        path = self.folder / f"{name}.png"
        # A headless Chromium waits now and then for a frame that nothing asks for; another size asks for one.
        for nudge in range(TRIES):
            self.page.set_viewport_size({"width": width, "height": max(height, whole) + nudge})
            with suppress(Error):
                self.page.set_viewport_size({"width": width, "height": max(height, whole)})
                self.page.screenshot(path=path, animations="disabled", timeout=ONE_FRAME)
                return
        print(f"no picture of {name}: Chromium gave none in {TRIES} tries", flush=True)

    def crawl(self, starts: Iterable[str], below: tuple[str, ...]) -> None:
        """Picture these pages and whatever they lead to that lies below."""
        waiting, opened = deque(dict.fromkeys(starts)), Counter[str]()
        known = set(waiting)
        while waiting:
            address = waiting.popleft()
            name = name_of(address)
            opened[name] += 1
            if opened[name] > OPENED or not self.open(address):
                continue
            is_new = self._note_forms(address)
            for link in self.page.evaluate(LINKS):
                if link.startswith(below) and "." not in urlsplit(link).path:
                    is_new |= name_of(link) not in self.led_to
                    self.led_to.add(name_of(link))
                    waiting.extend({link} - known)
                    known.add(link)
            if is_new or self.pictured[name] < PICTURED:
                self.shoot(name)

    def _forms(self) -> list[FormKind | None]:
        """The page's forms; None for one that changes nothing."""
        return [
            FormKind(name_of(form["action"]), tuple(dict.fromkeys(form["fields"])))
            if form["method"] == "post" and not UNSENT.search(form["action"])
            else None
            for form in self.page.evaluate(FORMS)
        ]

    def _note_forms(self, address: str) -> bool:
        """Remember the forms that were not met before; whether there are any."""
        met = [kind for kind in self._forms() if kind and kind not in self.forms]
        self.forms |= dict.fromkeys(met, address)
        return bool(met)

    def send_all(self, answers: dict[str, dict[str, str]]) -> None:
        """Every form empty, so that its errors are seen; some with answers; then those that only ask to be sent."""
        asking = [kind for kind in self.forms if kind.fields]
        for kind in asking:
            self._send(kind, None, "empty")
        for kind in asking:
            if kind.action in answers:
                self._send(kind, answers[kind.action], "answered")
        for kind in self.forms:
            if not kind.fields:
                self._send(kind, None, "sent")

    def _send(self, kind: FormKind, answers: dict[str, str] | None, how: str) -> None:
        """Picture what comes of a form, where it still stands."""
        self.open(self.forms[kind])
        if kind not in self._forms():
            return
        with self.page.expect_navigation():
            self.page.evaluate(SEND, [self._forms().index(kind), answers])
        self.settle()
        self.shoot(f"{kind.action}.{how}")
        self.invitations += re.findall(r"/account/invitation/[\w.-]+", self.page.content())

    def enter(self, address: str, **typed: str) -> None:
        """Fill in a page's one form as people do, to sign in or to join."""
        self.open(address)
        for name, text in typed.items():
            self.page.fill(f"[name={name}]", text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.settle()

    def tap(self, button: str) -> None:
        """Picture what a button does, where there is one."""
        found = self.page.locator(button).locator("visible=true").first
        if found.count():
            found.click()
            self.page.wait_for_timeout(DONE_MS)
            self.settle()
            self.shoot(f"{name_of(self.page.url)}.tapped")
