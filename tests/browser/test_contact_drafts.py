"""A contact that is not saved is in the open page and nowhere else; once sent it is nowhere on the phone."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from patience import until
from playwright.sync_api import BrowserContext, BrowserType, Dialog, Error, Page, expect

from .conftest import PHONE, launch_installed
from .server import Server
from .walking import kill_browser

WORDS = "Zweizahnkürbis"
READY = "body[data-page=form][data-ready]"


def places_of(words: str, folder: Path) -> list[str]:
    """The files of a browser's folder that hold these words."""
    forms = {words.encode(code) for code in ("utf-8", "utf-16-le", "latin-1")}
    found = []
    for file in folder.rglob("*"):
        with suppress(OSError):  # it may be gone by now
            if file.is_file() and any(form in file.read_bytes() for form in forms):
                found.append(str(file.relative_to(folder)))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the phone of a counsellor keeps."""
    return tmp_path / "phone"


@pytest.fixture
def phone(folder: Path, browser_type: BrowserType, server: Server) -> Iterator[BrowserContext]:
    """A counsellor's phone."""
    context = launch_installed(browser_type, folder, **PHONE)
    server.sign_in(context, server.add_account("counsellor"))
    yield context
    with suppress(Error):
        context.close()


@pytest.fixture
def contact(phone: BrowserContext, server: Server) -> Page:
    """A contact that somebody is writing."""
    page = phone.new_page()
    page.goto(server.url)
    expect(page.get_by_text("Virker også uden net")).to_be_visible()
    begin(page, server)
    return page


