"""An office before there is an agreement: everything that needs none works, and what needs one says what to do."""

import json

import pytest
from agreeing import adopt_only
from pages import text
from running import run

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
