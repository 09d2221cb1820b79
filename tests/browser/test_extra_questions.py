"""What an agreement asks besides, answered without a network, and found in the database."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from agreeing import with_more
from playwright.sync_api import BrowserContext, Page, expect

from app import agreement

from .releases import ready_offline, visit
from .server import Server

QUESTIONS = [
    {"form": "observation", "code": "smell", "kind": "choice", "label": "Hvordan lugter her?", "required": True},
    {"form": "observation", "code": "nearby", "kind": "choices", "label": "Hvad er tæt på?"},
    {"form": "observation", "code": "rats", "kind": "count", "label": "Antal rotter", "most": 9},
    {"form": "observation", "code": "long_ago", "kind": "text", "label": "Spurgt engang", "retired_on": "2018-01-01"},
]
CHOICES = [
    {"list": "observation.smell", "code": "fine", "label": "Fint"}, {"list": "observation.smell", "code": "bad", "label": "Grimt"},
    {"list": "observation.smell", "code": "sour", "label": "Surt", "retired_on": "2018-01-01"},
    {"list": "observation.nearby", "code": "school", "label": "Skolen"}, {"list": "observation.nearby", "code": "bins", "label": "Skraldet"},
    {"list": "observations.category", "code": "litter", "label": "Affald og renholdelse", "retired_on": "2018-01-01"},
]  # fmt: skip


@pytest.fixture
def asking_server(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server under an agreement that asks besides."""
    with server.app.app_context():
        document = with_more(agreement.current().document, questions=QUESTIONS, choices=CHOICES)
    path = tmp_path / "agreement.json"
    path.write_text(json.dumps(document))
    monkeypatch.setenv("FELTBOG_PLAN", str(path))
    started = Server(tmp_path / "instance")
    started.start()
    yield started
    started.stop()


def test_an_added_question_is_answered_offline(page: Page, context: BrowserContext, asking_server: Server) -> None:
    asking_server.join(context, asking_server.add_walk())
    visit(page, asking_server)
    ready_offline(page)
    context.set_offline(True)
    page.goto(f"{asking_server.url}/form/observation")
    expect(page.locator("body[data-page=form][data-ready]")).to_be_attached()
    expect(page.get_by_text("Spurgt engang")).to_be_hidden()
    expect(page.get_by_label("Surt")).to_be_hidden()
    expect(page.locator("[name=category][value=litter]")).to_be_hidden()
    page.locator("label:has([name=kind][value=good])").click()
    page.locator("label:has([name=category][value=lighting])").click()
    page.fill("[name=place]", "Porten")
    page.locator("#form [type=submit]").click()
    expect(page.locator("#error-summary")).to_contain_text("Hvordan lugter her?")
    page.locator("label:has([name=smell][value=bad])").click()
    page.locator("label:has([name=nearby][value=bins])").click()
    page.fill("[name=rats]", "3")
    page.locator("#form [type=submit]").click()
    expect(page.get_by_text("Gemt på telefonen").first).to_be_visible()
    context.set_offline(False)
    page.goto(asking_server.url)
    for _try in range(100):
        if found := asking_server.records("observation"):
            break
        page.wait_for_timeout(200)
    assert found[0]["extra"] == {"smell": "bad", "nearby": " bins ", "rats": 3}