def begin(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/form/contact")
    expect(page.locator(READY)).to_be_attached()
    page.check("[name=channel][value=visit]")
    page.check("[name=target_group][value=self]")
    page.check("[name=topics][value=mitid]")
    page.check("[name=digital_asked][value=true]")
    page.check("[name=digital_outcome][value=helped]")
    page.locator("details[data-fold=note] summary").click()
    page.fill("[name=note]", WORDS)
    expect(page.locator("#missing")).to_have_text("Ikke gemt endnu. Tryk Gem")


def test_the_disk_never_has_it(contact: Page, folder: Path) -> None:
    contact.reload()
    expect(contact.locator(READY)).to_be_attached()
    expect(contact.locator("[name=channel]:checked")).to_have_count(0)
    expect(contact.locator("[name=note]")).to_have_value("")
    contact.locator("details[data-fold=note] summary").click()
    contact.fill("[name=note]", WORDS)
    assert contact.evaluate("() => Object.keys(sessionStorage)") == []
    assert places_of(WORDS, folder) == []
    contact.context.close()
    assert places_of(WORDS, folder) == []


def test_once_sent_nothing_of_it_is_left_there(contact: Page, folder: Path, server: Server) -> None:
    contact.context.set_offline(True)
    contact.locator("#form [type=submit]").click()
    expect(contact.get_by_text("Gemt på telefonen").first).to_be_visible()
    assert places_of(WORDS, folder) != [], "it waits"
    contact.context.set_offline(False)
    expect(contact.locator("#sent-step")).to_have_attribute("data-done", "")
    until(lambda: places_of(WORDS, folder) == [], lambda: contact.wait_for_timeout(50))
    contact.context.close()
    assert places_of(WORDS, folder) == []
    assert WORDS in [row["note"] for row in server.records("contact")]


def test_nor_has_it_after_a_crash(
    contact: Page, folder: Path, server: Server, browser_type: BrowserType, phone: BrowserContext
) -> None:
    jar = phone.cookies()
    kill_browser(folder)
    with suppress(Error):
        phone.close()
    assert places_of(WORDS, folder) == []
    again = launch_installed(browser_type, folder, **PHONE)
    again.add_cookies(jar)  # type: ignore[arg-type]
    page = again.new_page()
    page.goto(server.url)
    expect(page.locator("#safety")).to_have_attribute("data-state", "safe")
    expect(page.locator("#drafts .record")).to_have_count(0)
    page.goto(f"{server.url}/form/contact")
    expect(page.locator(READY)).to_be_attached()
    expect(page.locator("[name=note]")).to_have_value("")
    again.close()
    assert places_of(WORDS, folder) == []


def test_no_browser_is_asked_to_remember_it(contact: Page) -> None:
    assert contact.locator("#form").get_attribute("autocomplete") == "off"
    typed = contact.locator("#form :is(input:not([type=radio], [type=checkbox], [type=hidden]), textarea, select)")
    assert typed.count() >= 3
    for control in typed.all():
        assert control.get_attribute("autocomplete") == "off"


def test_leaving_asks_and_takes_it_along(contact: Page, server: Server) -> None:
    dialog = contact.get_by_role("dialog", name="Gå uden at gemme?")
    for link in (".back", "#status"):
        contact.locator(link).click()
        expect(dialog).to_contain_text("Henvendelsen er ikke gemt. Går du, er den væk.")
        dialog.get_by_role("button", name="Bliv her").click()
        expect(contact.locator("[name=note]")).to_have_value(WORDS)
    contact.locator(".back").click()
    dialog.get_by_role("button", name="Gå uden at gemme").click()
    contact.wait_for_url(f"{server.url}/")
    expect(contact.locator("#drafts .record")).to_have_count(0)
    contact.go_back()
    expect(contact.locator(READY)).to_be_attached()
    expect(contact.locator("[name=note]")).to_have_value("")
    expect(contact.locator("[name=channel]:checked")).to_have_count(0)


def test_the_browsers_own_ways_ask_too(contact: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    contact.on("dialog", stay)
    contact.close(run_before_unload=True)
    until(lambda: asked, lambda: contact.wait_for_timeout(50))
    assert asked == ["beforeunload"]
    expect(contact.locator("[name=note]")).to_have_value(WORDS)


def kept(server: Server) -> list[str]:
    """The contacts with those words that have come in, from other tests too."""
    return [row["id"] for row in server.records("contact") if row["note"] == WORDS]


def test_what_was_saved_asks_nothing_and_what_was_not_asks_in_our_own_words(contact: Page, server: Server) -> None:
    before = len(kept(server))
    asked: list[Dialog] = []
    contact.on("dialog", lambda dialog: asked.append(dialog))  # noqa: PLW0108 - Playwright marks what it calls
    contact.locator("#form [type=submit]").click()
    expect(contact.locator("#sent-step")).to_have_attribute("data-done", "")
    expect(contact.locator("[name=note]")).to_have_value("")
    contact.locator("#saved").get_by_role("link", name="Til forsiden").click()
    contact.wait_for_url(f"{server.url}/")
    contact.goto(f"{server.url}/form/contact")
    expect(contact.locator(READY)).to_be_attached()
    contact.check("[name=channel][value=visit]")
    expect(contact.locator("#missing")).to_contain_text("Mangler")
    contact.locator("label:has([name=first_time][value=true])").click()
    contact.locator("label:has([name=first_time][value=true])").click()
    contact.locator(".back").click()
    contact.get_by_role("dialog").get_by_role("button", name="Gå uden at gemme").click()
    contact.wait_for_url(f"{server.url}/")
    assert asked == []
    assert len(kept(server)) == before + 1


def test_nothing_loads_the_page_anew_under_it(contact: Page) -> None:
    held = "() => navigator.locks.query().then(({ held }) => held.some(({ name }) => name === 'feltbog-unsaved'))"
    assert contact.evaluate(held)
    contact.evaluate("() => navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))")
    expect(contact.locator("[name=note]")).to_have_value(WORDS)
    assert contact.evaluate(
        """async () => (await import(`/static/${document.documentElement.dataset.digest}/js/phone/update.js`)).applyUpdate()"""
    ) is False  # fmt: skip
    expect(contact.locator("[name=note]")).to_have_value(WORDS)


def test_what_an_earlier_release_left_in_the_tab_goes(phone: BrowserContext, server: Server) -> None:
    page = phone.new_page()
    page.goto(f"{server.url}/healthz")
    page.evaluate("() => { sessionStorage.setItem('x/contact/new', 'words'); sessionStorage.setItem('other', '1'); }")
    page.goto(server.url)
    expect(page.locator("#safety")).to_have_attribute("data-state", "safe")
    assert page.evaluate("() => Object.keys(sessionStorage)") == ["other"]
