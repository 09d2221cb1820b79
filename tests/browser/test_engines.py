"""The phone's whole job in the other two engines: first visit, restart without a network, all forms, a photo, sync, update.

`make test-browsers` runs them; they need browsers that the other tests do without.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import picturing
import pytest
from PIL import Image
from sending import count

from app.store import Photo

from . import engines
from .engines import Phone
from .server import Server

READY = "() => document.body?.dataset.ready !== undefined"
# Whoever goes on before it has looked breaks off what it reads and writes, and WebKit's database may then hang for the next page.
HAS_LOOKED = "() => !document.body.innerText.includes('Ser efter')"
# The walks and events that can be chosen without a network.
KNOWS_WHAT_IS_OPEN = """() => new Promise((resolve, reject) => {
    const opening = indexedDB.open("feltbog");
    opening.onerror = reject;
    opening.onsuccess = () => {
        const asked = opening.result.transaction("meta").objectStore("meta").getAllKeys();
        asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result.some((key) => String(key).includes("reference")));
        };
    };
})"""


@pytest.fixture(params=["webkit", "firefox"])
def phone(request: pytest.FixtureRequest) -> Iterator[Phone]:
    """A phone with that engine."""
    if not os.environ.get("FELTBOG_ENGINES"):
        pytest.skip("`make test-browsers` runs these")
    if lacking := engines.missing(request.param):
        pytest.skip(f"{request.param}: {lacking}")
    with getattr(engines, request.param)() as started:
        yield started


def sign_in(phone: Phone, url: str, email: str, password: str) -> None:
    phone.open(f"{url}/account/sign-in")
    phone.fill("[name=email]", email)
    phone.fill("[name=password]", password)
    phone.click("form:has([name=email]) [type=submit]")
    phone.wait("() => !location.pathname.includes('sign-in')")


def open_page(phone: Phone, url: str) -> None:
    phone.open(url)
    phone.wait(READY)
    phone.wait(HAS_LOOKED)


def keep_offline(phone: Phone, url: str) -> None:
    """A first visit, until everything is on the phone."""
    open_page(phone, url)
    phone.run("() => navigator.serviceWorker.ready.then(() => true)")
    phone.wait("() => navigator.serviceWorker.controller !== null")
    phone.wait(KNOWS_WHAT_IS_OPEN)


def choose(phone: Phone, **answers: str) -> None:
    for name, value in answers.items():
        phone.click(f"[name={name}][value={value}]")


def save(phone: Phone) -> None:
    phone.click("#form [type=submit]")
    phone.wait("() => document.body.innerText.includes('Gemt på telefonen')")


def all_sent(phone: Phone, url: str) -> None:
    open_page(phone, f"{url}/queue")
    phone.run("() => dispatchEvent(new Event('online'))")
    phone.wait("() => document.querySelector('#status')?.dataset.waiting === '0'")


def test_a_large_photo_holds_nothing_up(phone: Phone, own_server: Server) -> None:
    own_server.add_walk()
    sign_in(phone, own_server.url, *own_server.account("leader"))
    keep_offline(phone, own_server.url)
    open_page(phone, f"{own_server.url}/form/observation")
    choose(phone, kind="improve", category="lighting")
    phone.fill("[name=place]", "Blok 7")
    phone.attach("[name=photos]", picturing.file(Image.effect_noise((4032, 3024), 40).convert("RGB"), quality=70))
    save(phone)
    phone.wait("() => document.querySelector('#status').dataset.waiting === '0'")
    assert (own_server.count(), count(own_server.app, Photo)) == (1, 1)


def test_the_whole_job(phone: Phone, own_server: Server, next_release: Path) -> None:
    own_server.add_walk()
    own_server.add_event(doors="")
    url = own_server.url
    sign_in(phone, url, *own_server.account("leader"))
    keep_offline(phone, url)

    own_server.stop()
    phone.open("about:blank")
    open_page(phone, url)
    assert phone.wait("() => document.querySelector('#safety') !== null")

    open_page(phone, f"{url}/form/observation")
    choose(phone, kind="improve", category="lighting")
    phone.fill("[name=place]", "Blok 7")
    phone.attach("[name=photos]", picturing.telling(size=(1200, 900)))
    phone.wait("() => document.querySelector('[data-photo] img')?.src.length > 100")
    save(phone)

    open_page(phone, f"{url}/form/contact")
    choose(
        phone, channel="visit", target_group="self", topics="letters", digital_asked="true", digital_outcome="helped"
    )
    save(phone)

    open_page(phone, f"{url}/form/attendance")
    for _ in range(3):
        phone.click("button[data-add='1'][data-question=adults]")
    phone.wait("() => document.querySelector('#status').dataset.waiting === '3'")

    own_server.start()
    all_sent(phone, url)
    assert [own_server.count(form) for form in ("observation", "contact", "attendance")] == [1, 1, 1]
    assert own_server.records("attendance")[0]["adults"] == 3
    assert count(own_server.app, Photo) == 1

    # A new release comes while the phone looks on.
    before = phone.run("() => document.documentElement.dataset.release")
    script = next_release / "app" / "static" / "js" / "phone" / "main.js"
    script.write_text(f"{script.read_text()}\n// The next release.\n")
    own_server.restart(next_release)
    open_page(phone, url)
    phone.run("() => navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true)")
    phone.wait("() => document.querySelector('[data-action=update]')?.checkVisibility()")
    phone.click("[data-action=update]")
    phone.wait("(before) => document.documentElement.dataset.release !== before", before)
    assert phone.wait(READY)
