"""An office before there is an agreement: everything that needs none works, and what needs one says what to do."""

import json

import pytest
from agreeing import adopt_only
from pages import fill, text
from running import run
from sending import store

PAGES = [
    "/office/", "/office/evaluation", "/office/evaluation/2026", "/office/evaluation/years", "/office/evaluation/2026/report",
    "/office/evaluation/2026/figures", "/office/evaluation/2026/meetings", "/office/evaluation/2026/held", "/office/hours", "/office/walks", "/office/walks/new", "/office/events", "/office/events/new",
    "/office/contacts", "/office/records", "/office/follow-up", "/office/people", "/office/privacy", "/office/plan",
]  # fmt: skip


@pytest.fixture
def nothing_agreed(app):
    with app.app_context():
        adopt_only()


@pytest.mark.usefixtures("nothing_agreed")
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers(leader, page):
    found = leader.get(page, follow_redirects=True)
    assert found.status_code == 200


@pytest.mark.usefixtures("nothing_agreed")
@pytest.mark.parametrize(
    "page",
    [
        "/office/evaluation/2026",
        "/office/evaluation/2026/figures",
        "/office/evaluation/2026/meetings",
        "/office/evaluation/2026/held",
        "/office/hours",
    ],
)
def test_what_needs_one_says_so(leader, page):
    assert "Ingen aftale for 2026" in text(leader.get(page))


@pytest.mark.usefixtures("nothing_agreed")
def test_report_and_workbook_are_there(app, tmp_path):
    found = json.loads(run(app, "report", "--year", "2026", "--json").stdout)
    assert (found["agreement"], found["criteria"]) == (None, [])
    assert run(app, "export", "--year", "2026", str(tmp_path / "2026.xlsx")).exit_code == 0
    assert run(app, "event", "add", "--title", "Fest", "--date", "2026-06-01", "--kind", "fastelavn").exit_code == 0


@pytest.mark.usefixtures("nothing_agreed")
def test_a_walk_is_made_and_walked_before_the_first_run_is_done(leader, joined, make_walk):
    fill(leader, "/office/begin/place", areas="Nordparken", then="agreement")
    walk = make_walk()
    phone = joined(walk)
    store(phone, answers={"walk": walk.id})
    assert "Belysning" in text(leader.get("/office/records"))
    assert "Kom i gang" not in text(leader.get("/office/"))
    assert "Gør aftalen færdig" in text(leader.get("/office/"))


@pytest.mark.usefixtures("nothing_agreed")
def test_the_front_page_says_that_there_is_none(leader):
    page = leader.get("/office/")
    assert "Der er ingen aftale endnu." in text(page)
    assert "Aftalen gælder" not in text(page)
