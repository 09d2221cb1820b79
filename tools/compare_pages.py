"""Pictures every page before and after a change, and says which differ.

    python tools/compare_pages.py take FOLDER [--root CHECKOUT]
    python tools/compare_pages.py compare BEFORE AFTER OUT

`take` serves a checkout, this one unless told otherwise, with the demo's year, its clock and its chance stopped
(`pictured.py`). It follows the links that each of the demo's people finds, so it needs no list of pages, and sends
every form that it meets. Two runs of one commit give the same pictures. The browser is $FELTBOG_CHROMIUM.
"""

import argparse
import os
import re
import sys
import time
from pathlib import Path
from zlib import crc32

from page_visits import Visit, name_of
from pictured import MOMENT, PATIENCE_SECONDS, served
from PIL import Image, ImageChops
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = os.environ.get("FELTBOG_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    # A picture is taken of a frame that is whole.
    "--run-all-compositor-stages-before-draw",
    "--disable-new-content-rendering-timeout",
    "--disable-threaded-animation",
    "--disable-threaded-scrolling",
    "--disable-checker-imaging",
)
OFFICE = ("/office/", "/account/")
ROLES = ("party", "host", "counsellor", "leader")
# What no link leads to, or not for this person.
BESIDES = {
    "counsellor": ("/office/log",),
    "leader": ("/account/confirm", "/office/photos/hidden", "/office/no-such-page", "/office/walks/no-such-walk"),
}
STRANGERS = (
    "/account/sign-in",
    "/account/about",
    "/office/",
    "/join",
    "/join/no-such-code",
    "/offline",
    "/no-such-page",
)
# Where a form goes → answers that it takes, for pages that are only seen then.
ANSWERS = {
    "office-people-new": {"name": "Ny vært", "email": "ny@demo.example", "role": "host"},
    "office-records-observation-ID-amend": {"place": "Torvet", "why": "Stedet var forkert"},
}
PHONE = ("/", "/form/observation", "/form/attendance", "/form/contact", "/queue", "/walk", "/points")
# What is tapped on a phone, where it can be seen: first what is wrong with an empty form.
TAPS = {
    "/form/contact": ("#form [type=submit]",),
    "/form/attendance": ("#doors button", "[data-add='5']"),
    "/points": ("[data-outcome]", "[data-more]"),
    "/walk": ("#choices a", "#begin", "#show-code"),
    "/form/observation": ("#form [type=submit]",),
}
SEEN = {"kind": "improve", "category": "lighting", "feeling": "unsafe"}
# Ids and secrets of a browser are counted: no two are the same, nor are two people's. Pictures are shrunk in a way
# that does not depend on how large they were before, and no cursor blinks.
STEADY = """(() => {
    const next = () => (localStorage.drawn = Number(localStorage.drawn ?? BEGINNING) + 1);
    crypto.randomUUID = () => "00000000-0000-4000-8000-" + next().toString(16).padStart(12, "0");
    crypto.getRandomValues = (array) => array.map(() => next() % 256);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("img, image { image-rendering: pixelated } * { caret-color: transparent !important }");
    document.adoptedStyleSheets.push(sheet);
})()"""


def take(folder: Path, root: Path) -> int:
    """Picture a checkout; → the exit code."""
    folder.mkdir(parents=True)
    began = time.monotonic()
    with served(root) as (port, told), sync_playwright() as playwright:
        mapped = f"--host-resolver-rules=MAP localhost:80 127.0.0.1:{port}"
        with playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, mapped]) as browser:
            picture_all(browser, folder, told)
    print(f"{len(list(folder.iterdir()))} pictures in {time.monotonic() - began:.0f} seconds")
    return 0


def picture_all(browser: Browser, folder: Path, told: str) -> None:
    """Everybody looks; phones are used; everybody sends every form; the leader and a stranger look again."""
    (password,) = re.findall(r"password is: (.+)", told)
    emails = {role: email for email, role in reversed(re.findall(r"(\S+@\S+) +\((\w+)\)", told))}
    codes = re.findall(r"/join/(\w+)", told)
    visits = [begin(browser, folder, role) for role in ROLES]
    for visit in visits:
        visit.enter("/account/sign-in", email=emails[visit.person], password=password)
        look(visit)
    stranger = begin(browser, folder, "stranger")
    stranger.crawl(STRANGERS, ("/account/", "/join"))
    # With its script, what a QR code opens goes on by itself.
    scriptless = begin(browser, folder, "scriptless")
    scriptless.page.route("**/*.js", lambda route: route.abort())
    scriptless.crawl([f"/join/{code}" for code in codes], ())
    for role in ROLES[1:]:
        phone = begin(browser, folder, f"{role}s-phone", ("light", "dark"))
        phone.enter("/account/sign-in", email=emails[role], password=password)
        use_phone(phone)
    walker = begin(browser, folder, "walkers-phone", ("light", "dark"))
    for code in codes:
        walker.enter("/join", code=code)
    use_phone(walker)
    for visit in visits:
        visit.send_all(ANSWERS | {"account-second-step": {"password": password}})
    look(visits[-1])
    stranger.crawl(visits[-1].invitations, ("/account/",))
    stranger.send_all({})


