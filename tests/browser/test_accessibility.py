"""axe finds nothing on any page, with a year of data in it, in light and dark, on a phone and at a desk."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from app.base import db
from app.cli.common import OPERATOR
from app.criteria import draft_rows
from app.definitions import forms
from app.store import Event, FollowUp, HoursEntry, Quarantine, User, Walk

from .server import ROOT, Server

AXE = next((ROOT / "tests" / "vendor").glob("axe-core@*/axe.min.js")).read_text()
STRANGERS = ["/", "/join", "/account/sign-in", "/account/about", "/no-such-page"]
# A phone so long that the bar at its foot covers nothing: what it covers can be scrolled to.
LONG = {"width": 360, "height": 2400}
DESK = {"width": 1280, "height": 800}
PHONES = ["/", "/form/observation", "/form/attendance", "/form/contact", "/queue", "/walk", "/points"]
HOSTS = ["/", "/form/attendance", "/queue"]
AGREEMENT = "tryghed"
CARETAKER = "housing_technical"
# Pages of the leader's whose address asks for more.
OFFICE_ASKED = ["/office/evaluation/2017/held?about=agreement", "/office/evaluation/2017/figures?agreement=tryghed"]
COUNSELLORS = ["/", "/form/contact", "/office/contacts", "/office/workbook/2017", "/office/hours"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the demo's year."""
    instance = tmp_path_factory.mktemp("demo")
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "demo"]
    environ = os.environ | {"FELTBOG_INSTANCE": str(instance)}
    subprocess.run(flask, cwd=ROOT, env=environ, check=True, capture_output=True)
    server = Server(Path(instance))
    with server.app.app_context():
        draft_rows.begin(AGREEMENT, OPERATOR)
    server.start()
    yield server
    server.stop()


def office_pages(server: Server) -> list[str]:
    """Every page of the leader's that can be opened, with the first of each kind of thing."""
    with server.app.app_context():
        walk, event = (db.session.scalars(select(model.id)).first() for model in (Walk, Event))
        point = db.session.scalar(select(FollowUp.id).where(FollowUp.party == CARETAKER))
        spent = db.session.scalars(select(HoursEntry.entry)).first()
        row, user = (db.session.scalars(select(model.id)).first() for model in (Quarantine, User))
        records = {form.name: db.session.scalars(select(form.table.c.id)).first() for form in forms.every()}
        values = {
            "row_id": row,
            "user_id": user,
            "year": 2017,
            "form": "observation",
            "activity": "A2",
            "criterion": "A2c",
            "figure": "evictions",
            "number": 1,
            "step": "phone",
            "part": "figures",
            "listed": "contacts.topics",
        }
        pages = []
        for rule in server.app.url_map.iter_rules():
            if "GET" not in rule.methods or not rule.rule.startswith("/office") or "." in rule.rule:
                continue
            filled: dict[str, Any] = dict.fromkeys(rule.arguments) | values
            if rule.rule.startswith("/office/walks/"):
                filled["id"] = walk
            elif "event" in rule.endpoint:
                filled["id"] = event
            elif "person" in rule.endpoint or "people" in rule.endpoint:
                filled["id"] = user
            elif "quarantin" in rule.endpoint:
                filled["id"] = row
            elif rule.rule.startswith("/office/agreements/"):
                filled |= {"id": AGREEMENT, "row": "A2b" if "criteria" in rule.rule else "evictions"}
            elif "hours" in rule.endpoint:
                filled["id"] = spent
            elif "point" in rule.endpoint:
                filled["id"] = point
            else:
                filled["id"] = records["observation"]
            with server.app.test_request_context():
                built = rule.build({name: filled[name] for name in rule.arguments})
            pages.append(built[1] if built else rule.rule)
    return sorted([*pages, *OFFICE_ASKED])


def faults(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe says about the page as it stands."""
    found = page.evaluate("(options) => axe.run(options)", options | {"resultTypes": ["violations"], "preload": False})
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def caretaker(server: Server) -> tuple[str, list[str]]:
    """The account of the demo's busiest party, and its pages."""
    with server.app.app_context():
        user = db.session.scalars(select(User.id).where(User.party == CARETAKER)).one()
        point = db.session.scalars(select(FollowUp.id).where(FollowUp.party == CARETAKER)).first()
    return user, ["/office/follow-up", f"/office/follow-up/{point}"]


@pytest.mark.parametrize(
    "who", ["stranger", pytest.param("leader", marks=pytest.mark.long), "leader's phone", "counsellor", "host", "party"]
)
def test_axe_finds_nothing(who: str, demo: Server, browser: Browser) -> None:
    context = browser.new_context(base_url=demo.url, reduced_motion="reduce")
    pages = PHONES
    if who == "stranger":
        pages = STRANGERS
    elif who == "party":
        user, pages = caretaker(demo)
        demo.sign_in(context, user)
    else:
        demo.sign_in(context, demo.add_account(who.split("'", maxsplit=1)[0]))
        theirs = {"leader": office_pages(demo), "counsellor": COUNSELLORS, "host": HOSTS}
        pages = theirs.get(who, PHONES)
    page = context.new_page()
    wrong = {}
    for path in pages:
        page.set_viewport_size(DESK if path.startswith("/office") else LONG)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status < 500, path
        if path in PHONES:
            page.wait_for_selector("body[data-ready]", state="attached")
        if found := both_ways(page):
            wrong[path] = found
    context.close()
    assert not wrong, "\n".join(f"{path}: {fault}" for path, faults in wrong.items() for fault in faults)


def both_ways(page: Page) -> list[str]:
    """What axe says in light and dark; in the dark only the colours are others."""
    page.evaluate(AXE)
    found = faults(page, {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    page.emulate_media(color_scheme="dark")
    found += faults(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    page.emulate_media(color_scheme="light")
    return found


def test_axe_finds_nothing_on_todays_walk(demo: Server, browser: Browser) -> None:
    """The demo's walks are long ago: what a leader sees, and the points, is only there on the day."""
    walk = demo.add_walk()
    context = browser.new_context(base_url=demo.url, viewport=LONG, reduced_motion="reduce")
    demo.sign_in(context, demo.add_account("leader"))
    page = context.new_page()
    page.goto("/")
    page.locator("#new, #fill a").first.wait_for(state="attached")
    wrong = {}
    for path, there in ((f"/walk?id={walk.id}", "#begin"), (f"/points?walk={walk.id}", "[data-point]")):
        page.goto(path)
        page.locator(there).first.wait_for()
        if "points" in path:
            page.locator("[data-outcome=better]").first.click()
            page.locator("[data-more]:visible").wait_for()
        if found := both_ways(page):
            wrong[path] = found
    page.goto(f"/walk?id={walk.id}")
    page.locator("#show-code").click()
    if found := both_ways(page):
        wrong["the code"] = found
    page.goto("/form/observation")
    page.wait_for_selector("body[data-ready]", state="attached")
    page.check("[name=category][value=lighting]")
    page.locator("#status", has_text="1 er ikke gemt").wait_for()
    for path in ("/form/observation", "/queue", "/"):
        page.goto(path)
        page.locator("#other-drafts, #drafts .draft").first.wait_for()
        if found := both_ways(page):
            wrong[f"{path} with a draft"] = found
    page.get_by_role("button", name="Kassér").click()
    if found := both_ways(page):
        wrong["the question"] = found
    context.close()
    assert not wrong, "\n".join(f"{path}: {fault}" for path, faults in wrong.items() for fault in faults)
