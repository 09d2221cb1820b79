"""A question is added the way CONTRIBUTING.md says, while a phone holds unsent records and an open draft."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.definitions import Observation

from .server import Server

LINE = '    observer = Choice(_("Jeg er …"), OBSERVERS'
QUESTION = '    pavement = Text(_("Underlag"), most=40)\n'

# The version of the form that the phone has, before there is a new question.
BEFORE = Observation.version


def record(page: Page, server: Server, category: str) -> None:
    page.goto(server.url + "/form/observation")
    page.check("[name=kind][value=improve]")
    page.check(f"[name=category][value={category}]")
    page.fill("[name=place]", "Blok 4")


def save(page: Page) -> None:
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()


def add_question(code: Path, server: Server) -> None:
    """One line, one migration, one `init`."""
    form = code / "app" / "definitions" / "observation.py"
    text = form.read_text().replace(f'_("Observation"), {BEFORE}', f'_("Observation"), {BEFORE + 1}')
    form.write_text(text.replace(LINE, QUESTION + LINE))
    (code / "wsgi.py").write_text("from app import create_app\n\napp = create_app()\n")
    environ = os.environ | {"FELTBOG_INSTANCE": str(server.instance)}
    for command in (["migration", "pavement"], ["init"]):
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        subprocess.run(flask, cwd=code, env=environ, check=True, capture_output=True)


@pytest.mark.once
def test_a_new_question_reaches_a_phone_with_unsent_records(
    context: BrowserContext, own_server: Server, next_release: Path
) -> None:
    own_server.join(context, own_server.add_walk())
    page = context.new_page()
    page.goto(own_server.url)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    context.set_offline(True)
    record(page, own_server, "lighting")
    save(page)
    record(page, own_server, "litter")  # an open draft

    own_server.stop()
    add_question(next_release, own_server)
    own_server.start(next_release)
    context.set_offline(False)
    page.evaluate("() => navigator.serviceWorker.getRegistration().then((one) => one.update())")
    expect(page.locator("#update")).to_be_visible(timeout=15_000)
    expect(page.locator("#status")).to_have_attribute("data-waiting", "1")  # the draft alone
    assert page.locator("[name=pavement]").count() == 0, "never under an open draft"

    save(page)
    expect(page.locator("#status")).to_have_attribute("data-waiting", "0")
    page.goto(own_server.url)
    with page.expect_navigation():
        page.click("[data-action=update]")
    record(page, own_server, "paths")
    page.fill("[name=pavement]", "Fliser")
    save(page)
    expect(page.locator("#sent-step")).to_have_attribute("data-done", "")

    arrived = sorted((row["category"], row["version"]) for row in own_server.records("observation"))
    assert arrived == [("lighting", BEFORE), ("litter", BEFORE), ("paths", BEFORE + 1)]