def begin(browser: Browser, folder: Path, person: str, schemes: tuple[str, ...] = ("light",)) -> Visit:
    """Somebody with a browser of their own, who has seen nothing yet."""
    context = browser.new_context(locale="da-DK", timezone_id="Europe/Copenhagen", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    context.clock.set_fixed_time(MOMENT)
    context.add_init_script(STEADY.replace("BEGINNING", str(crc32(person.encode()))))
    return Visit(context.new_page(), person, folder, schemes)


def look(visit: Visit) -> None:
    """See the office and one's account."""
    visit.crawl((*OFFICE, *BESIDES.get(visit.person, ())), OFFICE)


def use_phone(visit: Visit) -> None:
    """Picture the phone's pages, then what comes of using them without a network, and of sending it all."""
    page = visit.page
    visit.open("/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    visit.crawl(PHONE, PHONE[1:])
    page.context.set_offline(True)
    for address, buttons in TAPS.items():
        visit.open(address)
        for button in buttons:
            visit.tap(button)
    for name, answer in SEEN.items():
        page.click(f"label:has([name={name}][value={answer}])")
    page.fill("[name=place]", "Torvet")
    visit.tap("#form [type=submit]")
    for address in ("/queue", "/"):
        visit.open(address)
        visit.shoot(f"{name_of(address)}.waiting")
    page.context.set_offline(False)
    visit.open("/queue")
    page.wait_for_selector("#status[data-state=safe], #status[data-state=stopped]")
    visit.settle()
    visit.shoot("queue.sent")


def compare(before: Path, after: Path, out: Path) -> int:
    """Write the pictures that differ beside each other, and a table of them; → the exit code."""
    out.mkdir(parents=True, exist_ok=True)
    old, new = ({path.name for path in folder.glob("*.png")} for folder in (before, after))
    differing = {name: share for name in old & new if (share := difference(before / name, after / name, out / name))}
    lines = [f"missing   {name}" for name in sorted(old - new)] + [f"new       {name}" for name in sorted(new - old)]
    lines += [
        f"{differing[name]:8.3%}  {name}" for name in sorted(differing, key=lambda name: (-differing[name], name))
    ]
    lines.append(f"{len(old & new) - len(differing)} equal, {len(differing)} differ, {len(old ^ new)} missing or new")
    (out / "table.txt").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    return int(len(lines) > 1)


def difference(before: Path, after: Path, beside: Path) -> float:
    """Which share of the pixels differ; where any do, before, after and the places are written beside each other."""
    if before.read_bytes() == after.read_bytes():
        return 0
    pictures = [Image.open(path).convert("RGB") for path in (before, after)]
    width, height = (max(sizes) for sizes in zip(*(picture.size for picture in pictures), strict=True))
    # What only one of them has differs from this.
    old, new = (Image.new("RGB", (width, height), "magenta") for _ in pictures)
    old.paste(pictures[0])
    new.paste(pictures[1])
    red, green, blue = ImageChops.difference(old, new).split()
    places = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda value: 255 if value else 0)
    if not places.getbbox():
        return 0
    sheet = Image.new("RGB", (3 * width, height), "white")
    sheet.paste(old)
    sheet.paste(new, (width, 0))
    sheet.paste("red", (2 * width, 0), places)
    sheet.save(beside)
    return places.histogram()[255] / (width * height)


def main() -> int:
    """Take, or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("take")
    taking.add_argument("folder", type=Path)
    taking.add_argument("--root", type=Path, default=Path(__file__).parents[1])
    comparing = commands.add_parser("compare")
    for name in ("before", "after", "out"):
        comparing.add_argument(name, type=Path)
    told = parser.parse_args()
    if told.command == "take":
        return take(told.folder, told.root)
    return compare(told.before, told.after, told.out)


if __name__ == "__main__":
    sys.exit(main())
